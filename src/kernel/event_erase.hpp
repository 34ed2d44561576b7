#pragma once
// Words that must not stay: taken out of the log while its chain still holds.

#include "kernel/event.hpp"

namespace kontor {

/// Takes content, data and salt out of an event for ever. The caller takes what hangs on it
/// elsewhere (files, words to search for).
void erase_content(Tx& tx, const EventId& id);

}  // namespace kontor
