#include "orders/order_view.hpp"

#include <algorithm>
#include <map>

#include "accounts/users.hpp"
#include "kernel/api.hpp"
#include "kernel/markdown.hpp"
#include "orders/change.hpp"
#include "orders/mentions.hpp"
#include "orders/methods.hpp"

namespace kontor {
namespace {

OrderAccount ref(const AccountHead& account) {
  return {account.id, account.number, account.name, account.kind};
}

bool is_insider(const Actor& actor) { return actor.staff() || actor.kind == ActorKind::system; }

void add_actions(OrderView& view, const Actor& actor, Locale locale, const OrderFacts& facts) {
  for (auto name : enum_names<OrderAction>()) {
    const auto action = *parse_enum<OrderAction>(name);
    ActionInfo info{std::string(name), true, std::nullopt, std::nullopt};
    if (const auto refused = why_not(actor, facts, action)) {
      // What this state does not know is no button at all.
      if (refused->code() == kWrongState || refused->code() == kNotFound) continue;
      info.allowed = false;
      info.reason = std::string(refused->code().name);
      info.message = refusal_text(*refused, locale);
    }
    view.actions.push_back(std::move(info));
  }
}

/// What stands between the order and its next step, whoever has to mend it.
void add_problems(OrderView& view, const Actor& actor, Locale locale, const OrderFacts& facts) {
  const auto add = [&](const Refused& refused) {
    view.problems.push_back({std::string(refused.code().name), refusal_text(refused, locale)});
  };
  if (const auto lock = lock_of(facts)) {
    const auto params = text_params(lock->params());
    view.locks.push_back({params.at("cause"), refusal_text(*lock, locale), params.at("by"),
                          std::stoll(params.at("since_ms"))});
  }
  if (facts.order.state == OrderState::cart) {
    if (facts.order.lines_count == 0) return;
    if (!view.billing_address || !view.shipping_address) add(Refused(kAddressMissing));
    if (!view.payment_method) add(Refused(kPaymentMethodMissing));
  } else if (facts.order.open) {
    if (view.has_unpriced) add(Refused(kLinesUnpriced));
    // Why we hold an order is our own affair.
    if (!is_insider(actor)) return;
    for (const auto& hold : facts.holds) add(Refused(kOnHold, {{"reasons", hold.reason}}));
  }
}

void copy_content(OrderView& view, Tx& tx, Locale locale, const Order& order) {
  view.id = order.id;
  view.state = order.state;
  view.type = order.type;
  view.origin = order.origin;
  view.number = order.number();
  view.cart_number = order.cart_number;
  view.order_number = order.order_number;
  view.name = order.name;
  view.own_reference = order.own_reference;
  view.contract_number = order.contract_number;
  view.business_case = order.business_case;
  view.currency = order.currency;
  view.gross = order.gross;
  view.locale = order.locale;
  view.payment_method = order.payment_method;
  view.payment_method_name = method_name(tx, MethodKind::payment, order.payment_method, locale);
  view.shipping_method = order.shipping_method;
  view.shipping_method_name = method_name(tx, MethodKind::shipping, order.shipping_method, locale);
  view.shipping_cost_cents = order.shipping_cost_cents;
  view.billing_address = order.billing_address.value;
  view.shipping_address = order.shipping_address.value;
  view.requested_delivery_on = order.requested_delivery_on;
  view.note_to_merchant = order.note_to_merchant;
  view.discount_bp = order.discount_bp;
  view.discount_cents = order.discount_cents;
  view.totals = order.totals.value;
}

void copy_course(OrderView& view, Locale locale, const Order& order) {
  const auto& decision = order.tax_decision.value;
  view.tax_decision = {decision.code,
                       text(locale, "tax." + std::string(enum_name(decision.code)),
                            {{"country", decision.destination}, {"vat_id", decision.vat_id}})};
  view.payment_state = order.payment_state;
  view.fulfilment_state = order.fulfilment_state;
  view.queue = order.queue;
  view.turn = order.turn;
  view.turn_since_ms = order.turn_since_ms;
  view.recurring = order.recurring;
  view.has_unpriced = order.has_unpriced;
  view.created_at_ms = order.created_at_ms;
  view.placed_at_ms = order.placed_at_ms;
  view.confirmed_at_ms = order.confirmed_at_ms;
  view.changed_at_ms = order.changed_at_ms;
  view.created_by = order.created_by;
  if (order.decline_reason) view.decline = {*order.decline_reason, order.decline_message};
  view.log_seq = order.last_seq;
  view.content_revision = order.content_revision;
  view.version = order.version;
}

LineView line_view(const OrderLine& line) {
  return {line.id,
          line.position,
          line.variant_id,
          line.sku,
          line.name,
          line.description,
          line.unit,
          line.quantity_milli,
          line.unit_price_e4,
          line.list_price_e4,
          line.price_source,
          line.discount_bp,
          line.charge_type,
          line.tax_class,
          line.tax_rate_bp,
          line.needs_shipping,
          line.by_quote,
          line.amount_cents,
          line.stock_hint};
}

void add_staff_part(OrderView& view, Tx& tx, const Order& order,
                    const std::vector<OrderHold>& holds) {
  for (const auto& hold : holds) {
    view.holds.push_back({hold.id, hold.kind, hold.blocks, hold.reason, hold.owner, hold.since_ms});
  }
  for (const auto& label : labels_of(tx, order.id)) {
    view.labels.push_back({label.id, label.name, label.color});
  }
  if (order.assignee_id) {
    if (const auto user = find_user(tx, *order.assignee_id)) {
      view.assignee = PersonRef{user->id, user->name};
    }
  }
  view.due_on = order.due_on;
}

bool is_unread(Tx& tx, const Actor& actor, const Order& order) {
  if (actor.user_id.is_nil()) return false;
  const Rows mark =
      tx.query("SELECT seq FROM read_mark WHERE tenant_id = $1 AND user_id = $2 AND order_id = $3",
               tx.tenant(), actor.user_id, order.id);
  const std::int64_t seen = mark.empty() ? 0 : mark.front().get<std::int64_t>(0);
  return order.last_customer_seq > seen || is_mentioned(tx, actor.user_id, order.id);
}

EventView event_view(const Event& event) {
  EventView view;
  const EventContent content = event.read_content();
  view.id = event.id;
  view.seq = event.seq;
  view.kind = event.kind;
  view.visibility = event.visibility;
  view.actor = content.actor;
  view.via = event.via;
  view.at_ms = event.at_ms;
  view.subject = content.subject;
  view.body = content.body;
  view.data = RawJson(event.data.value_or("null"));
  view.erased = event.erased_at_ms.has_value();
  return view;
}

/// And the HTML, which shows pictures of the same entry in their place.
void add_files(Tx& tx, const OrderId& id, Readers readers, std::vector<EventView>& events) {
  auto files = files_by_entry(
      tx, id, readers == Readers::staff ? FileReaders::staff : FileReaders::customers);
  for (auto& event : events) {
    if (const auto found = files.find(event.id); found != files.end()) {
      event.files = std::move(found->second);
    }
    event.html = html_of_markdown(event.body, [&](std::string_view name) -> std::string {
      for (const FileView& file : event.files) {
        if (!file.is_picture || file.id.text() != name) continue;
        return "/api/v1/files/" + file.id.text() + "/content?inline=1";
      }
      return {};
    });
  }
}

/// The outbox belongs to the conversation; here it is only read.
void add_deliveries(Tx& tx, const OrderId& id, std::vector<EventView>& events) {
  std::map<Uuid, EventView*> by_id;
  for (auto& event : events) by_id.emplace(event.id, &event);
  for (const auto row :
       tx.query("SELECT event_id, to_address, state, sent_at_ms, created_at_ms, "
                "bounced_at_ms FROM outbox_mail WHERE tenant_id = $1 AND order_id = $2 "
                "ORDER BY id LIMIT 1000",
                tx.tenant(), id)) {
    const auto found = by_id.find(row.get<Uuid>(0));
    if (found == by_id.end()) continue;
    const auto sent_at_ms = row.get<std::optional<std::int64_t>>(3);
    const auto state = row.is_null(5) ? row.get<std::string>(2) : std::string("bounced");
    found->second->deliveries.push_back(
        {row.get<std::string>(1), state, sent_at_ms.value_or(row.get<std::int64_t>(4))});
  }
}

}  // namespace

std::optional<ActionInfo> shown_action(std::string name, const std::optional<Refused>& refused,
                                       Locale locale, std::initializer_list<Code> silent) {
  if (!refused) return ActionInfo{std::move(name), true, std::nullopt, std::nullopt};
  for (const Code& code :
       {kWrongState, kNotFound, kRoleForbids, kCapabilityMissing, kScopeMissing}) {
    if (refused->code() == code) return std::nullopt;
  }
  if (std::ranges::find(silent, refused->code()) != silent.end()) return std::nullopt;
  return ActionInfo{std::move(name), false, std::string(refused->code().name),
                    refusal_text(*refused, locale)};
}

namespace {

std::optional<OrderAccount> ref_of(Tx& tx, const std::optional<AccountId>& id) {
  const auto account = id ? find_account_head(tx, *id) : std::nullopt;
  if (!account) return std::nullopt;
  return ref(*account);
}

/// Who brought the order, for the merchant and for those who bring (row P49).
void add_attribution(OrderView& view, Tx& tx, const Actor& actor, const Order& order) {
  const auto* acting = actor.acting_for();
  const bool brings = acting && (acting->account_kind == AccountKind::partner ||
                                 acting->account_kind == AccountKind::sub_partner);
  if (!is_insider(actor) && !brings) return;
  view.partner = ref_of(tx, order.partner_id);
  view.sub_partner = ref_of(tx, order.sub_partner_id);
}

}  // namespace

OrderView view_of(Tx& tx, const Actor& actor, Locale locale, const Order& order) {
  OrderView view;
  copy_content(view, tx, locale, order);
  copy_course(view, locale, order);
  const auto account = find_account_head(tx, order.account_id);
  if (!account) throw DatabaseError("order without account");
  view.account = ref(*account);
  view.consumer = account->consumer;
  const auto holds = holds_of(tx, order.id);
  for (const auto& line : lines_of(tx, order.id)) view.lines.push_back(line_view(line));
  const auto lock = cart_lock_of(tx, order);
  const OrderFacts facts{order, holds, lock, account->kind, account->power_of_attorney};
  if (is_insider(actor)) {
    add_staff_part(view, tx, order, holds);
    view.parent = ref_of(tx, account->parent_id);
  }
  add_attribution(view, tx, actor, order);
  view.unread = is_unread(tx, actor, order);
  add_problems(view, actor, locale, facts);
  add_actions(view, actor, locale, facts);
  return view;
}

Page<EventView> order_log(Tx& tx, const Actor& actor, const OrderId& id, std::int64_t after_seq,
                          std::int64_t limit) {
  const Order order = load_order(tx, actor, id);
  const Readers readers = is_insider(actor) ? Readers::staff : Readers::customers;
  const auto events = read_log(tx, OrderTag::kPrefix, order.id, readers, after_seq, limit);
  Page<EventView> page;
  for (const auto& event : events) page.items.push_back(event_view(event));
  add_files(tx, order.id, readers, page.items);
  if (readers == Readers::staff) add_deliveries(tx, order.id, page.items);
  if (static_cast<std::int64_t>(events.size()) == limit) {
    page.next_cursor = std::to_string(events.back().seq);
  }
  return page;
}

}  // namespace kontor
