#pragma once
// A cart as one reader sees it, with all that guards of other modules ask about it.

#include "accounts/tree.hpp"
#include "orders/commands.hpp"

namespace kontor {

struct SeenCart {
  Order order;
  AccountHead account;
  std::vector<OrderHold> holds;
  std::optional<CartLock> lock;

  /// Refers to this cart: it must outlive them.
  OrderFacts facts() const { return {order, holds, lock, account.kind, account.power_of_attorney}; }
};
/// not_found when it is out of reach.
SeenCart load_cart(Tx& tx, const Actor& actor, const OrderId& id);

}  // namespace kontor
