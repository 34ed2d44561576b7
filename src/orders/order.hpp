#pragma once
// The order: one record from cart to completed (model.md, "Order"). Rows of its tables and the
// table of its life. Cart and order are the same thing in another state; only `state` is moved by
// people, the facets follow from lines, holds, money and goods.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "accounts/actor.hpp"
#include "accounts/address.hpp"
#include "accounts/tree.hpp"
#include "catalog/catalog.hpp"
#include "kernel/db.hpp"
#include "kernel/event.hpp"
#include "kernel/machine.hpp"

namespace kontor {

struct OrderTag {
  static constexpr std::string_view kPrefix = "order";
};
struct LineTag {
  static constexpr std::string_view kPrefix = "line";
};
struct HoldTag {
  static constexpr std::string_view kPrefix = "hold";
};
struct LabelTag {
  static constexpr std::string_view kPrefix = "label";
};
using OrderId = Id<OrderTag>;
using LineId = Id<LineTag>;
using HoldId = Id<HoldTag>;
using LabelId = Id<LabelTag>;

/// For SecretBox::token_of: the quotes module makes the links, mails write them.
inline constexpr std::string_view kQuoteLinkPurpose = "quote-link";

enum class OrderState { cart, pending, processing, confirmed, completed, declined, cancelled };
BOOST_DESCRIBE_ENUM(OrderState, cart, pending, processing, confirmed, completed, declined,
                    cancelled)

enum class OrderType { order, rma };
BOOST_DESCRIBE_ENUM(OrderType, order, rma)

enum class OrderOrigin { portal, partner, shop, channel, mail, staff };
BOOST_DESCRIBE_ENUM(OrderOrigin, portal, partner, shop, channel, mail, staff)

enum class OrderAction {
  edit,
  place,
  approve,
  start,
  amend,
  confirm,
  decline,
  cancel,
  reopen,
  complete,
  pay,
  refund,
  ship,
  delete_
};
BOOST_DESCRIBE_ENUM(OrderAction, edit, place, approve, start, amend, confirm, decline, cancel,
                    reopen, complete, pay, refund, ship, delete_)

/// Where the order lies on the desk: which list of staff shows it.
enum class OrderQueue { cart, inbox, processing, awaiting, confirmed, done };
BOOST_DESCRIBE_ENUM(OrderQueue, cart, inbox, processing, awaiting, confirmed, done)

/// Who has to act next.
enum class Turn { us, customer, partner, operator_, supplier, nobody };
BOOST_DESCRIBE_ENUM(Turn, us, customer, partner, operator_, supplier, nobody)

enum class PaymentState {
  unpaid,
  authorized,
  partly_paid,
  paid,
  overpaid,
  partly_refunded,
  refunded
};
BOOST_DESCRIBE_ENUM(PaymentState, unpaid, authorized, partly_paid, paid, overpaid, partly_refunded,
                    refunded)

enum class FulfilmentState { none, partial, shipped, delivered, returned };
BOOST_DESCRIBE_ENUM(FulfilmentState, none, partial, shipped, delivered, returned)

enum class PriceSource { list, manual, request, quote, none };
BOOST_DESCRIBE_ENUM(PriceSource, list, manual, request, quote, none)

enum class HoldKind {
  operator_approval,
  awaiting_payment,
  address,
  risk,
  stock,
  buyer_approval,
  fault,
  manual
};
BOOST_DESCRIBE_ENUM(HoldKind, operator_approval, awaiting_payment, address, risk, stock,
                    buyer_approval, fault, manual)

enum class HoldBlocks { confirm, ship, both };
BOOST_DESCRIBE_ENUM(HoldBlocks, confirm, ship, both)

enum class DeclineReason { out_of_stock, payment_missing, duplicate, address, price, other };
BOOST_DESCRIBE_ENUM(DeclineReason, out_of_stock, payment_missing, duplicate, address, price, other)

/// What a cart of a customer with contracts is for (Geschäftsvorfall).
enum class BusinessCase { new_contract, extension, change, reorder };
BOOST_DESCRIBE_ENUM(BusinessCase, new_contract, extension, change, reorder)

/// The life of an order. Deleting ends in a tombstone and is not a state.
inline constexpr std::array kOrderLife{
    Transition{OrderState::cart, OrderAction::edit, OrderState::cart, Right::order_edit},
    Transition{OrderState::cart, OrderAction::place, OrderState::pending, Right::order_place},
    Transition{OrderState::cart, OrderAction::approve, OrderState::pending, Right::order_approve},
    Transition{OrderState::pending, OrderAction::start, OrderState::processing, Right::order_start},
    Transition{OrderState::pending, OrderAction::amend, OrderState::pending, Right::order_amend},
    Transition{OrderState::processing, OrderAction::amend, OrderState::processing,
               Right::order_amend},
    Transition{OrderState::pending, OrderAction::confirm, OrderState::confirmed,
               Right::order_confirm},
    Transition{OrderState::processing, OrderAction::confirm, OrderState::confirmed,
               Right::order_confirm},
    Transition{OrderState::pending, OrderAction::decline, OrderState::declined,
               Right::order_decline},
    Transition{OrderState::processing, OrderAction::decline, OrderState::declined,
               Right::order_decline},
    Transition{OrderState::pending, OrderAction::cancel, OrderState::cancelled,
               Right::order_cancel},
    Transition{OrderState::processing, OrderAction::cancel, OrderState::cancelled,
               Right::order_cancel},
    Transition{OrderState::confirmed, OrderAction::cancel, OrderState::cancelled,
               Right::order_cancel},
    Transition{OrderState::declined, OrderAction::reopen, OrderState::processing,
               Right::order_reopen},
    Transition{OrderState::confirmed, OrderAction::complete, OrderState::completed,
               Right::order_confirm},
    // Money and goods move beside the state, which they leave as it is.
    Transition{OrderState::pending, OrderAction::pay, OrderState::pending, Right::payment_write},
    Transition{OrderState::processing, OrderAction::pay, OrderState::processing,
               Right::payment_write},
    Transition{OrderState::confirmed, OrderAction::pay, OrderState::confirmed,
               Right::payment_write},
    Transition{OrderState::completed, OrderAction::pay, OrderState::completed,
               Right::payment_write},
    Transition{OrderState::declined, OrderAction::pay, OrderState::declined, Right::payment_write},
    Transition{OrderState::cancelled, OrderAction::pay, OrderState::cancelled,
               Right::payment_write},
    Transition{OrderState::pending, OrderAction::refund, OrderState::pending, Right::refund_write},
    Transition{OrderState::processing, OrderAction::refund, OrderState::processing,
               Right::refund_write},
    Transition{OrderState::confirmed, OrderAction::refund, OrderState::confirmed,
               Right::refund_write},
    Transition{OrderState::completed, OrderAction::refund, OrderState::completed,
               Right::refund_write},
    Transition{OrderState::declined, OrderAction::refund, OrderState::declined,
               Right::refund_write},
    Transition{OrderState::cancelled, OrderAction::refund, OrderState::cancelled,
               Right::refund_write},
    Transition{OrderState::pending, OrderAction::ship, OrderState::pending, Right::shipment_write},
    Transition{OrderState::processing, OrderAction::ship, OrderState::processing,
               Right::shipment_write},
    Transition{OrderState::confirmed, OrderAction::ship, OrderState::confirmed,
               Right::shipment_write},
};
static_assert(is_deterministic(kOrderLife));

/// Amounts of an order; computed by money.hpp, kept as JSON beside the lines.
struct TaxAmount {
  TaxClass tax_class = TaxClass::standard;
  std::int64_t rate_bp = 0;
  std::int64_t net_cents = 0;
  std::int64_t tax_cents = 0;
};
BOOST_DESCRIBE_STRUCT(TaxAmount, (), (tax_class, rate_bp, net_cents, tax_cents))

struct Totals {
  std::int64_t lines_cents = 0;     ///< one-off lines, as the price list counts (net or gross)
  std::int64_t discount_cents = 0;  ///< order discount, positive
  std::int64_t shipping_cents = 0;
  std::int64_t net_cents = 0;
  std::vector<TaxAmount> taxes;
  std::int64_t tax_cents = 0;
  std::int64_t total_cents = 0;    ///< gross, to be paid once
  std::int64_t monthly_cents = 0;  ///< gross, each month
  std::int64_t yearly_cents = 0;   ///< gross, each year
};
BOOST_DESCRIBE_STRUCT(Totals, (),
                      (lines_cents, discount_cents, shipping_cents, net_cents, taxes, tax_cents,
                       total_cents, monthly_cents, yearly_cents))

enum class TaxCase {
  domestic,
  reverse_charge,  ///< Art. 196 of Directive 2006/112/EC
  oss,             ///< distance sale to consumers, rate of the destination (Art. 33)
  export_,         ///< outside the Union: zero (Art. 146)
  outside_scope,
  small_business  ///< the seller charges none (Art. 284; § 19 UStG)
};
BOOST_DESCRIBE_ENUM(TaxCase, domestic, reverse_charge, oss, export_, outside_scope, small_business)

struct TaxDecision {
  TaxCase code = TaxCase::domestic;
  std::string seller_country;
  std::string destination;
  std::string vat_id;  ///< of the buyer, where it mattered
  std::string decided_on;
};
BOOST_DESCRIBE_STRUCT(TaxDecision, (), (code, seller_country, destination, vat_id, decided_on))

/// What people enter and decide.
struct OrderRecord {
  TenantId tenant_id;
  OrderId id;
  OrderState state = OrderState::cart;
  OrderType type = OrderType::order;
  OrderOrigin origin = OrderOrigin::staff;
  AccountId account_id;
  std::string account_path;
  std::optional<AccountId> partner_id;  ///< attribution, copied when made (P49)
  std::optional<AccountId> sub_partner_id;
  std::string cart_number;
  std::optional<std::string> order_number;
  std::string name;
  std::string own_reference;
  std::string contract_number;  ///< of the customer, empty where it is about none
  std::optional<BusinessCase> business_case;
  /// Set while this is the one open cart of its contract (row P48), unique per account.
  std::optional<std::string> contract_key;
  std::string currency;
  bool gross = false;
  PriceListId price_list_id;
  Locale locale = Locale::de;
  std::optional<std::string> payment_method;
  std::optional<std::string> shipping_method;
  std::int64_t shipping_cost_cents = 0;
  Json<std::optional<Address>> billing_address;
  Json<std::optional<Address>> shipping_address;
  std::optional<std::string> requested_delivery_on;
  std::string note_to_merchant;
  std::int64_t discount_bp = 0;
  std::int64_t discount_cents = 0;
  Json<Totals> totals;
  Json<TaxDecision> tax_decision;
  std::optional<DeclineReason> decline_reason;
  std::string decline_message;
  std::string created_by;
  std::int64_t created_at_ms = 0;
  std::optional<std::int64_t> placed_at_ms;
  std::optional<std::int64_t> confirmed_at_ms;
  std::optional<std::int64_t> ended_at_ms;
  std::int64_t changed_at_ms = 0;
  std::int64_t content_revision = 0;  ///< counts changes of what a customer sees priced
  std::int64_t version = 0;
  std::int64_t last_seq = 0;
  Bytes last_hash;
};
BOOST_DESCRIBE_STRUCT(OrderRecord, (),
                      (tenant_id, id, state, type, origin, account_id, account_path, partner_id,
                       sub_partner_id, cart_number, order_number, name, own_reference,
                       contract_number, business_case, contract_key, currency, gross, price_list_id,
                       locale, payment_method, shipping_method, shipping_cost_cents,
                       billing_address, shipping_address, requested_delivery_on, note_to_merchant,
                       discount_bp, discount_cents, totals, tax_decision, decline_reason,
                       decline_message, created_by, created_at_ms, placed_at_ms, confirmed_at_ms,
                       ended_at_ms, changed_at_ms, content_revision, version, last_seq, last_hash))

/// The whole row: the record and the facets that follow from it, from children and from the log.
struct Order : OrderRecord {
  static constexpr std::string_view kTable = "orders";
  static constexpr int kKeyColumns = 2;

