#pragma once
// Counters per tenant for numbers that people read.

#include <cstdint>
#include <string_view>

#include "kernel/db.hpp"

namespace kontor {

/// The next value of the tenant's range `name`, beginning with `first`. Counts within the
/// transaction: what is rolled back leaves no hole.
std::int64_t next_in_range(Tx& tx, std::string_view name, std::int64_t first);

}  // namespace kontor
