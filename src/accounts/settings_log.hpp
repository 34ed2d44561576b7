#pragma once
// Settings that another module keeps, in the merchant's own log.

#include "accounts/actor_log.hpp"
#include "kernel/db.hpp"

namespace kontor {

/// settings.changed on the tenant; nothing when nothing changed. The right is the caller's matter.
void record_settings(Tx& tx, const Actor& actor, const ChangedFields& fields);

}  // namespace kontor
