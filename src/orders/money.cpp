#include "orders/money.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace kontor {
namespace {

// Products of price, quantity and discount pass 64 bits long before they pass any real order.
__extension__ typedef __int128 Wide;

constexpr std::int64_t kMostCents = 1'000'000'000'000'000;

std::int64_t rounded(Wide numerator, Wide denominator) {
  const bool negative = numerator < 0;
  const Wide size = negative ? -numerator : numerator;
  const Wide value = (size * 2 + denominator) / (denominator * 2);
  if (value > kMostCents) throw Refused(kAmountTooLarge);
  return static_cast<std::int64_t>(negative ? -value : value);
}

std::int64_t power_of_ten(int digits) {
  std::int64_t power = 1;
  for (int i = 0; i < digits; ++i) power *= 10;
  return power;
}

/// The amounts of one charge type, per rate.
struct RateSum {
  TaxClass tax_class = TaxClass::standard;
  std::int64_t amount = 0;
};
using RateSums = std::map<std::int64_t, RateSum, std::greater<>>;

std::int64_t sum_of(const RateSums& sums) {
  const auto add = [](std::int64_t sum, const auto& rate) { return sum + rate.second.amount; };
  return std::accumulate(sums.begin(), sums.end(), std::int64_t{0}, add);
}

void subtract_discount(RateSums& sums, std::int64_t discount) {
  std::vector<std::int64_t> weights;
  for (const auto& [rate, sum] : sums) weights.push_back(sum.amount);
  const auto parts = split_amount(discount, weights);
  std::size_t i = 0;
  for (auto& [rate, sum] : sums) sum.amount -= parts[i++];
}

struct Taxed {
  std::int64_t net = 0;
  std::int64_t tax = 0;
  std::vector<TaxAmount> taxes;
};

Taxed tax_sums(const RateSums& sums, bool gross) {
  Taxed taxed;
  for (const auto& [rate, sum] : sums) {
    const std::int64_t tax =
        gross ? tax_in_gross(sum.amount, rate) : tax_on_net(sum.amount, rate);
    const std::int64_t net = gross ? sum.amount - tax : sum.amount;
    taxed.taxes.push_back({sum.tax_class, rate, net, tax});
    taxed.net += net;
    taxed.tax += tax;
  }
  return taxed;
}

std::int64_t recurring_total(RateSums sums, const MoneyInput& input) {
  if (sums.empty()) return 0;
  subtract_discount(sums, share_bp(sum_of(sums), input.discount_bp));
  const Taxed taxed = tax_sums(sums, input.gross);
  return taxed.net + taxed.tax;
}

}  // namespace

int minor_digits(std::string_view currency) {
  // ISO 4217, list one: currencies without a minor unit that a European shop meets.
  for (std::string_view none : {"JPY", "KRW", "ISK", "CLP", "VND", "XAF", "XOF", "XPF"}) {
    if (currency == none) return 0;
  }
  return 2;
}

std::int64_t line_amount_cents(std::int64_t unit_price_e4, std::int64_t quantity_milli,
                               std::int64_t discount_bp, int digits) {
  const Wide product = static_cast<Wide>(unit_price_e4) * quantity_milli * (10'000 - discount_bp) *
                       power_of_ten(digits);
  return rounded(product, static_cast<Wide>(10'000) * 1'000 * 10'000);
}

std::int64_t share_bp(std::int64_t amount, std::int64_t part_bp) {
  return rounded(static_cast<Wide>(amount) * part_bp, 10'000);
}

std::int64_t tax_on_net(std::int64_t net_cents, std::int64_t rate_bp) {
  return share_bp(net_cents, rate_bp);
}

std::int64_t tax_in_gross(std::int64_t gross_cents, std::int64_t rate_bp) {
  return rounded(static_cast<Wide>(gross_cents) * rate_bp, 10'000 + rate_bp);
}

std::vector<std::int64_t> split_amount(std::int64_t amount,
                                       const std::vector<std::int64_t>& weights) {
  std::vector<std::int64_t> parts(weights.size(), 0);
  if (weights.empty()) return parts;
  const std::int64_t total = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  if (total == 0) {
    parts[0] = amount;
    return parts;
  }
  std::vector<std::pair<Wide, std::size_t>> remainders;
  std::int64_t given = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Wide product = static_cast<Wide>(amount) * weights[i];
    parts[i] = static_cast<std::int64_t>(product / total);
    remainders.emplace_back(product % total, i);
    given += parts[i];
  }
  std::ranges::stable_sort(remainders, std::greater<>{}, &std::pair<Wide, std::size_t>::first);
  for (std::size_t i = 0; given < amount; ++i, ++given) ++parts[remainders[i].second];
  return parts;
}

Totals compute_totals(const MoneyInput& input, std::vector<OrderLine>& lines) {
  const int digits = minor_digits(input.currency);
  std::map<ChargeType, RateSums> sums;
  for (auto& line : lines) {
    line.amount_cents.reset();
    if (!line.unit_price_e4) continue;
    line.amount_cents = line_amount_cents(*line.unit_price_e4, line.quantity_milli,
                                          line.discount_bp, digits);
    auto& sum = sums[line.charge_type][line.tax_rate_bp];
    sum.tax_class = line.tax_class;
    sum.amount += *line.amount_cents;
  }
  Totals totals;
  RateSums& once = sums[ChargeType::one_off];
  totals.lines_cents = sum_of(once);
  const std::int64_t by_percent = share_bp(totals.lines_cents, input.discount_bp);
  totals.discount_cents =
      std::min(totals.lines_cents, by_percent + std::max<std::int64_t>(0, input.discount_cents));
  if (!once.empty()) subtract_discount(once, totals.discount_cents);
  totals.shipping_cents = input.shipping_cents;
  if (input.shipping_cents != 0) once[input.shipping_rate_bp].amount += input.shipping_cents;
  Taxed taxed = tax_sums(once, input.gross);
  totals.net_cents = taxed.net;
  totals.tax_cents = taxed.tax;
  totals.taxes = std::move(taxed.taxes);
  totals.total_cents = taxed.net + taxed.tax;
  totals.monthly_cents = recurring_total(sums[ChargeType::monthly], input);
  totals.yearly_cents = recurring_total(sums[ChargeType::yearly], input);
  return totals;
}

}  // namespace kontor
