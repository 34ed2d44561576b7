#pragma once
// Money of an order (model.md, Payment; rows S03, S06, S17, S25, S29, S31): what came in and what
// went back, as rows and as entries of a ledger. An order's payment state follows from their sums.
//
// A payment is a child of its order: commands take the order's row with its version first. Paying
// by the quick click confirms an order that is not confirmed yet, and is refused where that would
// be. What is typed by hand is booked at once; providers (PayPal ...) will move the other states.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "orders/commands.hpp"

namespace kontor {

struct PaymentTag {
  static constexpr std::string_view kPrefix = "payment";
};
struct RefundTag {
  static constexpr std::string_view kPrefix = "refund";
};
using PaymentId = Id<PaymentTag>;
using RefundId = Id<RefundTag>;

enum class PaymentStep { created, pending, authorized, captured, failed, cancelled, unknown };
BOOST_DESCRIBE_ENUM(PaymentStep, created, pending, authorized, captured, failed, cancelled, unknown)

enum class RefundStep { created, pending, done, failed };
BOOST_DESCRIBE_ENUM(RefundStep, created, pending, done, failed)

inline constexpr std::string_view kManual = "manual";  ///< provider of what is booked by hand

struct Payment {
  static constexpr std::string_view kTable = "payment";
  static constexpr int kKeyColumns = 2;

  TenantId tenant_id;
  PaymentId id;
  OrderId order_id;
  PaymentStep state = PaymentStep::captured;
  std::string method;
  std::string provider;
  std::string reference;  ///< of the provider, or as it stands on the bank statement
  std::int64_t amount_cents = 0;
  std::string currency;
  std::string received_on;  ///< day, in the merchant's time zone
  std::string booked_by;
  std::int64_t created_at_ms = 0;
  std::optional<std::int64_t> ended_at_ms;  ///< taken back
};
BOOST_DESCRIBE_STRUCT(Payment, (),
                      (tenant_id, id, order_id, state, method, provider, reference, amount_cents,
                       currency, received_on, booked_by, created_at_ms, ended_at_ms))

struct Refund {
  static constexpr std::string_view kTable = "refund";
  static constexpr int kKeyColumns = 2;

  TenantId tenant_id;
  RefundId id;
  OrderId order_id;
  RefundStep state = RefundStep::done;
  std::string provider;
  std::string reference;
  std::int64_t amount_cents = 0;
  std::string currency;
  std::string reason;
  std::string booked_by;
  std::int64_t created_at_ms = 0;
  std::optional<std::int64_t> done_at_ms;
};
BOOST_DESCRIBE_STRUCT(Refund, (),
                      (tenant_id, id, order_id, state, provider, reference, amount_cents, currency,
                       reason, booked_by, created_at_ms, done_at_ms))

enum class MoneyEntryKind { payment, payment_void, refund };
BOOST_DESCRIBE_ENUM(MoneyEntryKind, payment, payment_void, refund)

struct MoneyEntry {
  static constexpr std::string_view kTable = "ledger_entry";
  static constexpr int kKeyColumns = 3;

  TenantId tenant_id{};
  OrderId order_id{};
  std::int64_t position = 0;  ///< counts from 1 without gaps
  MoneyEntryKind kind = MoneyEntryKind::payment;
  std::int64_t amount_cents = 0;  ///< what came in is positive
  std::string currency{};
  std::optional<PaymentId> payment_id{};
  std::optional<RefundId> refund_id{};
  std::int64_t at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(MoneyEntry, (),
                      (tenant_id, order_id, position, kind, amount_cents, currency, payment_id,
                       refund_id, at_ms))

/// More than nothing.
using SumCents = Bounded<1, AmountCents::kMax>;

inline constexpr Code kNothingOwed{"nothing_owed", 409};
inline constexpr Code kMoreThanPaid{"more_than_paid", 409};

struct PayOrder : EventText {
  std::optional<SumCents> amount_cents;  ///< nothing: what is still owed
  std::optional<Text<40>> payment_method;   ///< nothing: the order's
  Text<140> reference;
  std::optional<Text<10>> received_on;  ///< day; nothing: today
  bool quick = false;  ///< one click: confirms the order first where that has not been done
};
BOOST_DESCRIBE_STRUCT(PayOrder, (EventText),
                      (amount_cents, payment_method, reference, received_on, quick))

struct RefundOrder : EventText {
  std::optional<SumCents> amount_cents;  ///< nothing: all that is left of what was paid
  MultilineText<500> reason;                ///< for the books, and for the customer in the mail
  Text<140> reference;
};
BOOST_DESCRIBE_STRUCT(RefundOrder, (EventText), (amount_cents, reason, reference))

struct VoidPayment {
  MultilineText<500> reason;
};
BOOST_DESCRIBE_STRUCT(VoidPayment, (), (reason))

/// Books money that came in. Refuses nothing_owed when no amount is named and none is open.
Order pay_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                const PayOrder& input);
/// Books money that went back, at most what came in. Refuses more_than_paid.
Order refund_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                   const RefundOrder& input);
/// Takes a booking back that was a mistake, as long as the order is not completed and its money not
/// refunded. Within the time for undoing nobody is told of the payment at all.
Order void_payment(Tx& tx, const Actor& actor, const OrderId& id, const PaymentId& payment,
                   SeenVersion version, const VoidPayment& input);

struct PaymentView {
  PaymentId id;
  PaymentStep state = PaymentStep::captured;
  std::string method_name;
  std::string reference;
  std::int64_t amount_cents = 0;
  std::string received_on;
  std::string booked_by;  ///< staff only
  std::int64_t created_at_ms = 0;
  bool can_void = false;
};
BOOST_DESCRIBE_STRUCT(PaymentView, (),
                      (id, state, method_name, reference, amount_cents, received_on, booked_by,
                       created_at_ms, can_void))

struct RefundView {
  RefundId id;
  RefundStep state = RefundStep::done;
  std::string reference;
  std::int64_t amount_cents = 0;
  std::string reason;
  std::string booked_by;  ///< staff only
  std::int64_t created_at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(RefundView, (),
                      (id, state, reference, amount_cents, reason, booked_by, created_at_ms))

/// All that was paid and paid back, oldest first.
struct OrderMoney {
  std::string currency;
  std::int64_t total_cents = 0;
  std::int64_t paid_cents = 0;
  std::int64_t refunded_cents = 0;
  std::int64_t owed_cents = 0;
  std::int64_t refundable_cents = 0;
  std::vector<PaymentView> payments;
  std::vector<RefundView> refunds;
};
BOOST_DESCRIBE_STRUCT(OrderMoney, (),
                      (currency, total_cents, paid_cents, refunded_cents, owed_cents,
                       refundable_cents, payments, refunds))
OrderMoney money_of(Tx& tx, const Actor& actor, Locale locale, const OrderId& id);

}  // namespace kontor