  OrderQueue queue = OrderQueue::cart;
  bool open = true;
  PaymentState payment_state = PaymentState::unpaid;
  FulfilmentState fulfilment_state = FulfilmentState::none;
  bool unpaid_open = false;
  bool was_paid = false;
  bool was_shipped = false;
  bool was_cancelled = false;
  bool was_refunded = false;
  std::int64_t paid_cents = 0;  ///< the payments module writes both
  std::int64_t refunded_cents = 0;
  std::int64_t unshipped_lines = 0;  ///< that need shipping and have not gone out wholly
  Turn turn = Turn::customer;
  std::int64_t turn_since_ms = 0;
  std::optional<UserId> assignee_id;
  std::optional<std::string> due_on;
  bool recurring = false;
  bool has_unpriced = false;
  std::int64_t lines_count = 0;
  std::int64_t holds_count = 0;
  std::string summary;
  std::int64_t total_cents = 0;
  std::int64_t sort_at_ms = 0;         ///< when it came in: placed, before that created
  std::int64_t last_customer_seq = 0;  ///< the customer's last event: what may be unread
  std::int64_t last_answer_seq = 0;    ///< our last personal message
  /// When somebody of the team last took it out of the inbox.
  std::optional<std::int64_t> left_inbox_at_ms;

  const std::string& number() const { return order_number ? *order_number : cart_number; }
};
BOOST_DESCRIBE_STRUCT(Order, (OrderRecord),
                      (queue, open, payment_state, fulfilment_state, unpaid_open, was_paid,
                       was_shipped, was_cancelled, was_refunded, paid_cents, refunded_cents,
                       unshipped_lines, turn, turn_since_ms, assignee_id, due_on, recurring,
                       has_unpriced, lines_count, holds_count, summary, total_cents, sort_at_ms,
                       last_customer_seq, last_answer_seq, left_inbox_at_ms))

struct OrderLine {
  static constexpr std::string_view kTable = "order_line";
  static constexpr int kKeyColumns = 3;

