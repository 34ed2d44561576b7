// D4: a link that no longer works says why, since when, and what to do. Never a price or a line.

#include "quotes/page.hpp"

namespace kontor {
namespace {

constexpr std::int64_t kHour_ms = 60LL * 60 * 1000;

struct Look {
  std::string_view css, icon;
};

Look look_of(const std::string& cause) {
  if (cause == "accepted") return {"ok", "check"};
  if (cause == "resent") return {"info", "mail"};
  if (cause == "expired") return {"warn", "clock"};
  return {"bad", "cross"};
}

/// A resent quote may have ended since: then the newer link is as dead, and its cause is the true
/// one.
std::string true_cause(const QuotePage& page, const std::string& cause) {
  if (cause != "resent") return cause;
  const QuoteState state = state_at(page.quote(), page.now_ms);
  return state == QuoteState::sent     ? "resent"
         : state == QuoteState::closed ? "expired"
                                       : std::string(enum_name(state));
}

std::int64_t ended_at_ms(const QuotePage& page, const std::string& cause) {
  const Quote& quote = page.quote();
  if (cause == "resent") return quote.sent_at_ms.value_or(0);
  if (cause == "expired") return quote.expires_at_ms.value_or(0);
  return quote.ended_at_ms.value_or(page.found.ended_at_ms());
}

void add_way_on(Html& html, const QuotePage& page, const std::string& cause) {
  const auto& asked = page.found.link.asked_at_ms;
  const std::string kind = cause == "resent" ? "resent" : "renew";
  if (asked && page.now_ms - *asked < kHour_ms && *asked >= page.found.ended_at_ms()) {
    html.raw("<p class=\"box ok w\" role=\"status\">").icon("check").raw("<span>");
    html.text(page.word(kind + "_done", {{"name", page.content().contact.name}}));
    html.raw("</span></p>");
    return;
  }
  html.raw("<form method=\"post\" class=\"w\"").attribute("action", page.address("again"));
  html.raw("><button class=\"btn p w\">").text(page.word(kind + "_button")).raw("</button>");
  if (kind == "resent") {
    html.raw("<p class=\"x below\">").text(page.word("resent_hint")).raw("</p>");
  }
  html.raw("</form>");
}

}  // namespace

http::Response ended_page(const QuotePage& page, const std::string& given) {
  const std::string cause = true_cause(page, given);
  const auto [css, icon] = look_of(cause);
  const Quote& quote = page.quote();
  const std::string day =
      format_date(page.region(), quote.created_at_ms, page.tenant.time_zone, DateStyle::long_);
  const std::string title = page.word(cause + "_title");
  Html html;
  html.raw("<div class=\"wrap nar dead\"><span class=\"ico ").raw(css).raw("\">").icon(icon, 28);
  html.raw("</span><header class=\"head\"><p class=\"eye\">").text(page.word("quote"));
  html.raw(" <b class=\"id\">").text(quote.number).raw("</b> ");
  html.text(page.word("of_day", {{"day", day}})).raw("</p><h1>").text(title);
  html.raw("</h1></header><p>");
  html.text(page.word(cause + "_body", {{"at", page.instant(ended_at_ms(page, cause))},
                                        {"days", std::to_string(quote.valid_days)},
                                        {"name", page.content().contact.name},
                                        {"seller", page.content().seller.company}}));
  html.raw("</p>");
  if (cause == "accepted") {
    const bool prospect = page.content().prospect;
    html.raw("<p class=\"m\">").text(page.word(prospect ? "accepted_prospect" : "accepted_next"));
    html.raw("</p>");
  } else {
    add_way_on(html, page, cause);
  }
  add_person(html, page, page.word(page.content().contact.phone.empty() ? "write" : "call"), false);
  html.raw("</div>");
  return framed(page, "", title, html.take(), 410);
}

}  // namespace kontor
