#include "orders/verify.hpp"

#include <algorithm>
#include <map>

#include "orders/change.hpp"
#include "orders/desk.hpp"
#include "orders/money.hpp"
#include "orders/tax.hpp"
#include "orders/views.hpp"

namespace kontor {
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
  derive_facets(derived, holds_of(tx, order.id), cart_lock_of(tx, order), order.turn_since_ms);
  if (derived.queue != order.queue) return "queue does not follow from the state";
  if (derived.turn != order.turn) return "turn does not follow from the state";
  if (derived.open != order.open) return "open does not follow from the state";
  if (derived.unpaid_open != order.unpaid_open) return "unpaid_open is wrong";
  if (derived.payment_state != order.payment_state) return "payment_state does not follow";
  if (derived.was_paid != order.was_paid) return "was_paid does not follow";
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
      {"order.placed", OrderAction::place},       {"order.started", OrderAction::start},
      {"order.confirmed", OrderAction::confirm},  {"order.declined", OrderAction::decline},
      {"order.cancelled", OrderAction::cancel},   {"order.reopened", OrderAction::reopen},
      {"order.completed", OrderAction::complete}, {"order.amended", OrderAction::amend},
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

namespace {

/// One entry of an order's log.
struct Told {
  std::string kind;
  std::int64_t seq = 0;
  std::int64_t version = 0;
};

std::vector<Told> log_of(Tx& tx, const OrderId& id) {
  std::vector<Told> log;
  for (const auto row : tx.query("SELECT kind, seq, subject_version FROM event WHERE "
                                 "tenant_id = $1 AND subject_type = 'order' AND subject_id = $2 "
                                 "ORDER BY seq",
                                 tx.tenant(), id)) {
    log.push_back({row.get<std::string>(0), row.get<std::int64_t>(1), row.get<std::int64_t>(2)});
  }
  return log;
}

/// Where a log leads, and what is wrong with it.
struct LifeTold {
  OrderState state = OrderState::cart;
  std::string fault;
};

/// Follows a log up to a version; 0 is the whole log.
LifeTold life_told(const std::vector<Told>& log, std::int64_t until_version) {
  LifeTold told;
  for (const Told& entry : log) {
    if (until_version != 0 && entry.version > until_version) break;
    const auto action = action_of(entry.kind);
    if (!action) continue;
    const auto* step = find_transition(kOrderLife, told.state, *action);
    if (!step) {
      told.fault = "event " + std::to_string(entry.seq) + " (" + entry.kind +
                   ") is not possible in " + std::string(enum_name(told.state));
      return told;
    }
    told.state = step->to;
  }
  return told;
}

std::string life_fault(Tx& tx, const OrderId& id, OrderState state) {
  const LifeTold told = life_told(log_of(tx, id), 0);
  if (!told.fault.empty() || told.state == state) return told.fault;
  return "the log ends in " + std::string(enum_name(told.state)) + ", the order is " +
         std::string(enum_name(state));
}

}  // namespace

std::vector<VerifyFinding> verify_order_lives(Tx& tx) {
  auto findings =
      check_orders(tx, [&](const Order& order) { return life_fault(tx, order.id, order.state); });
  const Rows deleted = tx.query(
      "SELECT id, state FROM order_tombstone WHERE tenant_id = $1 ORDER BY id", tx.tenant());
  for (const auto row : deleted) {
    if (findings.size() >= kMostFindings) break;
    const auto id = row.get<OrderId>(0);
    const std::string fault = life_fault(tx, id, row.get<OrderState>(1));
    if (!fault.empty()) findings.push_back({id.text(), fault});
  }
  return findings;
}

std::vector<VerifyFinding> verify_order_logs(Tx& tx) {
  std::vector<VerifyFinding> findings;
  for (const auto& table : {LogHeadTable{Order::kTable, OrderTag::kPrefix},
                            LogHeadTable{Label::kTable, LabelTag::kPrefix},
                            LogHeadTable{SavedView::kTable, SavedViewTag::kPrefix}}) {
    for (auto& finding : verify_log_heads(tx, table)) findings.push_back(std::move(finding));
  }
  return findings;
}

std::vector<VerifyFinding> verify_order_references(Tx& tx) {
  static constexpr Reference kReferences[] = {
      {"orders", "account_id", "accounts"},        {"orders", "partner_id", "accounts"},
      {"orders", "sub_partner_id", "accounts"},    {"orders", "price_list_id", "price_lists"},
      {"orders", "assignee_id", "users"},          {"order_line", "order_id", "orders"},
      {"order_line", "variant_id", "variants"},    {"order_hold", "order_id", "orders"},
      {"order_label", "order_id", "orders"},       {"order_label", "label_id", "label"},
      {"read_mark", "order_id", "orders"},         {"read_mark", "user_id", "users"},
      {"mention", "order_id", "orders"},           {"mention", "user_id", "users"},
      {"order_term", "order_id", "orders"},        {"order_tombstone", "account_id", "accounts"},
      {"saved_view", "owner_id", "users"}};
  return verify_references(tx, kReferences);
}

namespace {

/// What the database knows of an order that a ledger names.
struct Witnessed {
  bool there = false;  ///< as an order, or as the tombstone of one
  std::int64_t version = 0;
  std::int64_t total_cents = 0;
  std::vector<Told> log;
};

Witnessed witnessed(Tx& tx, const OrderId& id) {
  Witnessed found;
  const Rows order = tx.query(
      "SELECT version, total_cents FROM orders WHERE tenant_id = $1 AND id = $2", tx.tenant(), id);
  if (!order.empty()) {
    found.there = true;
    found.version = order.front().get<std::int64_t>(0);
    found.total_cents = order.front().get<std::int64_t>(1);
  } else {
    found.there =
        !tx.query("SELECT 1 FROM order_tombstone WHERE tenant_id = $1 AND id = $2", tx.tenant(), id)
             .empty();
  }
  found.log = log_of(tx, id);
  return found;
}

std::string ledger_fault(const Witnessed& order, const LedgerEntry& entry) {
  if (!entry.version) return "the ledger names no version";
  const std::string version = std::to_string(*entry.version);
  if (!order.there) return "lost: version " + version + " was acknowledged";
  if (std::ranges::find(order.log, *entry.version, &Told::version) == order.log.end()) {
    return "lost: version " + version + " was acknowledged, the log knows nothing of it";
  }
  const LifeTold told = life_told(order.log, *entry.version);
  if (entry.state && *entry.state != enum_name(told.state)) {
    return "torn: version " + version + " was answered as " + *entry.state + ", the log says " +
           std::string(enum_name(told.state));
  }
  if (order.version == *entry.version && entry.total_cents &&
      *entry.total_cents != order.total_cents) {
    return "torn: the total of version " + version + " was answered as " +
           std::to_string(*entry.total_cents) + ", the order says " +
           std::to_string(order.total_cents);
  }
  return {};
}

/// How many carts and orders bear each name.
std::map<std::string, std::int64_t> names_in_use(Tx& tx) {
  std::map<std::string, std::int64_t> names;
  for (const auto row : tx.query("SELECT name, count(*) FROM orders WHERE tenant_id = $1 AND "
                                 "name <> '' GROUP BY name",
                                 tx.tenant())) {
    names.emplace(row.get<std::string>(0), row.get<std::int64_t>(1));
  }
  return names;
}

}  // namespace

std::vector<VerifyFinding> check_order_ledger(Tx& tx, const Ledger& ledger) {
  std::vector<VerifyFinding> findings;
  std::map<std::string, std::vector<const LedgerEntry*>> by_order;
  for (const LedgerEntry& entry : ledger) {
    if (entry.kind == LedgerKind::order) by_order[entry.id.value_or("")].push_back(&entry);
  }
  for (const auto& [text, entries] : by_order) {
    const auto id = OrderId::parse(text);
    const Witnessed order = id ? witnessed(tx, *id) : Witnessed{};
    for (const LedgerEntry* entry : entries) {
      std::string fault = ledger_fault(order, *entry);
      if (!fault.empty()) findings.push_back({text, std::move(fault)});
    }
  }
  const auto names = names_in_use(tx);
  for (const LedgerEntry& entry : ledger) {
    if (entry.kind != LedgerKind::cart) continue;
    const auto found = names.find(entry.name.value_or(""));
    const std::int64_t count = found == names.end() ? 0 : found->second;
    const std::string name = "cart \"" + entry.name.value_or("") + "\"";
    if (count == 0 && entry.acknowledged) findings.push_back({name, "lost: acknowledged"});
    if (count > 1) {
      findings.push_back(
          {name, "doubled: asked for once, there " + std::to_string(count) + " times"});
    }
  }
  return findings;
}

}  // namespace kontor
