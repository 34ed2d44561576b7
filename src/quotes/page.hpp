#pragma once
// The public pages of a quote's link (ui.md, D1 to D4): the quote, the forms to accept, reject and
// ask, and what a dead link says. Server-rendered, without script; GET changes nothing.

#include "accounts/tenants.hpp"
#include "kernel/public_page.hpp"
#include "quotes/link.hpp"

namespace kontor {

/// One link as one reader sees it.
struct QuotePage {
  FoundLink found;
  Tenant tenant;
  Locale locale = Locale::de;
  Selection selection;
  std::int64_t now_ms = 0;
  std::string base;  ///< "/q/<token>"

  const Quote& quote() const { return found.quote; }
  const QuoteSnapshot& content() const { return found.quote.snapshot.value; }
  std::string region() const;
  std::string word(std::string_view key, const TextParams& params = {}) const;
  std::string money(std::int64_t cents) const;
  /// "1. Dezember 2026, 14:05 Uhr", where the merchant is.
  std::string instant(std::int64_t at_ms) const;
  /// Of another page of this link, with language and choice.
  std::string address(std::string_view page = {}) const;
};

/// What somebody typed into a form that has to be shown again, and what is wrong with it.
struct TypedForm {
  http::Pairs values;
  std::string problem;  ///< over the form; empty the first time
};

http::Response quote_page(const QuotePage& page);
http::Response accept_page(const QuotePage& page, const TypedForm& typed);
http::Response reject_page(const QuotePage& page, const TypedForm& typed);
http::Response ask_page(const QuotePage& page, const TypedForm& typed);
/// After a question was sent.
http::Response asked_page(const QuotePage& page);
/// The true cause and the way on, without a price or a line.
http::Response ended_page(const QuotePage& page, const std::string& cause);
/// For what was never a link, and for faults: who reads it learns nothing about anybody.
http::Response plain_page(Locale locale, int status, const std::string& title,
                          const std::string& body);

// --- Parts that several of them show --------------------------------------------------------

/// With the sender's name, the languages and the footer around `main`.
http::Response framed(const QuotePage& page, std::string_view path, const std::string& title,
                      std::string main, int status = 200);
void add_person(Html& html, const QuotePage& page, std::string_view lead, bool message);
/// The large figures: business net first, consumer gross first.
void add_sums(Html& html, const QuotePage& page, std::string_view css_class);
void add_problem(Html& html, const TypedForm& typed);

}  // namespace kontor
