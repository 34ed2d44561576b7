#include "orders/change.hpp"

#include "accounts/tenants.hpp"
#include "kernel/aggregate.hpp"
#include "kernel/bulk.hpp"
#include "kernel/text.hpp"
#include "orders/money.hpp"
#include "orders/numbers.hpp"
#include "orders/tax.hpp"

namespace kontor {
namespace {

struct OrderTerm {
  static constexpr std::string_view kTable = "order_term";
  static constexpr int kKeyColumns = 4;
  TenantId tenant_id;
  std::string term;
  OrderId order_id;
  std::string source;
};
BOOST_DESCRIBE_STRUCT(OrderTerm, (), (tenant_id, term, order_id, source))

constexpr std::string_view kKeepKnownTerms =
    "ON CONFLICT (tenant_id, term, order_id, source) DO NOTHING";

void insert_terms(Tx& tx, const OrderId& id, std::vector<std::string> terms,
                  std::string_view source, std::string_view tail) {
  std::vector<OrderTerm> rows;
  for (auto& term : terms) {
    rows.push_back({tx.tenant(), std::move(term), id, std::string(source)});
  }
  insert_all(tx, rows, tail);
}

}  // namespace

OrderChange take_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version) {
  const PathRange reach = reach_of(actor);
  try {
    Order order = take<Order>(tx, id, version, " AND account_path >= $3 AND account_path < $4",
                              reach.from, reach.until);
    auto lock = cart_lock_of(tx, order);
    return {tx, actor, std::move(order), lines_of(tx, id), holds_of(tx, id), std::move(lock)};
  } catch (const Refused& refused) {
    if (refused.code() == kNotFound) load_order(tx, actor, id);  // names what became of it
    throw;
  }
}

OrderChange take_for_edit(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                          EditKind kind) {
  OrderChange change = take_order(tx, actor, id, version);
  const bool cart = change.order.state == OrderState::cart;
  change.require_action(cart ? OrderAction::edit : OrderAction::amend);
  const bool customer = !actor.staff() && actor.kind != ActorKind::system;
  if (customer && !cart && kind != EditKind::more_articles) throw Refused(kOnlyMoreArticles);
  return change;
}

OrderFacts OrderChange::facts() const {
  const Account& owner = account();
  return {order, holds, lock, owner.kind, owner.power_of_attorney};
}

void OrderChange::require_action(OrderAction action) {
  if (auto refused = why_not(actor, facts(), action)) throw *refused;
}

const Account& OrderChange::account() const {
  if (!known_account) known_account = find_account(tx, order.account_id);
  if (!known_account) throw DatabaseError("order without account");
  return *known_account;
}

Draft OrderChange::draft(std::string_view kind, Visibility visibility, RawJson data) const {
  const auto* acting = actor.acting_for();
  const bool own = !acting || actor.staff() || acting->account_id == order.account_id;
  return draft_by(actor, kind, visibility, std::move(data), own ? std::string() : account().name);
}

Event OrderChange::step(OrderAction action, const Draft& draft_) {
  const Event event = transition(tx, kOrderLife, order, action, draft_);
  if (draft_.actor.type == ActorType::customer) order.last_customer_seq = event.seq;
  return event;
}

Event OrderChange::note(const Draft& draft_) { return record(tx, order, draft_); }

TaxDecision OrderChange::decide_tax_today() {
  const Tenant tenant = own_tenant(tx);
  const Account& owner = account();
  const auto& destination =
      order.shipping_address.value ? order.shipping_address.value : order.billing_address.value;
  return decide_tax({.seller_country = tenant.country,
                     .destination = destination ? std::string_view(destination->country)
                                                : std::string_view(owner.country),
                     .consumer = owner.consumer,
                     .vat_id = owner.vat_id,
                     .small_business = tenant.small_business,
                     .day = day_of(tx.now_ms(), tenant.time_zone)});
}

