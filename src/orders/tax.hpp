#pragma once
// Which VAT applies, decided by a pure function of who sells, where it goes, what it is, who buys
// and when. The decision is kept on the order with what it was made of.
//
// Sources: Directive 2006/112/EC, Art. 33 (distance sales), 138 and 196 (supplies to businesses in
// other member states), 146 (exports), 284 (small businesses); rates: European Commission, TEDB,
// and the Swiss federal tax administration (rates since 2024-01-01), as of 2026.

#include <optional>
#include <string>
#include <string_view>

#include "orders/order.hpp"

namespace kontor {

struct TaxQuestion {
  std::string_view seller_country;
  std::string_view destination;  ///< of the goods, else of the bill; empty: not known yet
  bool consumer = false;
  std::string_view vat_id;
  bool small_business = false;  ///< of the seller
  std::string_view day;  ///< "YYYY-MM-DD"
};

TaxDecision decide_tax(const TaxQuestion& question);

/// The rate in basis points for a line of this class under the decision.
std::int64_t tax_rate_bp(const TaxDecision& decision, TaxClass tax_class);

bool is_eu_country(std::string_view country);

}  // namespace kontor
