#pragma once
// What orders do when something happens elsewhere (list in src/modules.cpp).

#include "kernel/event.hpp"
#include "kernel/jobs.hpp"

namespace kontor {

/// account.moved: rows of a table with an account_path get the new one.
void repath_rows(Tx& tx, const Event& moved, std::string_view table);
/// account.moved: orders carry the path of their account.
void follow_moved_account(Tx& tx, const Event& event);

/// Of payments and shipments, once they cannot be undone any more: a confirmed order that is
/// shipped and settled is completed.
inline constexpr std::string_view kCompletionQueue = "order_completion";
Queue order_completion_queue();

/// Subscribes to tenant.created: a new tenant starts with the usual ways to pay and to ship.
void welcome_new_tenant(Tx& tx, const Event& event);

}  // namespace kontor