void OrderChange::recompute(const std::optional<TaxDecision>& decided) {
  order.tax_decision.value = decided ? *decided : decide_tax_today();
  for (auto& line : lines) {
    line.tax_rate_bp = tax_rate_bp(order.tax_decision.value, line.tax_class);
  }
  const MoneyInput input{
      .gross = order.gross,
      .currency = order.currency,
      .discount_bp = order.discount_bp,
      .discount_cents = order.discount_cents,
      .shipping_cents = order.shipping_cost_cents,
      .shipping_rate_bp = tax_rate_bp(order.tax_decision.value, TaxClass::standard)};
  order.totals.value = compute_totals(input, lines);
  order.total_cents = order.totals->total_cents;
  order.recurring = std::ranges::any_of(
      lines, [](const OrderLine& line) { return line.charge_type != ChargeType::one_off; });
  order.has_unpriced = std::ranges::any_of(
      lines, [](const OrderLine& line) { return !line.unit_price_e4.has_value(); });
  order.lines_count = static_cast<std::int64_t>(lines.size());
  order.unshipped_lines = std::ranges::count_if(lines, &OrderLine::needs_shipping);
  order.summary = summary_of(lines);
  ++order.content_revision;
}

namespace {

void insert_lines(Tx& tx, std::vector<OrderLine>& lines) {
  std::int64_t position = 0;
  for (auto& line : lines) line.position = ++position;
  insert_all(tx, lines);
}

}  // namespace

void OrderChange::store_lines() {
  tx.send("DELETE FROM order_line WHERE tenant_id = $1 AND order_id = $2", tx.tenant(), order.id);
  insert_lines(tx, lines);
  index();
}

Order OrderChange::insert() {
  derive_facets(order, holds, lock, tx.now_ms());
  tx.insert(order);
  insert_lines(tx, lines);
  insert_terms(tx, order.id, terms(), "order", "");
  return order;
}

void OrderChange::hold(HoldKind kind, HoldBlocks blocks, std::string reason) {
  OrderHold hold{tx.tenant(),       order.id,   tx.new_id<HoldId>(), kind,        blocks,
                 std::move(reason), actor.name, tx.now_ms(),         std::nullopt};
  tx.insert(hold);
  holds.push_back(std::move(hold));
}

bool OrderChange::release(HoldKind kind) {
  const auto before = holds.size();
  for (auto& hold : holds) {
    if (hold.kind != kind) continue;
    hold.ended_at_ms = tx.now_ms();
    tx.update(hold);
  }
  std::erase_if(holds, [](const OrderHold& hold) { return hold.ended_at_ms.has_value(); });
  return holds.size() < before;
}

namespace {

struct NumberData {
  std::string order_number;
};
BOOST_DESCRIBE_STRUCT(NumberData, (), (order_number))

}  // namespace

void OrderChange::become_order(OrderAction action, std::string_view kind) {
  order.order_number = next_order_number(tx);
  order.placed_at_ms = tx.now_ms();
  order.last_answer_seq = 0;  // what was said about the cart is answered by its being an order
  Draft placed =
      draft(kind, Visibility::public_, RawJson(to_json(NumberData{*order.order_number})));
  placed.notify = Notify::mail;
  step(action, placed);
  index_order_number();
}

void OrderChange::index_order_number() {
  insert_terms(tx, order.id, search_terms(order.order_number.value_or("")), "order",
               kKeepKnownTerms);
}

void OrderChange::index() {
  std::vector<std::string> fresh = terms();
  std::vector<std::string> gone;
  for (const auto row : tx.query("SELECT term FROM order_term WHERE tenant_id = $1 AND "
                                 "order_id = $2 AND source = 'order'",
                                 tx.tenant(), order.id)) {
    auto term = row.get<std::string>(0);
    const auto known = std::ranges::find(fresh, term);
    if (known == fresh.end()) {
      gone.push_back(std::move(term));
    } else {
      fresh.erase(known);
    }
  }
  for (const auto& term : gone) {
    tx.send(
        "DELETE FROM order_term WHERE tenant_id = $1 AND term = $2 AND order_id = $3 AND "
        "source = 'order'",
        tx.tenant(), term, order.id);
  }
  insert_terms(tx, order.id, std::move(fresh), "order", "");
}

std::vector<std::string> OrderChange::terms() const {
  std::string text = order.cart_number + ' ' + order.order_number.value_or("") + ' ' + order.name +
                     ' ' + order.own_reference + ' ' + account().name + ' ' + account().number;
  for (const auto& line : lines) text += ' ' + line.sku + ' ' + line.name;
  return search_terms(text);
}

