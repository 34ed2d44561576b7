#include "payments/payments.hpp"

#include "accounts/tenants.hpp"
#include "kernel/text.hpp"
#include "orders/change.hpp"
#include "orders/methods.hpp"

namespace kontor {
namespace {

struct MoneyData {
  std::optional<PaymentId> payment{};
  std::optional<RefundId> refund{};
  std::int64_t amount_cents = 0;
  std::int64_t owed_cents = 0;  ///< afterwards
  std::string currency{};
  std::string reason{};
};
BOOST_DESCRIBE_STRUCT(MoneyData, (), (payment, refund, amount_cents, owed_cents, currency, reason))

Draft told(const OrderChange& change, std::string_view kind, const MoneyData& data,
           const EventText& words) {
  Draft draft = change.draft(kind, Visibility::public_, RawJson(to_json(data)));
  draft.subject = words.subject;
  draft.body = words.body;
  draft.notify = words.notify ? Notify::mail : Notify::none;
  return draft;
}

/// A sum that somebody typed; all that there is where he typed none.
std::int64_t amount_of(const std::optional<SumCents>& typed, std::int64_t all_cents) {
  return typed ? static_cast<std::int64_t>(*typed) : all_cents;
}

void book(OrderChange& change, MoneyEntry entry) {
  const Rows last = change.tx.query(
      "SELECT COALESCE(MAX(position), 0) FROM ledger_entry WHERE tenant_id = $1 AND order_id = $2",
      change.tx.tenant(), change.order.id);
  entry.tenant_id = change.tx.tenant();
  entry.order_id = change.order.id;
  entry.position = last.front().get<std::int64_t>(0) + 1;
  entry.currency = change.order.currency;
  entry.at_ms = change.tx.now_ms();
  change.tx.insert(entry);
}

std::string day_received(const OrderChange& change, const std::optional<Text<10>>& typed) {
  if (!typed) return day_of(change.tx.now_ms(), own_tenant(change.tx).time_zone);
  if (!day_start_ms(*typed, "UTC")) {
    throw Refused::field("/received_on", "not_a_day", "YYYY-MM-DD", *typed);
  }
  return *typed;
}

std::string method_paid_by(const OrderChange& change, const std::optional<Text<40>>& typed) {
  if (!typed) return change.order.payment_method.value_or("");
  if (!find_method(change.tx, MethodKind::payment, *typed)) {
    throw Refused(kMethodUnknown, {{"code", *typed}});
  }
  return *typed;
}

bool can_void(const Order& order, const Payment& payment) {
  return payment.state == PaymentStep::captured && payment.provider == kManual &&
         order.state != OrderState::completed &&
         order.paid_cents - payment.amount_cents >= order.refunded_cents;
}

}  // namespace

Order pay_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                const PayOrder& input) {
  OrderChange change = take_order(tx, actor, id, version);
  change.require_action(OrderAction::pay);
  Order& order = change.order;
  const std::int64_t amount_cents = amount_of(input.amount_cents, owed_cents(order));
  if (amount_cents <= 0) throw Refused(kNothingOwed, {{"number", order.number()}});
  const std::string method = method_paid_by(change, input.payment_method);
  const std::string received_on = day_received(change, input.received_on);
  if (input.quick) confirm_first(change);
  const Payment payment{tx.tenant(),     tx.new_id<PaymentId>(),
                        order.id,        PaymentStep::captured,
                        method,          std::string(kManual),
                        input.reference, amount_cents,
                        order.currency,  received_on,
                        actor.name,      tx.now_ms(),
                        std::nullopt};
  tx.insert(payment);
  book(change, {.amount_cents = amount_cents, .payment_id = payment.id});
  order.paid_cents += amount_cents;
  change.note(told(change, "payment.captured",
                   {.payment = payment.id,
                    .amount_cents = amount_cents,
                    .owed_cents = owed_cents(order),
                    .currency = order.currency},
                   input));
  return change.store();
}

