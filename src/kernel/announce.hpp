#pragma once
// Hints to listeners for changes that have no event of their own.

#include "kernel/event.hpp"

namespace kontor {

/// Tells the change listener after the commit. record() does it by itself; commands that change
/// what somebody may hear without an event on him call it.
void announce(Tx& tx, ChangeHint hint);

}  // namespace kontor
