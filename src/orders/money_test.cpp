#include "orders/money.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <numeric>

namespace kontor {
namespace {

OrderLine line(std::int64_t price_e4, std::int64_t quantity_milli, std::int64_t rate_bp,
               ChargeType charge = ChargeType::one_off) {
  OrderLine item;
  item.unit_price_e4 = price_e4;
  item.quantity_milli = quantity_milli;
  item.tax_rate_bp = rate_bp;
  item.charge_type = charge;
  return item;
}

TEST_CASE("a line is rounded once, half away from zero") {
  CHECK(line_amount_cents(2'890'000, 4'000, 0, 2) == 115'600);
  CHECK(line_amount_cents(50, 1'000, 0, 2) == 1);      // 0.005 -> 0.01
  CHECK(line_amount_cents(49, 1'000, 0, 2) == 0);
  CHECK(line_amount_cents(3'333, 3'000, 0, 2) == 100);  // 0.9999
  CHECK(line_amount_cents(1'000'000, 1'500, 1'000, 2) == 13'500);
  CHECK(line_amount_cents(1'005'000, 1'000, 0, 0) == 101);  // JPY 100.5
}

TEST_CASE("an amount beyond every order is refused, not wrapped around") {
  CHECK_THROWS_AS(line_amount_cents(100'000'000'000'000, 1'000'000'000, 0, 2), Refused);
}

TEST_CASE("VAT is computed per rate on the sum, net price list") {
  std::vector<OrderLine> lines{line(2'890'000, 4'000, 1'900), line(1'295'000, 2'000, 1'900),
                               line(584'000, 1'000, 1'900)};
  const Totals totals = compute_totals(
      {.currency = "EUR", .shipping_cents = 2'490, .shipping_rate_bp = 1'900}, lines);
  CHECK(totals.lines_cents == 147'340);
  CHECK(totals.net_cents == 149'830);
  CHECK(totals.tax_cents == 28'468);
  CHECK(totals.total_cents == 178'298);
  CHECK(lines[0].amount_cents == 115'600);
}

TEST_CASE("a gross price list keeps its total; the tax is taken out of it") {
  std::vector<OrderLine> lines{line(1'190'000, 1'000, 1'900)};
  const Totals totals = compute_totals({.gross = true, .currency = "EUR"}, lines);
  CHECK(totals.total_cents == 11'900);
  CHECK(totals.net_cents == 10'000);
  CHECK(totals.tax_cents == 1'900);
}

TEST_CASE("discount is spread over the rates and never exceeds the lines") {
  std::vector<OrderLine> lines{line(1'000'000, 1'000, 1'900), line(1'000'000, 1'000, 700)};
  const Totals totals =
      compute_totals({.currency = "EUR", .discount_bp = 1'000, .discount_cents = 1}, lines);
  CHECK(totals.discount_cents == 2'001);
  CHECK(totals.net_cents == 17'999);
  std::vector<OrderLine> cheap{line(10'000, 1'000, 1'900)};
  CHECK(compute_totals({.currency = "EUR", .discount_cents = 5'000}, cheap).total_cents == 0);
}

TEST_CASE("monthly and yearly charges stand beside the sum, never in it") {
  std::vector<OrderLine> lines{line(1'000'000, 1'000, 1'900),
                               line(490'000, 1'000, 1'900, ChargeType::monthly),
                               line(1'200'000, 1'000, 1'900, ChargeType::yearly)};
  const Totals totals = compute_totals({.currency = "EUR"}, lines);
  CHECK(totals.total_cents == 11'900);
  CHECK(totals.monthly_cents == 5'831);
  CHECK(totals.yearly_cents == 14'280);
}

TEST_CASE("unpriced lines have no amount and count as nothing") {
  std::vector<OrderLine> lines{line(1'000'000, 1'000, 1'900), OrderLine{}};
  const Totals totals = compute_totals({.currency = "EUR"}, lines);
  CHECK(totals.total_cents == 11'900);
  CHECK_FALSE(lines[1].amount_cents.has_value());
}

TEST_CASE("totals of any cart add up") {
  const auto amount = rc::gen::inRange<std::int64_t>(0, 10'000'000);
  const auto quantity = rc::gen::inRange<std::int64_t>(1, 100'000);
  const auto rate = rc::gen::element<std::int64_t>(0, 550, 700, 810, 1'900, 2'000);
  CHECK(rc::check("net + tax = total, parts of the tax = tax", [&] {
    std::vector<OrderLine> lines;
    const int count = *rc::gen::inRange(0, 8);
    for (int i = 0; i < count; ++i) lines.push_back(line(*amount, *quantity, *rate));
    const MoneyInput input{.gross = *rc::gen::arbitrary<bool>(),
                           .currency = "EUR",
                           .discount_bp = *rc::gen::inRange<std::int64_t>(0, 10'000),
                           .discount_cents = *rc::gen::inRange<std::int64_t>(0, 100'000),
                           .shipping_cents = *rc::gen::inRange<std::int64_t>(0, 10'000),
                           .shipping_rate_bp = 1'900};
    const Totals totals = compute_totals(input, lines);
    std::int64_t lines_sum = 0, tax_sum = 0, net_sum = 0;
    for (const auto& item : lines) lines_sum += *item.amount_cents;
    for (const auto& part : totals.taxes) {
      tax_sum += part.tax_cents;
      net_sum += part.net_cents;
    }
    RC_ASSERT(totals.lines_cents == lines_sum);
    RC_ASSERT(tax_sum == totals.tax_cents);
    RC_ASSERT(net_sum == totals.net_cents);
    RC_ASSERT(totals.net_cents + totals.tax_cents == totals.total_cents);
    const std::int64_t base = lines_sum - totals.discount_cents + totals.shipping_cents;
    RC_ASSERT(base == (input.gross ? totals.total_cents : totals.net_cents));
  }));
}

TEST_CASE("splitting an amount loses no cent") {
  CHECK(split_amount(100, {1, 1, 1}) == std::vector<std::int64_t>{34, 33, 33});
  CHECK(split_amount(7, {0, 0}) == std::vector<std::int64_t>{7, 0});
  CHECK(split_amount(0, {5, 5}) == std::vector<std::int64_t>{0, 0});
}

}  // namespace
}  // namespace kontor
