#pragma once
// An order as the API shows it: complete, with what is wrong, whose turn it is, and each action
// with the reason why it is not possible now. What only staff may see is empty for others.

#include "orders/list.hpp"
#include "orders/order_files.hpp"

namespace kontor {

struct LineView {
  LineId id;
  std::int64_t position = 0;
  std::optional<VariantId> variant_id;
  std::string sku;
  std::string name;
  std::string description;
  std::string unit;
  std::int64_t quantity_milli = 0;
  std::optional<std::int64_t> unit_price_e4;
  std::optional<std::int64_t> list_price_e4;
  PriceSource price_source = PriceSource::list;
  std::int64_t discount_bp = 0;
  ChargeType charge_type = ChargeType::one_off;
  TaxClass tax_class = TaxClass::standard;
  std::int64_t tax_rate_bp = 0;
  bool needs_shipping = true;
  bool by_quote = false;
  std::optional<std::int64_t> amount_cents;
  StockHint stock_hint = StockHint::unknown;
};
BOOST_DESCRIBE_STRUCT(LineView, (),
                      (id, position, variant_id, sku, name, description, unit, quantity_milli,
                       unit_price_e4, list_price_e4, price_source, discount_bp, charge_type,
                       tax_class, tax_rate_bp, needs_shipping, by_quote, amount_cents, stock_hint))

struct HoldView {
  HoldId id;
  HoldKind kind = HoldKind::manual;
  HoldBlocks blocks = HoldBlocks::confirm;
  std::string reason;
  std::string owner;
  std::int64_t since_ms = 0;
};
BOOST_DESCRIBE_STRUCT(HoldView, (), (id, kind, blocks, reason, owner, since_ms))

/// What keeps the order from going on, in words.
struct OrderProblem {
  std::string code;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(OrderProblem, (), (code, message))

/// Why a cart cannot be edited: the cause, since when, by whom, and the way out (P15).
struct OrderLock {
  std::string cause;
  std::string message;
  std::string by;
  std::int64_t since_ms = 0;
};
BOOST_DESCRIBE_STRUCT(OrderLock, (), (cause, message, by, since_ms))

struct TaxView {
  TaxCase code = TaxCase::domestic;
  std::string explanation;
};
BOOST_DESCRIBE_STRUCT(TaxView, (), (code, explanation))

struct DeclineView {
  DeclineReason reason = DeclineReason::other;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(DeclineView, (), (reason, message))

/// What was ordered, by whom, on which terms.
struct OrderContent {
  OrderId id;
  OrderState state = OrderState::cart;
  OrderType type = OrderType::order;
  OrderOrigin origin = OrderOrigin::staff;
  std::string number;
  std::string cart_number;
  std::optional<std::string> order_number;
  std::string name;
  OrderAccount account;
  std::optional<OrderAccount> parent;
  std::optional<OrderAccount> partner;  ///< who brought it, for himself and the operator (P49)
  std::optional<OrderAccount> sub_partner;
  bool consumer = false;
  std::string own_reference;
  std::string contract_number;
  std::optional<BusinessCase> business_case;
  std::string currency;
  bool gross = false;
  Locale locale = Locale::de;
  std::optional<std::string> payment_method;
  std::string payment_method_name;
  std::optional<std::string> shipping_method;
  std::string shipping_method_name;
  std::int64_t shipping_cost_cents = 0;
  std::optional<Address> billing_address;
  std::optional<Address> shipping_address;
  std::optional<std::string> requested_delivery_on;
  std::string note_to_merchant;
  std::int64_t discount_bp = 0;
  std::int64_t discount_cents = 0;
  std::vector<LineView> lines;
  Totals totals;
};
BOOST_DESCRIBE_STRUCT(OrderContent, (),
                      (id, state, type, origin, number, cart_number, order_number, name, account,
                       parent, partner, sub_partner, consumer, own_reference, contract_number,
                       business_case, currency, gross, locale, payment_method, payment_method_name,
                       shipping_method, shipping_method_name, shipping_cost_cents, billing_address,
                       shipping_address, requested_delivery_on, note_to_merchant, discount_bp,
                       discount_cents, lines, totals))

struct OrderView : OrderContent {
  TaxView tax_decision;
  PaymentState payment_state = PaymentState::unpaid;
  FulfilmentState fulfilment_state = FulfilmentState::none;
  OrderQueue queue = OrderQueue::cart;
  Turn turn = Turn::us;
  std::int64_t turn_since_ms = 0;
  std::vector<HoldView> holds;
  std::vector<LabelRef> labels;
  std::optional<PersonRef> assignee;
  std::optional<std::string> due_on;
  bool recurring = false;
  bool has_unpriced = false;
  std::int64_t created_at_ms = 0;
  std::optional<std::int64_t> placed_at_ms;
  std::optional<std::int64_t> confirmed_at_ms;
  std::int64_t changed_at_ms = 0;
  std::string created_by;
  std::optional<DeclineView> decline;
  bool unread = false;
  std::int64_t log_seq = 0;
  std::vector<OrderProblem> problems;
  std::vector<OrderLock> locks;
  std::vector<ActionInfo> actions;
  std::int64_t content_revision = 0;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(OrderView, (OrderContent),
                      (tax_decision, payment_state, fulfilment_state, queue, turn, turn_since_ms,
                       holds, labels, assignee, due_on, recurring, has_unpriced, created_at_ms,
                       placed_at_ms, confirmed_at_ms, changed_at_ms, created_by, decline, unread,
                       log_seq, problems, locks, actions, content_revision, version))

/// An entry of the log for its readers.
struct DeliveryView {
  std::string to;
  std::string state;
  std::int64_t at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(DeliveryView, (), (to, state, at_ms))

/// What became of a mail about an event.
struct EventDelivery {
  std::string to;
  std::string state;  ///< queued, sent, failed, held
  std::int64_t at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(EventDelivery, (), (to, state, at_ms))

struct EventView {
  EventId id;
  std::int64_t seq = 0;
  std::string kind;
  Visibility visibility = Visibility::internal;
  EventActor actor;
  Via via = Via::ui;
  std::int64_t at_ms = 0;
  std::string subject;
  std::string body;
  RawJson data;
  bool erased = false;
  std::string html;             ///< of body; safe to show as it is
  std::vector<FileView> files;  ///< that belong to the entry
  std::vector<EventDelivery> deliveries;  ///< staff only
};
BOOST_DESCRIBE_STRUCT(EventView, (),
                      (id, seq, kind, visibility, actor, via, at_ms, subject, body, data, erased,
                       html, files, deliveries))

/// A button of a child of an order: nothing where this state or this person does not know it, or
/// the refusal is one of `silent`.
std::optional<ActionInfo> shown_action(std::string name, const std::optional<Refused>& refused,
                                       Locale locale, std::initializer_list<Code> silent = {});

OrderView view_of(Tx& tx, const Actor& actor, Locale locale, const Order& order);
Page<EventView> order_log(Tx& tx, const Actor& actor, const OrderId& id, std::int64_t after_seq,
                          std::int64_t limit);

}  // namespace kontor
