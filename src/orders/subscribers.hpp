#pragma once
// What orders do when something happens elsewhere (list in src/modules.cpp), and what must always
// be true of them (kontor verify).

#include "kernel/event.hpp"
#include "kernel/verify.hpp"

namespace kontor {

/// account.moved: orders carry the path of their account.
void follow_moved_account(Tx& tx, const Event& event);

/// Subscribes to tenant.created: a new tenant starts with the usual ways to pay and to ship.
void welcome_new_tenant(Tx& tx, const Event& event);

/// I2: the lines add up to the totals, facets follow from their causes.
std::vector<VerifyFinding> verify_order_totals(Tx& tx);
/// I4: each order's log tells only legal transitions and ends in the order's state.
std::vector<VerifyFinding> verify_order_lives(Tx& tx);

}  // namespace kontor
