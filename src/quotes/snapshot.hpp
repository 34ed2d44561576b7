#pragma once
// What a quote offers, frozen when it is created: who offers, to whom, which lines at which prices,
// and what it adds up to. Later changes of the cart, of addresses or of prices do not reach it.
//
// Lines may be optional, or alternatives of which one is chosen. The sums of a quote are those
// without any option; a recipient's choice is computed again from the same snapshot.

#include <optional>
#include <string>
#include <vector>

#include "orders/order.hpp"

namespace kontor {

enum class QuoteLineRole { fixed, optional, alternative };
BOOST_DESCRIBE_ENUM(QuoteLineRole, fixed, optional, alternative)

/// Position numbers are those of the cart, the same on page, PDF and mail.
struct QuoteLine {
  std::int64_t position = 0;
  LineId line_id;
  std::optional<VariantId> variant_id;
  std::string sku;
  std::string name;
  std::string description;
  std::string unit;
  std::int64_t quantity_milli = 0;
  std::int64_t unit_price_e4 = 0;
  std::optional<std::int64_t> list_price_e4;  ///< at that time
  std::int64_t discount_bp = 0;
  ChargeType charge_type = ChargeType::one_off;
  TaxClass tax_class = TaxClass::standard;
  std::int64_t tax_rate_bp = 0;
  std::int64_t amount_cents = 0;
  QuoteLineRole role = QuoteLineRole::fixed;
  /// Alternatives with the same number stand for each other: exactly one is taken, the first of
  /// them where the recipient says nothing.
  std::int64_t choice = 0;
};
BOOST_DESCRIBE_STRUCT(QuoteLine, (),
                      (position, line_id, variant_id, sku, name, description, unit, quantity_milli,
                       unit_price_e4, list_price_e4, discount_bp, charge_type, tax_class,
                       tax_rate_bp, amount_cents, role, choice))

struct QuoteParty {
  std::string company;
  std::string name;
  std::string street;
  std::string addition;
  std::string postcode;
  std::string city;
  std::string country;
  std::string phone;
  std::string email;
  std::string number;  ///< of the account
  std::string vat_id;
};
BOOST_DESCRIBE_STRUCT(QuoteParty, (),
                      (company, name, street, addition, postcode, city, country, phone, email,
                       number, vat_id))

/// Who answers for it, on page, PDF and mail.
struct QuoteContact {
  std::string name;
  std::string email;
  std::string phone;
};
BOOST_DESCRIBE_STRUCT(QuoteContact, (), (name, email, phone))

/// A block of text below the sums: "Lieferung", "innerhalb von 10 Werktagen".
struct QuoteText {
  std::string title;
  std::string body;
};
BOOST_DESCRIBE_STRUCT(QuoteText, (), (title, body))

/// How the seller's papers look: his own, else the merchant's.
struct QuoteLetterhead {
  std::string logo;    ///< "data:image/png;base64,..." or empty
  std::string footer;  ///< up to four blocks of lines, an empty line between them
  std::string terms_url;
  std::string imprint_url;
  std::string privacy_url;
};
BOOST_DESCRIBE_STRUCT(QuoteLetterhead, (), (logo, footer, terms_url, imprint_url, privacy_url))

struct QuoteSnapshot {
  std::string title;
  QuoteParty seller;
  QuoteParty buyer;
  QuoteContact contact;
  QuoteLetterhead letterhead;
  std::vector<QuoteText> texts;
  bool consumer = false;
  bool prospect = false;  ///< then a yes waits for the operator (P41)
  bool gross = false;
  std::string currency;
  std::vector<QuoteLine> lines;
  std::int64_t discount_bp = 0;
  std::int64_t discount_cents = 0;
  std::int64_t shipping_cents = 0;
  std::int64_t shipping_rate_bp = 0;
  std::string shipping_method;
  std::string payment_method;
  TaxDecision tax;
  Totals totals;
};
BOOST_DESCRIBE_STRUCT(QuoteSnapshot, (),
                      (title, seller, buyer, contact, letterhead, texts, consumer, prospect, gross,
                       currency, lines, discount_bp, discount_cents, shipping_cents,
                       shipping_rate_bp, shipping_method, payment_method, tax, totals))

/// Positions that a recipient took of those that are his to choose.
using Selection = std::vector<std::int64_t>;

/// The lines that count: all fixed ones, the chosen options, one of each set of alternatives.
/// Positions that are no choice are ignored; of two alternatives of one set the first counts.
std::vector<QuoteLine> chosen_lines(const QuoteSnapshot& snapshot, const Selection& selection);
Totals totals_of(const QuoteSnapshot& snapshot, const std::vector<QuoteLine>& lines);

/// What is paid once, each month, each year: never added up. One-off with discount and shipping.
struct QuoteSum {
  ChargeType charge_type = ChargeType::one_off;
  std::int64_t net_cents = 0;
  std::vector<TaxAmount> taxes;
  std::int64_t gross_cents = 0;
};
/// Those that occur; at least one.
std::vector<QuoteSum> sums_of(const QuoteSnapshot& snapshot, const std::vector<QuoteLine>& lines);

}  // namespace kontor
