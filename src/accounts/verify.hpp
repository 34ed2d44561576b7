#pragma once
// What must be true of accounts, users and memberships at any time (`kontor verify`).

#include "kernel/verify.hpp"

namespace kontor {

/// Paths follow parents, numbers are registered, every account of the tree is below the root.
std::vector<VerifyFinding> verify_account_tree(Tx& tx);
/// Rows of accounts, users and access requests end where their logs end.
std::vector<VerifyFinding> verify_account_logs(Tx& tx);
/// What accounts, memberships, sessions, links and keys name is of the same tenant.
std::vector<VerifyFinding> verify_account_references(Tx& tx);

}  // namespace kontor
