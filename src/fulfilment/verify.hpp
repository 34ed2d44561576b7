#pragma once

#include "kernel/verify.hpp"

namespace kontor {

/// What went out is at most what was ordered, and the orders' facets say the same.
std::vector<VerifyFinding> verify_shipments(Tx& tx);
std::vector<VerifyFinding> verify_shipment_references(Tx& tx);

}  // namespace kontor
