#pragma once
// An entry in the log of a person's login: what he did that concerns nothing else.

#include "accounts/users.hpp"
#include "kernel/event.hpp"

namespace kontor {

/// Refuses not_found for who is gone.
Event note_on_user(Tx& tx, const UserId& id, const Draft& draft);

}  // namespace kontor
