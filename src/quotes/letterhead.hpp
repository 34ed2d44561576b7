#pragma once
// How an account's quotes look and how long they are valid. A partner has his own logo, letterhead
// and texts, and what he leaves empty is the merchant's; the days are the merchant's alone.

#include "accounts/tenants.hpp"
#include "quotes/quote.hpp"

namespace kontor {

struct LetterheadTag {
  static constexpr std::string_view kPrefix = "letterhead";
};
using LetterheadId = Id<LetterheadTag>;

struct LetterheadText {
  Locale locale = Locale::de;
  Text<80, 1> title;
  MultilineText<2000, 1> body;
};
BOOST_DESCRIBE_STRUCT(LetterheadText, (), (locale, title, body))

struct Letterhead {
  static constexpr std::string_view kTable = "letterhead";
  static constexpr int kKeyColumns = 2;
  TenantId tenant_id;
  AccountId account_id;
  std::string logo;
  std::string footer;
  std::string terms_url;
  std::string imprint_url;
  std::string privacy_url;
  Json<std::vector<LetterheadText>> texts;
  std::int64_t valid_days = 10;
  std::int64_t remind_days = 3;  ///< before the end; 0: no reminder
  std::int64_t version = 1;
  std::int64_t last_seq = 0;
  Bytes last_hash;

  LetterheadId id() const;  ///< of its log: that of its account
};
BOOST_DESCRIBE_STRUCT(Letterhead, (),
                      (tenant_id, account_id, logo, footer, terms_url, imprint_url, privacy_url,
                       texts, valid_days, remind_days, version, last_seq, last_hash))

struct LetterheadPatch {
  Patch<Text<200000>> logo;  ///< "data:image/png;base64,..." or empty
  Patch<MultilineText<1000>> footer;
  Patch<Text<254>> terms_url;
  Patch<Text<254>> imprint_url;
  Patch<Text<254>> privacy_url;
  Patch<List<LetterheadText, 30>> texts;
  Patch<Bounded<1, 365>> valid_days;  ///< of the merchant only
  Patch<Bounded<0, 60>> remind_days;
};
BOOST_DESCRIBE_STRUCT(LetterheadPatch, (),
                      (logo, footer, terms_url, imprint_url, privacy_url, texts, valid_days,
                       remind_days))

struct LetterheadView {
  AccountId account_id;
  std::string logo;
  std::string footer;
  std::string terms_url;
  std::string imprint_url;
  std::string privacy_url;
  std::vector<LetterheadText> texts;
  std::int64_t valid_days = 10;  ///< those that hold, also for a partner
  std::int64_t remind_days = 3;
  bool of_merchant = false;
  std::int64_t version = 0;  ///< 0: never changed
};
BOOST_DESCRIBE_STRUCT(LetterheadView, (),
                      (account_id, logo, footer, terms_url, imprint_url, privacy_url, texts,
                       valid_days, remind_days, of_merchant, version))

LetterheadView letterhead_view(Tx& tx, const Actor& actor, const AccountId& account);
LetterheadView change_letterhead(Tx& tx, const Actor& actor, const AccountId& account,
                                 SeenVersion version, const LetterheadPatch& patch);

/// What a quote of this seller freezes.
struct QuoteStationery {
  QuoteLetterhead letterhead;
  std::vector<QuoteText> texts;
  std::int64_t valid_days = 10;
  std::int64_t remind_days = 3;
};
QuoteStationery stationery_of(Tx& tx, const Tenant& tenant, const AccountId& seller, Locale locale);

}  // namespace kontor
