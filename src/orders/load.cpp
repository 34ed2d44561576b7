// Loading in reach, and naming what became of a cart that is gone (row P13).

#include <algorithm>

#include "orders/cart_facts.hpp"
#include "orders/commands.hpp"

namespace kontor {
namespace {

constexpr std::string_view kInReach =
    "WHERE tenant_id = $1 AND id = $2 AND account_path >= $3 AND account_path < $4";

Refused deleted(const OrderTombstone& tombstone) {
  return Refused(kCartDeleted, {{"number", tombstone.order_number.value_or(tombstone.cart_number)},
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
  auto order = tx.find<Order>("WHERE tenant_id = $1 AND order_number = $2", tx.tenant(), number);
  if (!order) {
    order = tx.find<Order>("WHERE tenant_id = $1 AND cart_number = $2", tx.tenant(), number);
  }
  const PathRange reach = reach_of(actor);
  if (order && order->account_path >= reach.from && order->account_path < reach.until) {
    require(actor, Right::order_read, order->account_path);
    return std::move(*order);
  }
  auto tombstone =
      tx.find<OrderTombstone>("WHERE tenant_id = $1 AND order_number = $2", tx.tenant(), number);
  if (!tombstone) {
    tombstone =
        tx.find<OrderTombstone>("WHERE tenant_id = $1 AND cart_number = $2", tx.tenant(), number);
  }
  refuse_missing(tx, actor, order, tombstone);
}

std::vector<OrderLine> lines_of(Tx& tx, const OrderId& id) {
  // Sorted here: setting up a sorter costs SQLite more than finding the lines.
  auto lines = tx.select<OrderLine>("WHERE tenant_id = $1 AND order_id = $2", tx.tenant(), id);
  std::ranges::sort(lines, {}, &OrderLine::position);
  return lines;
}

namespace {

std::string quote_cause(std::string_view state) {
  if (state == "created") return "quote_created";
  if (state == "sent") return "quote_sent";
  if (state == "rejected") return "quote_rejected";
  return "quote_expired";
}

}  // namespace

std::optional<CartLock> cart_lock_of(Tx& tx, const Order& order) {
  if (order.state != OrderState::cart) return std::nullopt;
  const Rows rows = tx.query(
      "SELECT 'price_request', asked_by_name, asked_at_ms, '', 0 FROM price_request WHERE "
      "tenant_id = $1 AND order_id = $2 AND state = 'open' UNION ALL "
      "SELECT state, created_by_name, created_at_ms, number, COALESCE(expires_at_ms, 0) FROM quote "
      "WHERE tenant_id = $1 AND order_id = $2 AND "
      "state IN ('created', 'sent', 'rejected', 'expired')",
      tx.tenant(), order.id);
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  const auto what = row.get<std::string>(0);
  CartLock lock{what, row.get<std::string>(1), row.get<std::int64_t>(2), Turn::operator_,
                row.get<std::string>(3)};
  if (what == "price_request") return lock;
  const Turn seller = order.origin == OrderOrigin::partner ? Turn::partner : Turn::us;
  // Whose turn it is follows the row, which a job moves on; the cause is true to the second.
  const bool asked = order.last_customer_seq > order.last_answer_seq;
  lock.turn = what == "sent" && !asked ? Turn::customer : seller;
  const bool over = what == "sent" && row.get<std::int64_t>(4) <= tx.now_ms();
  lock.cause = quote_cause(over ? "expired" : std::string_view(what));
  return lock;
}

SeenCart load_cart(Tx& tx, const Actor& actor, const OrderId& id) {
  Order order = load_order(tx, actor, id);
  auto account = find_account_head(tx, order.account_id);
  if (!account) throw DatabaseError("order without account");
  auto lock = cart_lock_of(tx, order);
  return {std::move(order), std::move(*account), holds_of(tx, id), std::move(lock)};
}

std::vector<OrderHold> holds_of(Tx& tx, const OrderId& id) {
  return tx.select<OrderHold>(
      "WHERE tenant_id = $1 AND order_id = $2 AND ended_at_ms IS NULL ORDER BY since_ms, id",
      tx.tenant(), id);
}

}  // namespace kontor
