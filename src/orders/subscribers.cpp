#include "orders/subscribers.hpp"

#include "accounts/tenants.hpp"
#include "orders/change.hpp"
#include "orders/methods.hpp"
#include "orders/money.hpp"
#include "orders/tax.hpp"

namespace kontor {
namespace {

/// The old and the new path stand in the event's data beside its fields.
std::optional<std::pair<std::string, std::string>> paths_of(const Event& event) {
  boost::json::error_code error;
  const auto json = boost::json::parse(event.data.value_or("null"), error);
  if (error || !json.is_object()) return std::nullopt;
  const auto* from = json.as_object().if_contains("old_path");
  const auto* to = json.as_object().if_contains("new_path");
  if (!from || !to || !from->is_string() || !to->is_string()) return std::nullopt;
  return std::pair(std::string(from->as_string()), std::string(to->as_string()));
}

void repath(Tx& tx, std::string_view table, const PathRange& below, const std::string& from,
            const std::string& to) {
  // Both engines count characters from 1; paths are ASCII.
  tx.execute("UPDATE " + std::string(table) +
                 " SET account_path = $4 || substr(account_path, CAST($5 AS integer)) "
                 "WHERE tenant_id = $1 AND account_path >= $2 AND account_path < $3",
             tx.tenant(), below.from, below.until, to, static_cast<std::int64_t>(from.size() + 1));
}

}  // namespace

void follow_moved_account(Tx& tx, const Event& event) {
  const auto paths = paths_of(event);
  if (!paths) throw DatabaseError("account.moved without paths");
  const auto& [from, to] = *paths;
  const PathRange below = subtree(from);
  repath(tx, Order::kTable, below, from, to);
  repath(tx, OrderTombstone::kTable, below, from, to);
}

void welcome_new_tenant(Tx& tx, const Event&) {
  if (!methods_of(tx, MethodKind::payment).empty()) return;
  const auto tenant = find_tenant(tx, tx.tenant());
  create_default_methods(tx, tenant ? tenant->currency : "EUR");
}

namespace {

template <class Check>
std::vector<VerifyFinding> check_orders(Tx& tx, Check check) {
  std::vector<VerifyFinding> findings;
  OrderId after;
  for (;;) {
    const auto orders = tx.select<Order>("WHERE tenant_id = $1 AND id > $2 ORDER BY id LIMIT 500",
                                         tx.tenant(), after);
    if (orders.empty()) return findings;
    for (const auto& order : orders) {
      const std::string wrong = check(order);
      if (!wrong.empty()) findings.push_back({order.id.text(), wrong});
      if (findings.size() >= kMostFindings) return findings;
    }
    after = orders.back().id;
  }
}

std::string money_fault(Tx& tx, const Order& order) {
  auto lines = lines_of(tx, order.id);
  const MoneyInput input{
      .gross = order.gross,
      .currency = order.currency,
      .discount_bp = order.discount_bp,
      .discount_cents = order.discount_cents,
      .shipping_cents = order.shipping_cost_cents,
      .shipping_rate_bp = tax_rate_bp(order.tax_decision.value, TaxClass::standard)};
  const auto stored = lines;
  const Totals totals = compute_totals(input, lines);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].amount_cents == stored[i].amount_cents) continue;
    return "line " + std::to_string(i + 1) + " is not quantity times price";
  }
  if (to_json(totals) != to_json(order.totals.value)) {
    return "the lines make " + to_json(totals) + ", the order says " + to_json(order.totals.value);
  }
  if (order.total_cents != totals.total_cents) return "total_cents is not the total";
  return {};
}

std::string facet_fault(Tx& tx, const Order& order) {
  Order derived = order;
  derive_facets(derived, holds_of(tx, order.id), order.turn_since_ms);
  if (derived.queue != order.queue) return "queue does not follow from the state";
  if (derived.turn != order.turn) return "turn does not follow from the state";
  if (derived.open != order.open) return "open does not follow from the state";
  if (derived.unpaid_open != order.unpaid_open) return "unpaid_open is wrong";
  if (derived.holds_count != order.holds_count) return "holds_count is wrong";
  return {};
}

/// The action that an event of the log stands for.
std::optional<OrderAction> action_of(std::string_view kind) {
  struct Step {
    std::string_view kind;
    OrderAction action;
  };
  constexpr Step kSteps[] = {
      {"order.placed", OrderAction::place},         {"order.started", OrderAction::start},
      {"order.confirmed", OrderAction::confirm},    {"order.declined", OrderAction::decline},
      {"order.cancelled", OrderAction::cancel},     {"order.reopened", OrderAction::reopen},
      {"order.completed", OrderAction::complete},   {"order.amended", OrderAction::amend},
      {"order.approved", OrderAction::approve}};
  const auto* found = std::ranges::find(kSteps, kind, &Step::kind);
  if (found == std::end(kSteps)) return std::nullopt;
  return found->action;
}

}  // namespace

std::vector<VerifyFinding> verify_order_totals(Tx& tx) {
  return check_orders(tx, [&](const Order& order) {
    const std::string money = money_fault(tx, order);
    return money.empty() ? facet_fault(tx, order) : money;
  });
}

std::vector<VerifyFinding> verify_order_lives(Tx& tx) {
  return check_orders(tx, [&](const Order& order) -> std::string {
    OrderState state = OrderState::cart;
    const Rows kinds = tx.query(
        "SELECT kind, seq FROM event WHERE tenant_id = $1 AND subject_type = 'order' AND "
        "subject_id = $2 ORDER BY seq",
        tx.tenant(), order.id);
    for (const auto row : kinds) {
      const auto action = action_of(row.get<std::string>(0));
      if (!action) continue;
      const auto* step = find_transition(kOrderLife, state, *action);
      if (!step) {
        return "event " + std::to_string(row.get<std::int64_t>(1)) + " (" +
               row.get<std::string>(0) + ") is not possible in " + std::string(enum_name(state));
      }
      state = step->to;
    }
    if (state == order.state) return {};
    return "the log ends in " + std::string(enum_name(state)) + ", the order is " +
           std::string(enum_name(order.state));
  });
}

}  // namespace kontor
