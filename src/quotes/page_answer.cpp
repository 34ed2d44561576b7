// D2 and D3: the forms of a quote's link. Each is its own page; only its button changes anything.

#include "quotes/page.hpp"

namespace kontor {
namespace {

struct Field {
  std::string id;
  std::string label;
  std::string hint{};
  std::string autocomplete = "off";
  std::size_t most = 120;
  bool required = false;
  bool sign = false;
  bool long_text = false;
};

void add_label(Html& html, const QuotePage& page, const Field& field) {
  html.raw("<label").attribute("for", field.id).raw(">").text(field.label);
  if (!field.required) {
    html.raw(" <span class=\"m\">(").text(page.word("optional")).raw(")</span>");
  }
  html.raw("</label>");
  if (field.hint.empty()) return;
  html.raw("<p class=\"x\"").attribute("id", field.id + "_hint").raw(">").text(field.hint);
  html.raw("</p>");
}

void add_field(Html& html, const QuotePage& page, const Field& field, const std::string& value) {
  html.raw("<div class=\"f\">");
  add_label(html, page, field);
  html.raw(field.long_text ? "<textarea" : "<input");
  html.attribute("class", field.sign ? "in sign" : "in").attribute("id", field.id);
  html.attribute("name", field.id).attribute("maxlength", std::to_string(field.most));
  html.attribute("autocomplete", field.autocomplete);
  if (field.required) html.raw(" required");
  if (!field.hint.empty()) html.attribute("aria-describedby", field.id + "_hint");
  if (field.long_text) {
    html.raw(">").text(value).raw("</textarea></div>");
  } else {
    html.attribute("value", value).raw("></div>");
  }
}

void open_page(Html& html, const QuotePage& page, const std::string& title) {
  html.raw("<div class=\"wrap nar\"><a class=\"back\"").attribute("href", page.address());
  html.raw(">").icon("back").text(page.word("back")).raw("</a><header class=\"head\">");
  html.raw("<p class=\"eye\">").text(page.word("quote")).raw(" <b class=\"id\">");
  html.text(page.quote().number).raw("</b> · ");
  const std::string& company = page.content().buyer.company;
  html.text(company.empty() ? page.quote().recipient->name : company);
  html.raw("</p><h1>").text(title).raw("</h1></header>");
}

void open_form(Html& html, const QuotePage& page, std::string_view action, const TypedForm& typed) {
  html.raw("<form class=\"stack\" method=\"post\"");
  html.attribute("action", page.address(action)).raw(">");
  add_problem(html, typed);
}

/// What exactly is accepted, at which price.
void add_what(Html& html, const QuotePage& page) {
  const bool consumer = page.content().consumer;
  html.raw("<section class=\"card sum\"").attribute("aria-label", page.word("summary"));
  html.raw("><div class=\"oh in-card\"><h2>").text(page.word(consumer ? "your_order" : "what"));
  html.raw("</h2><ul class=\"what\">");
  const auto chosen = chosen_lines(page.content(), page.selection);
  for (const auto& line : chosen) {
    html.raw("<li>").icon("check", 18).raw("<span>");
    if (line.quantity_milli != 1000) {
      html.text(format_quantity(page.region(), line.quantity_milli));
      html.text(line.unit.empty() ? " × " : "\u00a0" + line.unit + " ");
    }
    html.text(line.name).raw("</span></li>");
  }
  html.raw("</ul></div>");
  const auto sums = sums_of(page.content(), chosen);
  add_sums(html, page,
           sums.size() > 2   ? "big three rule"
           : sums.size() > 1 ? "big rule"
                             : "big one rule");
  html.raw("<p class=\"x note\">").text(page.word(consumer ? "gross_note" : "net_note"));
  html.raw("</p></section>");
}

void add_who(Html& html, const QuotePage& page, const TypedForm& typed) {
  const bool consumer = page.content().consumer;
  const auto typed_or = [&](std::string_view name, const std::string& otherwise) {
    return std::string(typed.values.get(name, otherwise));
  };
  html.raw("<section class=\"card stack\"><h2>");
  html.text(page.word(consumer ? "your_data" : "who")).raw("</h2>");
  const std::string company = page.content().buyer.company;
  const std::string& recipient = page.quote().recipient->name;
  add_field(html, page,
            {.id = "name",
             .label = page.word("name"),
             .hint = consumer ? "" : page.word("name_hint"),
             .autocomplete = "name",
             .required = true,
             .sign = !consumer},
            typed_or("name", recipient == company && !consumer ? "" : recipient));
  if (!consumer) {
    add_field(html, page,
              {.id = "role",
               .label = page.word("role"),
               .autocomplete = "organization-title",
               .required = true},
              typed_or("role", ""));
    add_field(html, page,
              {.id = "purchase_order",
               .label = page.word("purchase_order"),
               .hint = page.word("purchase_order_hint"),
               .most = 60},
              typed_or("purchase_order", ""));
  }
  html.raw("</section>");
}

void add_terms(Html& html, const QuotePage& page, const TypedForm& typed) {
  const QuoteSnapshot& content = page.content();
  html.raw(
      "<section class=\"card\"><label class=\"tick\"><input type=\"checkbox\" name=\"terms\" "
      "value=\"yes\" required");
  if (typed.values.has("terms")) html.raw(" checked");
  html.raw("><span>");
  const TextParams params{{"seller", content.seller.company}, {"buyer", content.buyer.company}};
  html.text(page.word(content.consumer ? "agree_consumer" : "agree_business", params));
  if (is_link_target(content.letterhead.terms_url)) {
    html.raw(" <a target=\"_blank\" rel=\"noopener\"");
    html.attribute("href", content.letterhead.terms_url).raw(">").text(page.word("terms"));
    html.raw("</a>");
  }
  html.raw("</span></label></section>");
}

void add_steps(Html& html, const QuotePage& page) {
  const bool prospect = page.quote().snapshot->prospect;
  html.raw("<section><h2>").text(page.word("next")).raw("</h2><ol class=\"steps\">");
  int number = 0;
  const auto step = [&](const char* key) {
    html.raw("<li><span class=\"dot\">").raw(std::to_string(++number)).raw("</span><p>");
    html.text(page.word(key)).raw("<br><span class=\"s m\">");
    html.text(page.word(std::string(key) + "_hint")).raw("</span></p></li>");
  };
  step("step_receipt");
  if (prospect) step("step_approval");
  step("step_order");
  html.raw("</ol></section>");
}

void add_button(Html& html, std::string_view css, const std::string& label,
                const std::string& hint) {
  html.raw("<div class=\"stack tight\"><button class=\"btn w ").raw(css).raw("\">").text(label);
  html.raw("</button>");
  if (!hint.empty()) html.raw("<p class=\"x mid\">").text(hint).raw("</p>");
  html.raw("</div>");
}

/// Reasons that people tick instead of writing; each is a text of its own.
constexpr std::array<std::string_view, 4> kReasons{"price", "other_supplier", "no_need", "later"};

}  // namespace

http::Response accept_page(const QuotePage& page, const TypedForm& typed) {
  const bool consumer = page.content().consumer;
  const std::string title = page.word(consumer ? "check_and_order" : "accept_long");
  Html html;
  open_page(html, page, title);
  open_form(html, page, "accept", typed);
  // A consumer sees what it costs right above the button (§ 312j BGB, paragraphs 2 and 3).
  if (!consumer) add_what(html, page);
  add_who(html, page, typed);
  add_terms(html, page, typed);
  if (consumer) add_what(html, page);
  add_button(html, "p large", page.word(consumer ? "order_with_obligation" : "accept_binding"),
             page.word("receipt_hint"));
  html.raw("</form>");
  add_steps(html, page);
  html.raw("</div>");
  return framed(page, "accept", title, html.take(), typed.problem.empty() ? 200 : 422);
}

http::Response reject_page(const QuotePage& page, const TypedForm& typed) {
  const std::string title = page.word("reject_title");
  Html html;
  open_page(html, page, title);
  html.raw("<p>").text(page.word("reject_lead")).raw("</p>");
  open_form(html, page, "reject", typed);
  html.raw("<section class=\"card stack\"><fieldset class=\"f\"><legend class=\"lab\">");
  html.text(page.word("reason")).raw(" <span class=\"m\">(").text(page.word("optional"));
  html.raw(")</span></legend>");
  for (const auto reason : kReasons) {
    html.raw("<label class=\"rad\"><input type=\"radio\" name=\"why\"").attribute("value", reason);
    if (typed.values.get("why") == reason) html.raw(" checked");
    html.raw("><span>").text(page.word("reason_" + std::string(reason))).raw("</span></label>");
  }
  html.raw("</fieldset>");
  add_field(html, page,
            {.id = "reason", .label = page.word("reason_words"), .most = 2000, .long_text = true},
            std::string(typed.values.get("reason")));
  html.raw("</section>");
  add_button(html, "d large", page.word("reject_now"), page.word("reject_hint"));
  html.raw("</form></div>");
  return framed(page, "reject", title, html.take(), typed.problem.empty() ? 200 : 422);
}

http::Response ask_page(const QuotePage& page, const TypedForm& typed) {
  const std::string title = page.word("ask_title");
  Html html;
  open_page(html, page, title);
  html.raw("<p>").text(page.word("ask_lead", {{"name", page.content().contact.name}}));
  html.raw("</p>");
  open_form(html, page, "ask", typed);
  html.raw("<section class=\"card stack\">");
  add_field(html, page,
            {.id = "message",
             .label = page.word("message"),
             .most = 5000,
             .required = true,
             .long_text = true},
            std::string(typed.values.get("message")));
  html.raw("</section><details class=\"card\"");
  for (const auto& [name, value] : typed.values) {
    if (name.starts_with("price_") && !value.empty()) {
      html.raw(" open");
      break;
    }
  }
  html.raw("><summary><b>").text(page.word("other_prices")).raw("</b></summary><p class=\"s m\">");
  html.text(page.word("other_prices_hint", {{"currency", page.quote().currency}}));
  html.raw("</p><ul class=\"wishes\">");
  for (const auto& line : page.content().lines) {
    const std::string id = "price_" + std::to_string(line.position);
    html.raw("<li class=\"f\"><label").attribute("for", id).raw("><span class=\"no n\">");
    html.raw(std::to_string(line.position)).raw("</span> ").text(line.name);
    html.raw("<span class=\"s m\">");
    html.text(page.word("offered", {{"price", format_unit_price(page.region(), line.unit_price_e4,
                                                                page.quote().currency)}}));
    html.raw(
        "</span></label><input class=\"in\" inputmode=\"decimal\" autocomplete=\"off\" "
        "maxlength=\"20\"");
    html.attribute("id", id).attribute("name", id).attribute("value", typed.values.get(id));
    html.raw("></li>");
  }
  html.raw("</ul></details>");
  add_button(html, "p large", page.word("send"), page.word("ask_hint"));
  html.raw("</form></div>");
  return framed(page, "ask", title, html.take(), typed.problem.empty() ? 200 : 422);
}

http::Response asked_page(const QuotePage& page) {
  Html html;
  html.raw("<div class=\"wrap nar dead\"><span class=\"ico ok\">").icon("check", 28);
  html.raw("</span><header class=\"head\"><p class=\"eye\">").text(page.word("quote"));
  html.raw(" <b class=\"id\">").text(page.quote().number).raw("</b></p><h1>");
  html.text(page.word("asked_title")).raw("</h1></header><p>");
  html.text(page.word("asked_body", {{"name", page.content().contact.name}}));
  html.raw("</p><a class=\"btn w\"").attribute("href", page.address()).raw(">");
  html.text(page.word("back")).raw("</a></div>");
  return framed(page, "asked", page.word("asked_title"), html.take());
}

}  // namespace kontor
