#pragma once
// Amounts. Unit prices are 1/10,000 of the currency unit, quantities 1/1,000, amounts minor units.
// A line is rounded once, half away from zero; VAT is computed per rate on the sum of that rate's
// lines (model.md, "Money and tax"). Pure functions.

#include <optional>
#include <string_view>
#include <vector>

#include "orders/order.hpp"

namespace kontor {

/// Digits of the minor unit (ISO 4217): EUR 2, JPY 0.
int minor_digits(std::string_view currency);

/// quantity * price * (1 - discount), rounded once. Refuses amount_too_large beyond 10^15.
std::int64_t line_amount_cents(std::int64_t unit_price_e4, std::int64_t quantity_milli,
                               std::int64_t discount_bp, int digits);

/// `part` of `amount` in 1/10,000, rounded half away from zero.
std::int64_t share_bp(std::int64_t amount, std::int64_t part_bp);

/// The tax in a gross amount, or on a net amount.
std::int64_t tax_on_net(std::int64_t net_cents, std::int64_t rate_bp);
std::int64_t tax_in_gross(std::int64_t gross_cents, std::int64_t rate_bp);

/// Splits an amount in the proportion of the weights; the parts sum up to it exactly (largest
/// remainder). Weights all zero: everything in the first.
std::vector<std::int64_t> split_amount(std::int64_t amount,
                                       const std::vector<std::int64_t>& weights);

struct MoneyInput {
  bool gross = false;
  std::string_view currency;
  std::int64_t discount_bp = 0;
  std::int64_t discount_cents = 0;  ///< on the one-off lines, after discount_bp
  std::int64_t shipping_cents = 0;
  std::int64_t shipping_rate_bp = 0;
};

/// Sets each line's amount_cents and returns the totals. Unpriced lines count as nothing.
Totals compute_totals(const MoneyInput& input, std::vector<OrderLine>& lines);

inline constexpr Code kAmountTooLarge{"amount_too_large", 422};

}  // namespace kontor
