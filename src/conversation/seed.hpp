#pragma once
// Demo text blocks, in the three languages of the demo's customers.

#include "kernel/db.hpp"

namespace kontor {

/// After seed_accounts.
void seed_text_blocks(Tx& tx);

}  // namespace kontor
