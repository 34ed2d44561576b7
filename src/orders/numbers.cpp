#include "orders/numbers.hpp"

#include <charconv>

#include "accounts/tenants.hpp"
#include "kernel/number_range.hpp"

namespace kontor {
namespace {

constexpr std::string_view kCartPattern = "W-{number}";
constexpr std::string_view kOrderPattern = "A-{year}-{number}";

void replace(std::string& text, std::string_view what, const std::string& with) {
  const auto at = text.find(what);
  if (at != std::string::npos) text.replace(at, what.size(), with);
}

std::string next_number(Tx& tx, const Tenant& tenant, std::string_view range,
                        std::string_view pattern) {
  const std::string day = day_of(tx.now_ms(), tenant.time_zone);
  const std::int64_t year = std::stoll(day.substr(0, 4));
  // A pattern with the year starts again each year; then the range is the year's own.
  std::string name(range);
  if (pattern.find("{year}") != std::string_view::npos) name += "-" + std::to_string(year);
  return format_number(pattern, year, next_reserved(tx, name, 1));
}

}  // namespace

std::string format_number(std::string_view pattern, std::int64_t year, std::int64_t number) {
  std::string text(pattern);
  replace(text, "{year}", std::to_string(year));
  constexpr std::string_view kNumber = "{number";
  const auto start = text.find(kNumber);
  const auto end = start == std::string::npos ? start : text.find('}', start);
  if (end == std::string::npos) return text;
  // "{number:4}" says how many digits at least; "{number}" alone has six.
  std::size_t width = 6;
  const auto at = start + kNumber.size();
  if (text[at] == ':') std::from_chars(text.data() + at + 1, text.data() + end, width);
  std::string digits = std::to_string(number);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  text.replace(start, end - start + 1, digits);
  return text;
}

std::string next_cart_number(Tx& tx) {
  const Tenant tenant = own_tenant(tx);
  const auto& own = tenant.cart_number_pattern;
  return next_number(tx, tenant, "cart", own.empty() ? kCartPattern : std::string_view(own));
}

std::string next_order_number(Tx& tx) {
  const Tenant tenant = own_tenant(tx);
  const auto& own = tenant.order_number_pattern;
  return next_number(tx, tenant, "order", own.empty() ? kOrderPattern : std::string_view(own));
}

}  // namespace kontor
