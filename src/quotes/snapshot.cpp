#include "quotes/snapshot.hpp"

#include <algorithm>
#include <map>

#include "orders/money.hpp"

namespace kontor {

std::vector<QuoteLine> chosen_lines(const QuoteSnapshot& snapshot, const Selection& selection) {
  const auto is_chosen = [&](const QuoteLine& line) {
    return std::ranges::find(selection, line.position) != selection.end();
  };
  // Of each set the first chosen one, else its first.
  std::map<std::int64_t, std::int64_t> taken;
  for (const auto& line : snapshot.lines) {
    if (line.role == QuoteLineRole::alternative) taken.try_emplace(line.choice, line.position);
  }
  for (auto& [choice, position] : taken) {
    const auto found = std::ranges::find_if(snapshot.lines, [&](const QuoteLine& line) {
      return line.role == QuoteLineRole::alternative && line.choice == choice && is_chosen(line);
    });
    if (found != snapshot.lines.end()) position = found->position;
  }
  std::vector<QuoteLine> lines;
  for (const auto& line : snapshot.lines) {
    const bool counts =
        line.role == QuoteLineRole::fixed ||
        (line.role == QuoteLineRole::optional && is_chosen(line)) ||
        (line.role == QuoteLineRole::alternative && taken.at(line.choice) == line.position);
    if (counts) lines.push_back(line);
  }
  return lines;
}

namespace {

OrderLine as_order_line(const QuoteLine& line) {
  OrderLine row;
  row.quantity_milli = line.quantity_milli;
  row.unit_price_e4 = line.unit_price_e4;
  row.discount_bp = line.discount_bp;
  row.charge_type = line.charge_type;
  row.tax_class = line.tax_class;
  row.tax_rate_bp = line.tax_rate_bp;
  return row;
}

QuoteSum as_sum(ChargeType charge_type, const Totals& totals) {
  return {charge_type, totals.net_cents, totals.taxes, totals.total_cents};
}

}  // namespace

Totals totals_of(const QuoteSnapshot& snapshot, const std::vector<QuoteLine>& lines) {
  std::vector<OrderLine> rows;
  for (const auto& line : lines) rows.push_back(as_order_line(line));
  return compute_totals({.gross = snapshot.gross,
                         .currency = snapshot.currency,
                         .discount_bp = snapshot.discount_bp,
                         .discount_cents = snapshot.discount_cents,
                         .shipping_cents = snapshot.shipping_cents,
                         .shipping_rate_bp = snapshot.shipping_rate_bp},
                        rows);
}

std::vector<QuoteSum> sums_of(const QuoteSnapshot& snapshot, const std::vector<QuoteLine>& lines) {
  const Totals once = totals_of(snapshot, lines);
  std::vector<QuoteSum> sums;
  for (const ChargeType period : {ChargeType::monthly, ChargeType::yearly}) {
    // The tax of a period as if it were a quote of its own.
    std::vector<OrderLine> rows;
    for (const auto& line : lines) {
      if (line.charge_type != period) continue;
      rows.push_back(as_order_line(line));
      rows.back().charge_type = ChargeType::one_off;
    }
    if (rows.empty()) continue;
    sums.push_back(as_sum(
        period, compute_totals({.gross = snapshot.gross, .currency = snapshot.currency}, rows)));
  }
  const bool has_once = once.total_cents != 0 || sums.empty() ||
                        std::ranges::any_of(lines, [](const QuoteLine& line) {
                          return line.charge_type == ChargeType::one_off;
                        });
  if (has_once) sums.insert(sums.begin(), as_sum(ChargeType::one_off, once));
  return sums;
}

}  // namespace kontor