Order OrderChange::store() {
  order.changed_at_ms = tx.now_ms();
  const bool was_in_inbox = order.queue == OrderQueue::inbox;
  derive_facets(order, holds, lock, tx.now_ms());
  const bool leaves = was_in_inbox && order.queue != OrderQueue::inbox;
  if (leaves && actor.staff()) order.left_inbox_at_ms = tx.now_ms();
  tx.update(order);
  return order;
}

namespace {

PaymentState payment_state_of(const Order& order) {
  if (order.paid_cents == 0) return PaymentState::unpaid;
  if (order.refunded_cents >= order.paid_cents) return PaymentState::refunded;
  if (order.refunded_cents > 0) return PaymentState::partly_refunded;
  if (order.paid_cents < order.total_cents) return PaymentState::partly_paid;
  return order.paid_cents == order.total_cents ? PaymentState::paid : PaymentState::overpaid;
}

bool awaits_approval(const std::vector<OrderHold>& holds) {
  return std::ranges::any_of(
      holds, [](const OrderHold& hold) { return hold.kind == HoldKind::operator_approval; });
}

}  // namespace

void derive_facets(Order& order, const std::vector<OrderHold>& holds,
                   const std::optional<CartLock>& lock, std::int64_t now_ms) {
  const Turn before = order.turn;
  const bool waits_for_customer = order.last_answer_seq > order.last_customer_seq;
  order.open = false;
  if (order.state != OrderState::cart) order.contract_key.reset();
  switch (order.state) {
    case OrderState::cart:
      order.queue = OrderQueue::cart;
      order.turn = awaits_approval(holds)                 ? Turn::operator_
                   : lock                                 ? lock->turn
                   : order.origin == OrderOrigin::partner ? Turn::partner
                                                          : Turn::customer;
      break;
    case OrderState::pending:
      order.queue = OrderQueue::inbox;
      order.turn = Turn::us;
      order.open = true;
      break;
    case OrderState::processing: {
      const bool unanswered =
          order.last_customer_seq > order.last_answer_seq && order.last_answer_seq > 0;
      order.queue = unanswered ? OrderQueue::inbox : OrderQueue::processing;
      order.turn = waits_for_customer ? Turn::customer : Turn::us;
      order.open = true;
      break;
    }
    case OrderState::confirmed: {
      const bool only_money_is_missing = order.unshipped_lines == 0 && owed_cents(order) > 0;
      order.queue = OrderQueue::confirmed;
      order.turn = only_money_is_missing ? Turn::customer : Turn::us;
      order.open = true;
      break;
    }
    default:
      order.queue = OrderQueue::done;
      order.turn = Turn::nobody;
  }
  if (order.turn != before || order.turn_since_ms == 0) order.turn_since_ms = now_ms;
  order.payment_state = payment_state_of(order);
  order.was_paid = order.paid_cents > 0 && order.paid_cents >= order.total_cents;
  order.was_refunded = order.refunded_cents > 0;
  const bool owed = order.payment_state == PaymentState::unpaid ||
                    order.payment_state == PaymentState::partly_paid;
  order.unpaid_open = owed && (order.open || order.state == OrderState::completed);
  order.was_cancelled = order.state == OrderState::cancelled;
  order.sort_at_ms = order.placed_at_ms.value_or(order.created_at_ms);
  order.holds_count = static_cast<std::int64_t>(holds.size());
}

std::string summary_of(const std::vector<OrderLine>& lines) {
  if (lines.empty()) return {};
  const auto& first = lines.front();
  // Quantities are written as figures without a unit; the reader's language does not matter.
  std::string quantity = std::to_string(first.quantity_milli / 1000);
  if (const auto rest = first.quantity_milli % 1000; rest != 0) {
    std::string decimals = std::to_string(1000 + rest).substr(1);
    decimals.erase(decimals.find_last_not_of('0') + 1);
    quantity += "," + decimals;
  }
  std::string summary = quantity + " × " + first_graphemes(first.name, 60);
  if (lines.size() > 1) summary += ", +" + std::to_string(lines.size() - 1);
  return summary;
}

void index_text(Tx& tx, const OrderId& id, std::string_view text, Visibility visibility) {
  insert_terms(tx, id, search_terms(text),
               visibility == Visibility::public_ ? "public" : "internal", kKeepKnownTerms);
}

}  // namespace kontor
