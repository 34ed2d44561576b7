// Loading in reach, and naming what became of a cart that is gone (row P13).

#include <algorithm>

#include "orders/commands.hpp"

namespace kontor {
namespace {

constexpr std::string_view kInReach =
    "WHERE tenant_id = $1 AND id = $2 AND account_path >= $3 AND account_path < $4";

Refused deleted(const OrderTombstone& tombstone) {
  return Refused(kCartDeleted,
                 {{"number", tombstone.order_number.value_or(tombstone.cart_number)},
                  {"by", tombstone.deleted_by},
                  {"at_ms", tombstone.deleted_at_ms},
                  {"reason", tombstone.reason}});
}

/// The asker may switch to the account: one of his other memberships reaches it.
std::optional<Refused> elsewhere(Tx& tx, const Actor& actor, const AccountId& account_id,
                                 std::string_view path) {
  for (const auto& membership : actor.memberships) {
    if (!is_within(path, membership.path)) continue;
    const auto account = find_account_head(tx, account_id);
    if (!account) return std::nullopt;
    return Refused(kOrderOfOtherAccount, {{"account_name", account->name},
                                          {"account_number", account->number},
                                          {"account_id", account->id.text()},
                                          {"switch_to", membership.account_id.text()}});
  }
  return std::nullopt;
}

[[noreturn]] void refuse_missing(Tx& tx, const Actor& actor, const std::optional<Order>& order,
                                 const std::optional<OrderTombstone>& tombstone) {
  if (order) {
    if (auto other = elsewhere(tx, actor, order->account_id, order->account_path)) throw *other;
  }
  if (tombstone) {
    const PathRange reach = reach_of(actor);
    const auto& path = tombstone->account_path;
    if (path >= reach.from && path < reach.until) throw deleted(*tombstone);
    if (auto other = elsewhere(tx, actor, tombstone->account_id, path)) throw *other;
  }
  throw Refused(kNotFound);
}

}  // namespace

Order load_order(Tx& tx, const Actor& actor, const OrderId& id) {
  const PathRange reach = reach_of(actor);
  auto order = tx.find<Order>(kInReach, tx.tenant(), id, reach.from, reach.until);
  if (order) {
    require(actor, Right::order_read, order->account_path);
    return std::move(*order);
  }
  const auto foreign = tx.find<Order>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), id);
  const auto tombstone =
      tx.find<OrderTombstone>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), id);
  refuse_missing(tx, actor, foreign, tombstone);
}

Order load_order_by_number(Tx& tx, const Actor& actor, std::string_view number) {
  auto order =
      tx.find<Order>("WHERE tenant_id = $1 AND order_number = $2", tx.tenant(), number);
  if (!order) {
    order = tx.find<Order>("WHERE tenant_id = $1 AND cart_number = $2", tx.tenant(), number);
  }
  const PathRange reach = reach_of(actor);
  if (order && order->account_path >= reach.from && order->account_path < reach.until) {
    require(actor, Right::order_read, order->account_path);
    return std::move(*order);
  }
  auto tombstone = tx.find<OrderTombstone>("WHERE tenant_id = $1 AND order_number = $2",
                                           tx.tenant(), number);
  if (!tombstone) {
    tombstone = tx.find<OrderTombstone>("WHERE tenant_id = $1 AND cart_number = $2", tx.tenant(),
                                        number);
  }
  refuse_missing(tx, actor, order, tombstone);
}

std::vector<OrderLine> lines_of(Tx& tx, const OrderId& id) {
  // Sorted here: setting up a sorter costs SQLite more than finding the lines.
  auto lines = tx.select<OrderLine>("WHERE tenant_id = $1 AND order_id = $2", tx.tenant(), id);
  std::ranges::sort(lines, {}, &OrderLine::position);
  return lines;
}

std::optional<CartLock> cart_lock_of(Tx& tx, const Order& order) {
  if (order.state != OrderState::cart) return std::nullopt;
  const Rows rows = tx.query(
      "SELECT asked_by_name, asked_at_ms FROM price_request WHERE tenant_id = $1 AND "
      "order_id = $2 AND state = 'open'",
      tx.tenant(), order.id);
  if (rows.empty()) return std::nullopt;
  return CartLock{"price_request", rows.front().get<std::string>(0),
                  rows.front().get<std::int64_t>(1)};
}

std::vector<OrderHold> holds_of(Tx& tx, const OrderId& id) {
  return tx.select<OrderHold>(
      "WHERE tenant_id = $1 AND order_id = $2 AND ended_at_ms IS NULL ORDER BY since_ms, id",
      tx.tenant(), id);
}

}  // namespace kontor