Order refund_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                   const RefundOrder& input) {
  OrderChange change = take_order(tx, actor, id, version);
  change.require_action(OrderAction::refund);
  Order& order = change.order;
  const std::int64_t left_cents = order.paid_cents - order.refunded_cents;
  const std::int64_t amount_cents = amount_of(input.amount_cents, left_cents);
  if (amount_cents > left_cents) {
    throw Refused(kMoreThanPaid, {{"left_cents", left_cents}, {"currency", order.currency}});
  }
  const Refund refund{tx.tenant(),      tx.new_id<RefundId>(), order.id,
                      RefundStep::done, std::string(kManual),  input.reference,
                      amount_cents,     order.currency,        input.reason,
                      actor.name,       tx.now_ms(),           tx.now_ms()};
  tx.insert(refund);
  book(change,
       {.kind = MoneyEntryKind::refund, .amount_cents = -amount_cents, .refund_id = refund.id});
  order.refunded_cents += amount_cents;
  change.note(told(change, "payment.refunded",
                   {.refund = refund.id,
                    .amount_cents = amount_cents,
                    .owed_cents = owed_cents(order),
                    .currency = order.currency,
                    .reason = input.reason},
                   input));
  return change.store();
}

Order void_payment(Tx& tx, const Actor& actor, const OrderId& id, const PaymentId& payment_id,
                   SeenVersion version, const VoidPayment& input) {
  OrderChange change = take_order(tx, actor, id, version);
  change.require_action(OrderAction::pay);
  Order& order = change.order;
  auto payment = tx.find<Payment>("WHERE tenant_id = $1 AND id = $2 AND order_id = $3", tx.tenant(),
                                  payment_id, id);
  if (!payment) throw Refused(kNotFound);
  if (!can_void(order, *payment)) {
    throw Refused(kWrongState,
                  {{"state", std::string(enum_name(payment->state))}, {"action", "void"}});
  }
  payment->state = PaymentStep::cancelled;
  payment->ended_at_ms = tx.now_ms();
  tx.update(*payment);
  book(change, {.kind = MoneyEntryKind::payment_void,
                .amount_cents = -payment->amount_cents,
                .payment_id = payment->id});
  order.paid_cents -= payment->amount_cents;
  Draft draft = change.draft("payment.voided", Visibility::internal,
                             RawJson(to_json(MoneyData{.payment = payment->id,
                                                       .amount_cents = payment->amount_cents,
                                                       .owed_cents = owed_cents(order),
                                                       .currency = order.currency,
                                                       .reason = input.reason})));
  change.note(draft);
  return change.store();
}

OrderMoney money_of(Tx& tx, const Actor& actor, Locale locale, const OrderId& id) {
  const Order order = load_order(tx, actor, id);
  const bool staff = actor.staff() || actor.kind == ActorKind::system;
  const bool may_void{can(actor, Right::payment_write, order.account_path)};
  OrderMoney money{order.currency,
                   order.total_cents,
                   order.paid_cents,
                   order.refunded_cents,
                   owed_cents(order),
                   order.paid_cents - order.refunded_cents,
                   {},
                   {}};
  for (const auto& payment : tx.select<Payment>(
           "WHERE tenant_id = $1 AND order_id = $2 ORDER BY created_at_ms, id", tx.tenant(), id)) {
    // A booking that was taken back is no matter of the customer's.
    if (!staff && payment.state == PaymentStep::cancelled) continue;
    money.payments.push_back({payment.id, payment.state,
                              method_name(tx, MethodKind::payment, payment.method, locale),
                              staff ? payment.reference : "", payment.amount_cents,
                              payment.received_on, staff ? payment.booked_by : "",
                              payment.created_at_ms, may_void && can_void(order, payment)});
  }
  for (const auto& refund : tx.select<Refund>(
           "WHERE tenant_id = $1 AND order_id = $2 ORDER BY created_at_ms, id", tx.tenant(), id)) {
    money.refunds.push_back({refund.id, refund.state, staff ? refund.reference : "",
                             refund.amount_cents, refund.reason, staff ? refund.booked_by : "",
                             refund.created_at_ms});
  }
  return money;
}

}  // namespace kontor
