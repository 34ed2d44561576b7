#pragma once
// Demo orders: sixty in all states, made by the same commands as real ones, at moments of the
// last weeks.

#include "kernel/db.hpp"

namespace kontor {

/// After seed_accounts and seed_catalog. `clock` is the one that `database` uses; it is moved
/// through the past and stands at `now_ms` afterwards.
void seed_orders(Database& database, const TenantId& tenant, ManualClock& clock,
                 std::int64_t now_ms);

}  // namespace kontor
