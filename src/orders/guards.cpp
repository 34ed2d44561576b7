// The one place that says which action is possible: commands refuse with it, buttons show it.

#include "orders/commands.hpp"

namespace kontor {
namespace {

bool blocks(const std::vector<OrderHold>& holds, HoldBlocks what) {
  return std::ranges::any_of(holds, [&](const OrderHold& hold) {
    return hold.blocks == what || hold.blocks == HoldBlocks::both;
  });
}

std::string hold_reasons(const std::vector<OrderHold>& holds) {
  std::string reasons;
  for (const auto& hold : holds) {
    if (!reasons.empty()) reasons += "; ";
    reasons += hold.reason.empty() ? std::string(enum_name(hold.kind)) : hold.reason;
  }
  return reasons;
}

std::optional<Refused> cannot_place(const Actor& actor, const OrderFacts& facts) {
  const Order& order = facts.order;
  if (auto lock = lock_of(facts)) return lock;
  if (facts.account_kind == AccountKind::prospect) return Refused(kProspectCannotOrder);
  const auto* acting = actor.acting_for();
  const bool for_another = acting && !actor.staff() && acting->path != order.account_path;
  if (for_another && !facts.power_of_attorney) return Refused(kNeedsPowerOfAttorney);
  if (order.lines_count == 0) return Refused(kCartEmpty);
  if (!order.billing_address.value || !order.shipping_address.value) {
    return Refused(kAddressMissing);
  }
  if (!order.payment_method) return Refused(kPaymentMethodMissing);
  return std::nullopt;
}

/// Only an accepted quote of a prospect waits for approval (P41).
std::optional<Refused> cannot_approve(const OrderFacts& facts) {
  const bool waits = std::ranges::any_of(
      facts.holds, [](const OrderHold& hold) { return hold.kind == HoldKind::operator_approval; });
  if (waits) return std::nullopt;
  return Refused(kWrongState,
                 {{"state", std::string(enum_name(facts.order.state))}, {"action", "approve"}});
}

std::optional<Refused> cannot_confirm(const OrderFacts& facts) {
  const Order& order = facts.order;
  if (order.type == OrderType::rma) return std::nullopt;
  if (order.has_unpriced) return Refused(kLinesUnpriced);
  if (!order.payment_method) return Refused(kPaymentMethodMissing);
  if (blocks(facts.holds, HoldBlocks::confirm)) {
    return Refused(kOnHold, {{"reasons", hold_reasons(facts.holds)}});
  }
  return std::nullopt;
}

std::optional<Refused> cannot_amend(const Actor& actor, const OrderFacts& facts) {
  const bool customer = !actor.staff() && actor.kind != ActorKind::system;
  if (customer && facts.order.state == OrderState::processing) return Refused(kWorkHasBegun);
  return std::nullopt;
}

std::optional<Refused> cannot_refund(const Order& order) {
  if (order.paid_cents > order.refunded_cents) return std::nullopt;
  return Refused(kNothingPaid, {{"number", order.number()}});
}

/// What is not confirmed yet would be confirmed by it.
std::optional<Refused> cannot_ship(const OrderFacts& facts) {
  const Order& order = facts.order;
  if (order.unshipped_lines == 0) return Refused(kNothingToShip, {{"number", order.number()}});
  if (order.state != OrderState::confirmed) {
    if (auto refused = cannot_confirm(facts)) return refused;
  }
  if (blocks(facts.holds, HoldBlocks::ship)) {
    return Refused(kOnHold, {{"reasons", hold_reasons(facts.holds)}});
  }
  return std::nullopt;
}

/// Everything went out, nothing is owed, and no money is here that is not ours.
std::optional<Refused> cannot_complete(const OrderFacts& facts) {
  const Order& order = facts.order;
  if (order.unshipped_lines > 0) return Refused(kNotShippedYet, {{"number", order.number()}});
  const bool settled =
      owed_cents(order) == 0 && order.paid_cents - order.refunded_cents <= order.total_cents;
  if (!settled) return Refused(kBalanceOpen, {{"number", order.number()}});
  if (!facts.holds.empty()) return Refused(kOnHold, {{"reasons", hold_reasons(facts.holds)}});
  return std::nullopt;
}

std::optional<Refused> cannot_cancel(const Actor& actor, const OrderFacts& facts) {
  const Order& order = facts.order;
  if (order.was_shipped) return Refused(kAlreadyShipped);
  if (!actor.staff() && actor.kind != ActorKind::system && order.state == OrderState::confirmed) {
    return Refused(kTooLateForCustomer);
  }
  if (order.paid_cents > order.refunded_cents) return Refused(kMoneyNotRefunded);
  return std::nullopt;
}

std::optional<Refused> not_allowed(const Actor& actor, Right right, const Order& order) {
  const Permission permission = can(actor, right, order.account_path);
  if (permission) return std::nullopt;
  return permission.hidden ? Refused(kNotFound) : Refused(permission.reason, permission.params);
}

std::optional<Refused> cannot_delete(const Actor& actor, const OrderFacts& facts) {
  const Order& order = facts.order;
  if (order.state == OrderState::cart) {
    if (auto refused = not_allowed(actor, Right::cart_delete, order)) return refused;
    return lock_of(facts);
  }
  if (auto refused = not_allowed(actor, Right::order_delete, order)) return refused;
  if (order.state == OrderState::confirmed || order.state == OrderState::completed) {
    return Refused(kWrongState,
                   {{"state", std::string(enum_name(order.state))}, {"action", "delete"}});
  }
  if (order.paid_cents > 0 || order.was_shipped) return Refused(kHasDocuments);
  return std::nullopt;
}

}  // namespace

std::int64_t owed_cents(const Order& order) {
  return std::max<std::int64_t>(order.total_cents - order.paid_cents, 0);
}

std::optional<Refused> lock_of(const OrderFacts& facts) {
  if (facts.lock) {
    return Refused(kCartLocked, {{"cause", facts.lock->cause},
                                 {"by", facts.lock->by},
                                 {"since_ms", facts.lock->since_ms},
                                 {"number", facts.lock->number}});
  }
  for (const auto& hold : facts.holds) {
    if (hold.kind != HoldKind::fault && hold.kind != HoldKind::operator_approval) continue;
    return Refused(kCartLocked, {{"cause", std::string(enum_name(hold.kind))},
                                 {"by", hold.owner},
                                 {"since_ms", hold.since_ms}});
  }
  return std::nullopt;
}

std::optional<Refused> why_not(const Actor& actor, const OrderFacts& facts, OrderAction action) {
  const Order& order = facts.order;
  if (action == OrderAction::delete_) return cannot_delete(actor, facts);
  const auto* step = find_transition(kOrderLife, order.state, action);
  if (!step) {
    return Refused(kWrongState, {{"state", std::string(enum_name(order.state))},
                                 {"action", std::string(enum_name(action))}});
  }
  if (auto refused = not_allowed(actor, step->right, order)) return refused;
  switch (action) {
    case OrderAction::edit:
      return lock_of(facts);
    case OrderAction::place:
      return cannot_place(actor, facts);
    case OrderAction::approve:
      return cannot_approve(facts);
    case OrderAction::amend:
      return cannot_amend(actor, facts);
    case OrderAction::confirm:
      return cannot_confirm(facts);
    case OrderAction::cancel:
      return cannot_cancel(actor, facts);
    case OrderAction::complete:
      return cannot_complete(facts);
    case OrderAction::refund:
      return cannot_refund(order);
    case OrderAction::ship:
      return cannot_ship(facts);
    default:
      return std::nullopt;
  }
}

}  // namespace kontor
