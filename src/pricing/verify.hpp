#pragma once

#include "kernel/verify.hpp"

namespace kontor {

/// What price requests name is of the same tenant.
std::vector<VerifyFinding> verify_pricing_references(Tx& tx);

}  // namespace kontor
