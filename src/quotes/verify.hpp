#pragma once

#include "kernel/verify.hpp"

namespace kontor {

/// I6 and more: one live quote per cart, no live link of an ended quote, snapshots as they were
/// frozen, sums of a snapshot from its lines.
std::vector<VerifyFinding> verify_quotes(Tx& tx);
/// What quotes name is of the same tenant.
std::vector<VerifyFinding> verify_quote_references(Tx& tx);

}  // namespace kontor
