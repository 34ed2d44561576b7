#pragma once
// What must be true of orders at any time (`kontor verify`), and of what people were told about
// them (`kontor verify --ledger`).

#include "kernel/ledger.hpp"
#include "kernel/verify.hpp"

namespace kontor {

/// I2: the lines add up to the totals, facets follow from their causes.
std::vector<VerifyFinding> verify_order_totals(Tx& tx);
/// I4: each order's log tells only legal transitions and ends in the order's state; the same for
/// orders that were deleted.
std::vector<VerifyFinding> verify_order_lives(Tx& tx);
/// I2: rows of orders, labels and views end where their logs end.
std::vector<VerifyFinding> verify_order_logs(Tx& tx);
/// I8: what orders, lines, labels and marks name is of the same tenant.
std::vector<VerifyFinding> verify_order_references(Tx& tx);

/// I1, I2: every acknowledged version is in the log of its order, with the state and the total that
/// the answer named; every cart that was acknowledged is there once, the others at most once.
std::vector<VerifyFinding> check_order_ledger(Tx& tx, const Ledger& ledger);

}  // namespace kontor
