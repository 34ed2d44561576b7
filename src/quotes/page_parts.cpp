// What the pages of a quote's link have in common.

#include "quotes/page.hpp"

#include <algorithm>

#include "kernel/url.hpp"

namespace kontor {
namespace {

std::string initials(const std::string& name) {
  std::string letters;
  bool at_start = true;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto byte = static_cast<unsigned char>(name[i]);
    if (at_start && byte != ' ') {
      const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
      letters += name.substr(i, length);
    }
    at_start = byte == ' ';
  }
  return letters;
}

std::string digits_only(const std::string& phone) {
  std::string out;
  for (const char letter : phone) {
    if ((letter >= '0' && letter <= '9') || (letter == '+' && out.empty())) out += letter;
  }
  return out;
}

std::vector<std::string> footer_of(const QuotePage& page) {
  const QuoteParty& seller = page.content().seller;
  std::vector<std::string> lines{seller.company, seller.street};
  lines.push_back(seller.postcode.empty() ? seller.city : seller.postcode + " " + seller.city);
  if (!seller.vat_id.empty()) lines.push_back(page.word("vat_id", {{"vat_id", seller.vat_id}}));
  return lines;
}

}  // namespace

std::string QuotePage::region() const {
  return std::string(to_string(locale)) + "-" + tenant.country;
}

std::string QuotePage::word(std::string_view key, const TextParams& params) const {
  return text(locale, "quote_page." + std::string(key), params);
}

std::string QuotePage::money(std::int64_t cents) const {
  return format_money(region(), cents, found.quote.currency);
}

std::string QuotePage::instant(std::int64_t at_ms) const {
  return format_date_time(region(), at_ms, tenant.time_zone, DateStyle::long_);
}

std::string QuotePage::address(std::string_view page) const {
  http::Pairs query;
  for (const auto position : selection) query.add("take", std::to_string(position));
  if (locale != found.quote.locale) query.add("lang", to_string(locale));
  std::string target = base;
  if (!page.empty()) target.append("/").append(page);
  if (!query.empty()) target.append("?").append(http::build_query(query));
  return target;
}

http::Response framed(const QuotePage& page, std::string_view path, const std::string& title,
                      std::string main, int status) {
  const QuoteSnapshot& content = page.content();
  PublicPage frame;
  frame.locale = page.locale;
  frame.title = title + " – " + content.seller.company;
  frame.sender_name = content.seller.company;
  frame.sender_line = content.seller.city;
  frame.logo = content.letterhead.logo;
  QuotePage plain{page.found, {}, page.quote().locale, page.selection, 0, page.base};
  frame.self = plain.address(path);
  frame.skip_to = status == 200 && path.empty() ? "lines" : "";
  frame.main = std::move(main);
  frame.footer = footer_of(page);
  frame.links = {{page.word("imprint"), content.letterhead.imprint_url},
                 {page.word("privacy"), content.letterhead.privacy_url},
                 {page.word("terms"), content.letterhead.terms_url}};
  frame.footnote = page.word("footnote");
  frame.status = status;
  return public_page(frame);
}

void add_person(Html& html, const QuotePage& page, std::string_view lead, bool message) {
  const QuoteContact& contact = page.content().contact;
  html.raw("<section class=\"card who\">");
  if (!lead.empty()) html.raw("<p class=\"s m lead\">").text(lead).raw("</p>");
  html.raw("<div class=\"row\"><span class=\"av\" aria-hidden=\"true\">");
  html.text(initials(contact.name)).raw("</span><p class=\"g\"><b>").text(contact.name);
  html.raw("</b><br><span class=\"s m\">");
  html.text(message ? page.word("contact") : page.content().seller.company)
      .raw("</span></p></div>");
  if (message && !page.quote().message.empty()) {
    html.raw("<p class=\"say\">").lines(page.quote().message).raw("</p>");
  }
  const std::string phone = digits_only(contact.phone);
  html.raw("<div class=\"two\">");
  if (phone.size() > 3) {
    html.raw("<a class=\"btn sm\"").attribute("href", "tel:" + phone).raw(">");
    html.icon("phone", 18).text(contact.phone).raw("</a>");
  }
  if (!contact.email.empty() && is_link_target("mailto:" + contact.email)) {
    html.raw("<a class=\"btn sm\"").attribute("href", "mailto:" + contact.email).raw(">");
    html.icon("mail", 18).text(page.word("mail")).raw("</a>");
  }
  html.raw("</div></section>");
}

void add_sums(Html& html, const QuotePage& page, std::string_view css_class) {
  const auto sums = sums_of(page.content(), chosen_lines(page.content(), page.selection));
  const bool gross_first = page.content().consumer;
  html.raw("<dl class=\"").raw(css_class).raw("\">");
  for (const auto& sum : sums) {
    const std::string period(enum_name(sum.charge_type));
    const bool taxed = sum.gross_cents != sum.net_cents;
    html.raw("<div><dt>").text(page.word(period));
    if (!gross_first && taxed) html.text(", " + page.word("net_word"));
    html.raw("</dt><dd>").text(page.money(gross_first ? sum.gross_cents : sum.net_cents));
    if (!gross_first && taxed) {
      html.raw("<span class=\"x\">");
      html.text(page.word("gross_of", {{"amount", page.money(sum.gross_cents)}})).raw("</span>");
    }
    html.raw("</dd></div>");
  }
  html.raw("</dl>");
}

void add_problem(Html& html, const TypedForm& typed) {
  if (typed.problem.empty()) return;
  html.raw("<p class=\"box bad\" role=\"alert\">").icon("alert").raw("<span>");
  html.text(typed.problem).raw("</span></p>");
}

http::Response plain_page(Locale locale, int status, const std::string& title,
                          const std::string& body) {
  PublicPage frame;
  frame.locale = locale;
  frame.title = title;
  frame.sender_name = "Kontor";
  frame.self = "?";
  Html html;
  html.raw("<div class=\"wrap nar dead\"><span class=\"ico warn\">").icon("alert", 28);
  html.raw("</span><h1>").text(title).raw("</h1><p>").text(body).raw("</p></div>");
  frame.main = html.take();
  frame.footnote = text(locale, "quote_page.footnote");
  frame.status = status;
  return public_page(frame);
}

}  // namespace kontor
