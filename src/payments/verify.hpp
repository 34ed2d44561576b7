#pragma once

#include "kernel/verify.hpp"

namespace kontor {

/// I5: ledger, payments, refunds and the order's sums say the same.
std::vector<VerifyFinding> verify_payments(Tx& tx);
std::vector<VerifyFinding> verify_payment_references(Tx& tx);

}  // namespace kontor
