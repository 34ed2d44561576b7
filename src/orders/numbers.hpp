#pragma once
// Human numbers: carts from one range, orders from another.

#include <string>
#include <string_view>

#include "kernel/db.hpp"

namespace kontor {

/// "{year}" and "{number}" (at least six digits) in the tenant's pattern: "A-{year}-{number}".
std::string format_number(std::string_view pattern, std::int64_t year, std::int64_t number);

std::string next_cart_number(Tx& tx);
std::string next_order_number(Tx& tx);

}  // namespace kontor