  TenantId tenant_id;
  OrderId order_id;
  LineId id;
  std::int64_t position = 0;
  std::optional<VariantId> variant_id;
  std::string sku;
  std::string name;
  std::string description;
  std::string unit;
  std::int64_t quantity_milli = 0;
  std::optional<std::int64_t> unit_price_e4;  ///< null: by quote, not priced yet
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
BOOST_DESCRIBE_STRUCT(OrderLine, (),
                      (tenant_id, order_id, id, position, variant_id, sku, name, description, unit,
                       quantity_milli, unit_price_e4, list_price_e4, price_source, discount_bp,
                       charge_type, tax_class, tax_rate_bp, needs_shipping, by_quote, amount_cents,
                       stock_hint))

struct OrderHold {
  static constexpr std::string_view kTable = "order_hold";
  static constexpr int kKeyColumns = 3;

  TenantId tenant_id;
  OrderId order_id;
  HoldId id;
  HoldKind kind = HoldKind::manual;
  HoldBlocks blocks = HoldBlocks::confirm;
  std::string reason;
  std::string owner;
  std::int64_t since_ms = 0;
  std::optional<std::int64_t> ended_at_ms;
};
BOOST_DESCRIBE_STRUCT(OrderHold, (),
                      (tenant_id, order_id, id, kind, blocks, reason, owner, since_ms, ended_at_ms))

struct OrderTombstone {
  static constexpr std::string_view kTable = "order_tombstone";
  static constexpr int kKeyColumns = 2;

  TenantId tenant_id;
  OrderId id;
  std::string cart_number;
  std::optional<std::string> order_number;
  AccountId account_id;
  std::string account_path;
  OrderState state = OrderState::cart;
  std::string deleted_by;
  std::int64_t deleted_at_ms = 0;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(OrderTombstone, (),
                      (tenant_id, id, cart_number, order_number, account_id, account_path, state,
                       deleted_by, deleted_at_ms, reason))

inline constexpr std::size_t kMaxLines = 500;

}  // namespace kontor
