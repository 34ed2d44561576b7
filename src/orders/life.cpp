// The transitions of kOrderLife, each with its effect.

#include "orders/change.hpp"
#include "orders/subscribers.hpp"

namespace kontor {
namespace {

struct EndData {
  DeclineReason reason_code = DeclineReason::other;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(EndData, (), (reason_code, message))

void write_internal_note(OrderChange& change, const std::string& body) {
  if (body.empty()) return;
  Draft note = change.draft("note", Visibility::internal);
  note.body = body;
  change.note(note);
  index_text(change.tx, change.order.id, body, Visibility::internal);
}

Order end_order(OrderChange& change, OrderAction action, std::string_view kind,
                const EndOrder& input) {
  change.require_action(action);
  Order& order = change.order;
  order.decline_reason = input.reason_code;
  order.decline_message = input.message;
  order.ended_at_ms = change.tx.now_ms();
  write_internal_note(change, input.internal_note);
  Draft draft = change.draft(kind, Visibility::public_,
                             RawJson(to_json(EndData{input.reason_code, input.message})));
  draft.notify = Notify::mail;
  draft.body = input.message;
  change.step(action, draft);
  return change.store();
}

}  // namespace

Order place_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                  const PlaceOrder& input) {
  OrderChange change = take_order(tx, actor, id, version);
  change.require_action(OrderAction::place);
  if (!actor.staff() && actor.kind == ActorKind::user && !input.terms_accepted) {
    throw Refused(kTermsNotAccepted);
  }
  change.become_order(OrderAction::place, "order.placed");
  return change.store();
}

Order approve_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version) {
  OrderChange change = take_order(tx, actor, id, version);
  change.require_action(OrderAction::approve);
  change.release(HoldKind::operator_approval);
  change.become_order(OrderAction::approve, "order.approved");
  return change.store();
}

Order start_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version) {
  OrderChange change = take_order(tx, actor, id, version);
  change.require_action(OrderAction::start);
  change.step(OrderAction::start, change.draft("order.started", Visibility::public_));
  return change.store();
}

namespace {

void confirm(OrderChange& change) {
  change.require_action(OrderAction::confirm);
  change.order.confirmed_at_ms = change.tx.now_ms();
  Draft draft = change.draft("order.confirmed", Visibility::public_);
  draft.notify = Notify::mail;
  change.step(OrderAction::confirm, draft);
}

void complete(OrderChange& change) {
  change.order.ended_at_ms = change.tx.now_ms();
  change.step(OrderAction::complete, change.draft("order.completed", Visibility::public_));
}

void complete_when_done(Tx& tx, const OrderId& id) {
  const Actor actor = Actor::system(tx.tenant(), "Kontor");
  const auto order =
      tx.find<Order>("WHERE tenant_id = $1 AND id = $2 AND state = 'confirmed'", tx.tenant(), id);
  if (!order) return;
  // Asked before the row is taken: that counts its version up, and who has a form open would be
  // told of a change that is none.
  const auto holds = holds_of(tx, id);
  const std::optional<CartLock> no_lock;
  if (why_not(actor, {*order, holds, no_lock}, OrderAction::complete)) return;
  OrderChange change = take_order(tx, actor, id, std::nullopt);
  complete(change);
  change.store();
}

}  // namespace

Order confirm_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version) {
  OrderChange change = take_order(tx, actor, id, version);
  confirm(change);
  return change.store();
}

void confirm_first(OrderChange& change) {
  const OrderState state = change.order.state;
  if (state == OrderState::pending || state == OrderState::processing) confirm(change);
}

Order complete_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version) {
  OrderChange change = take_order(tx, actor, id, version);
  change.require_action(OrderAction::complete);
  complete(change);
  return change.store();
}

Queue order_completion_queue() {
  return {.name = std::string(kCompletionQueue), .apply = [](Tx& tx, const Job& job) {
            const auto id = OrderId::parse(job.subject);
            if (id) complete_when_done(tx, *id);
          }};
}

Order decline_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                    const EndOrder& input) {
  OrderChange change = take_order(tx, actor, id, version);
  return end_order(change, OrderAction::decline, "order.declined", input);
}

Order cancel_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                   const EndOrder& input) {
  OrderChange change = take_order(tx, actor, id, version);
  return end_order(change, OrderAction::cancel, "order.cancelled", input);
}

Order reopen_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                   const ReopenOrder& input) {
  OrderChange change = take_order(tx, actor, id, version);
  change.require_action(OrderAction::reopen);
  change.order.decline_reason.reset();
  change.order.decline_message.clear();
  change.order.ended_at_ms.reset();
  write_internal_note(change, input.reason);
  change.step(OrderAction::reopen, change.draft("order.reopened", Visibility::public_));
  return change.store();
}

namespace {

/// A payment or a parcel, even one that was taken back: the books keep it.
bool has_bookings(Tx& tx, const OrderId& id) {
  return !tx.query(
                "SELECT 1 FROM payment WHERE tenant_id = $1 AND order_id = $2 UNION ALL "
                "SELECT 1 FROM shipment WHERE tenant_id = $1 AND order_id = $2",
                tx.tenant(), id)
              .empty();
}

}  // namespace

OrderTombstone delete_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                            const DeleteOrder& input) {
  OrderChange change = take_order(tx, actor, id, version);
  change.require_action(OrderAction::delete_);
  const Order& order = change.order;
  if (input.number != order.number()) {
    throw Refused(kNumberNotTyped, {{"number", order.number()}, {"typed", input.number}});
  }
  if (has_bookings(tx, id)) throw Refused(kHasDocuments);
  OrderTombstone tombstone{
      tx.tenant(),        order.id,    order.cart_number, order.order_number, order.account_id,
      order.account_path, order.state, actor.name,        tx.now_ms(),        input.reason};
  Draft draft = change.draft("order.deleted", Visibility::public_);
  draft.body = input.reason;
  change.note(draft);
  for (const char* table :
       {"order_term", "read_mark", "mention", "order_label", "order_hold", "order_line"}) {
    tx.execute("DELETE FROM " + std::string(table) + " WHERE tenant_id = $1 AND order_id = $2",
               tx.tenant(), order.id);
  }
  tx.erase(order);
  tx.insert(tombstone);
  return tombstone;
}

}  // namespace kontor
