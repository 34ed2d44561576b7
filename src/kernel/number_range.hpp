#pragma once
// Counters per tenant for numbers that people read.

#include <cstdint>
#include <string_view>

#include "kernel/db.hpp"

namespace kontor {

/// The next value of the tenant's range `name`, beginning with `first`. Counts within the
/// transaction: what is rolled back leaves no hole, and writers of one range wait for each other.
/// For numbers whose holes the law wants explained.
std::int64_t next_in_range(Tx& tx, std::string_view name, std::int64_t first);

/// The same for numbers that may have holes. On SQLite it is next_in_range(). On PostgreSQL the
/// number comes from a block that the process reserved beforehand: nobody waits, but numbers of
/// several processes are not in the order of time. Each block has a row in number_block, what a
/// process did not use when it ended has one in number_hole and is used up by the next one.
std::int64_t next_reserved(Tx& tx, std::string_view name, std::int64_t first);

/// Says at its beginning how many numbers a long transaction is going to take. Without it, it would
/// begin again each time that a block runs out.
void expect_numbers(Tx& tx, std::string_view name, std::int64_t first, std::int64_t count);

/// A range that nobody has used yet goes on at `next`.
void start_range(Tx& tx, std::string_view name, std::int64_t next);

/// After a restore: all ranges of the tenant go on `count` further, past numbers that were given
/// since the backup.
void skip_numbers(Tx& tx, std::int64_t count);

}  // namespace kontor
