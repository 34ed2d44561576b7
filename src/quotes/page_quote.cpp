// D1: the quote itself.

#include <algorithm>
#include <map>

#include "quotes/page.hpp"

namespace kontor {
namespace {

constexpr std::int64_t kMinute_ms = 60LL * 1000;
constexpr std::int64_t kHour_ms = 60 * kMinute_ms;

/// "Gültig noch 6 Tage": rounded to the unit that still says something.
std::string time_left(const QuotePage& page) {
  const std::int64_t left_ms =
      std::max<std::int64_t>(page.found.link.expires_at_ms - page.now_ms, 0);
  const auto [unit, unit_ms] = left_ms >= 2 * kDay_ms    ? std::pair("days", kDay_ms)
                               : left_ms >= 2 * kHour_ms ? std::pair("hours", kHour_ms)
                                                         : std::pair("minutes", kMinute_ms);
  const std::int64_t count = std::max<std::int64_t>((left_ms + unit_ms / 2) / unit_ms, 1);
  return page.word(std::string("left_") + unit, {{"count", std::to_string(count)}});
}

std::string amount_of(const QuotePage& page, const QuoteLine& line) {
  if (line.quantity_milli == 1000 && line.unit.empty() && line.discount_bp == 0) return {};
  std::string words = format_quantity(page.region(), line.quantity_milli);
  if (!line.unit.empty()) words += "\u00a0" + line.unit;
  words += " × " + format_unit_price(page.region(), line.unit_price_e4, page.quote().currency);
  if (line.discount_bp > 0) words += " − " + format_percent(page.region(), line.discount_bp);
  return words;
}

void add_line(Html& html, const QuotePage& page, const QuoteLine& line) {
  html.raw("<li class=\"ln\"><div class=\"t\"><h4><span class=\"no n\">");
  html.raw(std::to_string(line.position)).raw("</span>").text(line.name).raw("</h4>");
  if (!line.description.empty()) {
    html.raw("<p class=\"s m\">").lines(line.description).raw("</p>");
  }
  html.raw("</div><span class=\"u\">").text(amount_of(page, line));
  html.raw("</span><span class=\"v\">").text(page.money(line.amount_cents)).raw("</span></li>");
}

void add_fixed_lines(Html& html, const QuotePage& page) {
  html.raw("<section class=\"card lines\" id=\"lines\"><h2>").text(page.word("lines"));
  html.raw("</h2>");
  for (const ChargeType period : {ChargeType::one_off, ChargeType::monthly, ChargeType::yearly}) {
    bool first = true;
    for (const auto& line : page.content().lines) {
      if (line.role != QuoteLineRole::fixed || line.charge_type != period) continue;
      if (first) {
        html.raw("<h3>").text(page.word(enum_name(period))).raw("</h3><ol>");
        first = false;
      }
      add_line(html, page, line);
    }
    if (!first) html.raw("</ol>");
  }
  html.raw("</section>");
}

struct Option {
  const QuoteLine& line;
  bool chosen = false;
};

void add_option(Html& html, const QuotePage& page, const Option& option) {
  const QuoteLine& line = option.line;
  const bool radio = line.role == QuoteLineRole::alternative;
  html.raw("<li><label class=\"ln opt\"><input");
  html.attribute("type", radio ? "radio" : "checkbox");
  html.attribute("name", radio ? "set" + std::to_string(line.choice) : "take");
  html.attribute("value", std::to_string(line.position));
  if (option.chosen) html.raw(" checked");
  html.raw("><span class=\"t\"><b>").text(line.name).raw("</b><span class=\"s m\">");
  html.text(page.word("position", {{"number", std::to_string(line.position)}}));
  if (!line.description.empty()) html.raw(" · ").lines(line.description);
  html.raw("</span></span><span class=\"u\">").text(amount_of(page, line));
  html.raw("</span><span class=\"v\">").text(page.money(line.amount_cents)).raw("<small>");
  html.text(page.word("small_" + std::string(enum_name(line.charge_type))));
  html.raw("</small></span></label></li>");
}

void add_options(Html& html, const QuotePage& page, const std::vector<QuoteLine>& chosen) {
  const auto is_chosen = [&](const QuoteLine& line) {
    return std::ranges::find(chosen, line.position, &QuoteLine::position) != chosen.end();
  };
  std::map<std::int64_t, std::vector<Option>> sets;  // by choice; options first
  for (const auto& line : page.content().lines) {
    if (line.role == QuoteLineRole::fixed) continue;
    const bool free = line.role == QuoteLineRole::optional;
    sets[free ? -1 : line.choice].push_back({line, is_chosen(line)});
  }
  if (sets.empty()) return;
  html.raw("<section class=\"card lines\">");
  for (const auto& [choice, options] : sets) {
    html.raw("<fieldset><legend class=\"oh\"><b>");
    html.text(page.word(choice < 0 ? "options" : "alternatives")).raw("</b><span class=\"s m\">");
    html.text(page.word(choice < 0 ? "options_hint" : "alternatives_hint"));
    html.raw("</span></legend><ul class=\"opts\">");
    for (const auto& option : options) add_option(html, page, option);
    html.raw("</ul></fieldset>");
  }
  html.raw("<button class=\"btn again\">").icon("again").text(page.word("again"));
  html.raw("</button></section>");
}

struct SumRow {
  std::string label;
  std::vector<std::string> cells;
};

std::vector<SumRow> sum_rows(const QuotePage& page, const std::vector<QuoteSum>& sums) {
  std::vector<SumRow> rows{{page.word("net"), {}}};
  std::map<std::int64_t, std::vector<std::int64_t>, std::greater<>> taxes;  // by rate, per sum
  for (std::size_t i = 0; i < sums.size(); ++i) {
    rows.front().cells.push_back(page.money(sums[i].net_cents));
    for (const auto& tax : sums[i].taxes) {
      auto& cells = taxes[tax.rate_bp];
      cells.resize(sums.size());
      cells[i] += tax.tax_cents;
    }
  }
  for (const auto& [rate_bp, cents] : taxes) {
    if (rate_bp == 0) continue;
    SumRow row{page.word("tax", {{"rate", format_percent(page.region(), rate_bp)}}), {}};
    for (const auto cell : cents) row.cells.push_back(page.money(cell));
    rows.push_back(std::move(row));
  }
  SumRow gross{page.word(page.content().consumer ? "price_all" : "gross"), {}};
  for (const auto& sum : sums) gross.cells.push_back(page.money(sum.gross_cents));
  rows.push_back(std::move(gross));
  return rows;
}

std::string tax_note(const QuotePage& page) {
  const TaxDecision& tax = page.content().tax;
  if (tax.code == TaxCase::domestic || tax.code == TaxCase::oss) return {};
  return text(page.locale, "tax." + std::string(enum_name(tax.code)),
              {{"country", tax.destination}, {"vat_id", tax.vat_id}});
}

void add_table(Html& html, const QuotePage& page, const std::vector<QuoteSum>& sums) {
  html.raw("<section class=\"card lines\"><h2>").text(page.word("sum"));
  html.raw("</h2><table class=\"tot\"><thead><tr><th><span class=\"vh\">");
  html.text(page.word("amount")).raw("</span></th>");
  for (const auto& sum : sums) {
    html.raw("<th scope=\"col\">").text(page.word(enum_name(sum.charge_type))).raw("</th>");
  }
  html.raw("</tr></thead><tbody>");
  for (const auto& row : sum_rows(page, sums)) {
    html.raw("<tr><th scope=\"row\">").text(row.label).raw("</th>");
    for (const auto& cell : row.cells) html.raw("<td>").text(cell).raw("</td>");
    html.raw("</tr>");
  }
  html.raw("</tbody></table>");
  const QuoteSnapshot& content = page.content();
  const auto note = [&](const std::string& words) {
    if (!words.empty()) html.raw("<p class=\"x note last\">").text(words).raw("</p>");
  };
  if (content.totals.discount_cents > 0) {
    note(page.word("with_discount", {{"amount", page.money(content.totals.discount_cents)}}));
  }
  if (content.shipping_cents > 0) {
    note(page.word("with_shipping", {{"amount", page.money(content.shipping_cents)}}));
  }
  note(tax_note(page));
  html.raw("</section>");
}

void add_facts(Html& html, const QuotePage& page) {
  const QuoteSnapshot& content = page.content();
  std::vector<QuoteText> facts = content.texts;
  if (!content.shipping_method.empty()) {
    facts.push_back({page.word("shipping"), content.shipping_method});
  }
  if (!content.payment_method.empty()) {
    facts.push_back({page.word("payment"), content.payment_method});
  }
  if (facts.empty()) return;
  html.raw("<section class=\"card pad\"><h2>").text(page.word("terms_of_delivery"));
  html.raw("</h2><dl class=\"facts\">");
  for (const auto& fact : facts) {
    html.raw("<dt>").text(fact.title).raw("</dt><dd>").lines(fact.body).raw("</dd>");
  }
  html.raw("</dl></section>");
}

/// Time left, the figures, the paper.
void add_summary(Html& html, const QuotePage& page, const std::vector<QuoteSum>& sums) {
  const bool soon = page.found.link.expires_at_ms - page.now_ms < 2 * kDay_ms;
  html.raw("<section class=\"card sum\"").attribute("aria-label", page.word("summary"));
  html.raw(soon ? "><p class=\"box valid warn\">" : "><p class=\"box valid\">");
  html.icon("clock", 22).raw("<span><b>").text(time_left(page)).raw("</b><br>");
  html.text(page.word("until", {{"at", page.instant(page.found.link.expires_at_ms)}}));
  html.raw("</span></p>");
  add_sums(html, page, sums.size() > 2 ? "big three" : sums.size() > 1 ? "big" : "big one");
  const auto taken = std::ranges::count_if(page.content().lines, [&](const QuoteLine& line) {
    return line.role == QuoteLineRole::optional &&
           std::ranges::find(page.selection, line.position) != page.selection.end();
  });
  if (taken > 0) {
    html.raw("<p class=\"x note\">");
    html.text(page.word("taken", {{"count", std::to_string(taken)}})).raw("</p>");
  }
  html.raw("<a class=\"btn w\"").attribute("href", page.base + "/pdf").raw(">");
  html.icon("paper").text(page.word("paper")).raw("</a></section>");
}

void add_buttons(Html& html, const QuotePage& page) {
  const bool consumer = page.content().consumer;
  html.raw("<div class=\"act\"><div><a class=\"btn\"").attribute("href", page.address("reject"));
  html.raw(">").text(page.word("reject")).raw("</a><a class=\"btn\"");
  html.attribute("href", page.address("ask")).raw("><span>").text(page.word("question"));
  html.raw("<span class=\"lg\"> ").text(page.word("question_ask")).raw("</span></span></a>");
  html.raw("<button class=\"btn p\"").attribute("formaction", page.base + "/accept");
  html.raw("><span class=\"lg\">").text(page.word(consumer ? "to_order" : "accept_long"));
  html.raw("</span><span class=\"sm1\">").text(page.word(consumer ? "to_order" : "accept"));
  html.raw("</span></button></div><p class=\"x\">").text(page.word("not_binding"));
  html.raw("</p></div>");
}

}  // namespace

http::Response quote_page(const QuotePage& page) {
  const Quote& quote = page.quote();
  const QuoteSnapshot& content = page.content();
  const auto chosen = chosen_lines(content, page.selection);
  const auto sums = sums_of(content, chosen);
  const std::string day = format_date(page.region(), quote.sent_at_ms.value_or(quote.created_at_ms),
                                      page.tenant.time_zone, DateStyle::long_);
  Html html;
  html.raw("<form class=\"wrap quote\" method=\"get\"").attribute("action", page.base).raw(">");
  if (page.locale != quote.locale) {
    html.raw("<input type=\"hidden\" name=\"lang\"").attribute("value", to_string(page.locale));
    html.raw(">");
  }
  html.raw("<header class=\"head\"><p class=\"eye\">")
      .text(page.word("quote"))
      .raw(" <b class=\"id\">");
  html.text(quote.number).raw("</b> ").text(page.word("of_day", {{"day", day}})).raw("</p><h1>");
  html.text(content.title.empty() ? page.word("title") : content.title).raw("</h1><p class=\"m\">");
  const std::string company = content.buyer.company;
  const std::string who = quote.recipient->name;
  html.text(
      page.word("for", {{"name", company.empty() || company == who ? who : who + ", " + company}}));
  html.raw("</p></header><div class=\"side\">");
  add_summary(html, page, sums);
  add_buttons(html, page);
  add_person(html, page, "", true);
  html.raw("</div><div class=\"body\">");
  add_fixed_lines(html, page);
  add_options(html, page, chosen);
  add_table(html, page, sums);
  add_facts(html, page);
  html.raw("</div></form>");
  return framed(page, "", page.word("quote") + " " + quote.number, html.take());
}

}  // namespace kontor
