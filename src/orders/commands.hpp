#pragma once
// What people do with a cart or an order. Each command checks the right, takes the row with its
// version (aggregate.hpp), changes it, records one event and stores the row, in one transaction.
// A cart or order that the actor cannot reach does not exist for him.
//
// `version` is the one that the caller has seen; nothing means any ("*").

#include <optional>
#include <string>
#include <vector>

#include "orders/order.hpp"

namespace kontor {

inline constexpr Code kCartLocked{"cart_locked", 409};
inline constexpr Code kCartEmpty{"cart_empty", 409};
inline constexpr Code kAddressMissing{"address_missing", 409};
inline constexpr Code kPaymentMethodMissing{"payment_method_missing", 409};
inline constexpr Code kLinesUnpriced{"lines_unpriced", 409};
inline constexpr Code kOnHold{"on_hold", 409};
inline constexpr Code kNeedsPowerOfAttorney{"needs_power_of_attorney", 403};
inline constexpr Code kHasDocuments{"has_documents", 409};
inline constexpr Code kAlreadyShipped{"already_shipped", 409};
inline constexpr Code kMoneyNotRefunded{"money_not_refunded", 409};
inline constexpr Code kNumberNotTyped{"number_not_typed", 422};
inline constexpr Code kTooManyLines{"too_many_lines", 409};
inline constexpr Code kArticleNotSold{"article_not_sold", 422};
inline constexpr Code kPriceNotYours{"price_not_yours", 403};
inline constexpr Code kMethodUnknown{"method_unknown", 422};
inline constexpr Code kAccountCannotOrder{"account_cannot_order", 409};
inline constexpr Code kTooLateForCustomer{"too_late_for_customer", 409};
inline constexpr Code kWorkHasBegun{"work_has_begun", 409};
inline constexpr Code kOnlyMoreArticles{"only_more_articles", 409};
inline constexpr Code kCartDeleted{"cart_deleted", 404};
inline constexpr Code kOrderOfOtherAccount{"order_of_other_account", 404};
inline constexpr Code kProspectCannotOrder{"prospect_cannot_order", 409};
inline constexpr Code kTermsNotAccepted{"terms_not_accepted", 422};
inline constexpr Code kNothingPaid{"nothing_paid", 409};
inline constexpr Code kNothingToShip{"nothing_to_ship", 409};
inline constexpr Code kNotShippedYet{"not_shipped_yet", 409};
inline constexpr Code kBalanceOpen{"balance_open", 409};
inline constexpr Code kContractHasCart{"contract_has_cart", 409};
inline constexpr Code kBusinessCaseFixed{"business_case_fixed", 409};

using SeenVersion = std::optional<std::int64_t>;

// --- Cart ---------------------------------------------------------------------------------------

struct NewLine {
  std::optional<VariantId> variant_id;
  std::optional<Text<64, 1>> sku;
  std::optional<Text<200, 1>> name;  ///< a free line, staff only
  std::optional<Text<20>> unit;
  std::optional<UnitPriceE4> unit_price_e4;
  std::optional<TaxClass> tax_class;
  QuantityMilli quantity_milli{1000};
};
BOOST_DESCRIBE_STRUCT(NewLine, (),
                      (variant_id, sku, name, unit, unit_price_e4, tax_class, quantity_milli))

using NewLines = List<NewLine, kMaxLines>;

struct NewCart {
  AccountId account_id;
  Text<120> name;
  NewLines lines;  ///< what it holds at once; more can be added later
  Text<40> contract_number{};
  std::optional<BusinessCase> business_case{};
};
BOOST_DESCRIBE_STRUCT(NewCart, (), (account_id, name, lines, contract_number, business_case))

Order create_cart(Tx& tx, const Actor& actor, const NewCart& input);
/// A new cart with the same lines at today's prices: re-order, "copy cart" (P23).
Order copy_order(Tx& tx, const Actor& actor, const OrderId& id);

struct LinePatch {
  Patch<QuantityMilli> quantity_milli;
  Patch<UnitPriceE4> unit_price_e4;
  Patch<BasisPoints> discount_bp;
  Patch<Text<200, 1>> name;
};
BOOST_DESCRIBE_STRUCT(LinePatch, (), (quantity_milli, unit_price_e4, discount_bp, name))

/// Rows from a spreadsheet: SKU, tab (or ; or ,), quantity.
struct PastedLines {
  MultilineText<50'000, 1> text;
};
BOOST_DESCRIBE_STRUCT(PastedLines, (), (text))

struct OrderPatch {
  Patch<Text<120>> name;
  Patch<Text<60>> own_reference;
  Patch<Text<40>> contract_number;
  Patch<std::optional<BusinessCase>> business_case;
  Patch<std::optional<Text<40>>> payment_method;
  Patch<std::optional<Text<40>>> shipping_method;
  Patch<AmountCents> shipping_cost_cents;  ///< staff only; else the method's cost
  Patch<std::optional<Address>> billing_address;
  Patch<std::optional<Address>> shipping_address;
  Patch<std::optional<Text<10>>> requested_delivery_on;
  Patch<MultilineText<2000>> note_to_merchant;
  Patch<BasisPoints> discount_bp;
  Patch<AmountCents> discount_cents;
};
BOOST_DESCRIBE_STRUCT(OrderPatch, (),
                      (name, own_reference, contract_number, business_case, payment_method,
                       shipping_method, shipping_cost_cents, billing_address, shipping_address,
                       requested_delivery_on, note_to_merchant, discount_bp, discount_cents))

// In a cart everybody who may edit it; in pending and processing staff (amend).
Order add_line(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
               const NewLine& input);
Order paste_lines(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                  const PastedLines& input);
Order change_line(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                  const LineId& line, const LinePatch& patch);
Order remove_line(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                  const LineId& line);
Order change_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                   const OrderPatch& patch);

// --- Life ---------------------------------------------------------------------------------------

struct PlaceOrder {
  bool terms_accepted = false;
};
BOOST_DESCRIBE_STRUCT(PlaceOrder, (), (terms_accepted))

struct EndOrder {
  DeclineReason reason_code = DeclineReason::other;
  MultilineText<1000> internal_note;
  MultilineText<2000> message;  ///< for the customer, beside the standard text
};
BOOST_DESCRIBE_STRUCT(EndOrder, (), (reason_code, internal_note, message))

struct ReopenOrder {
  MultilineText<500, 1> reason;
};
BOOST_DESCRIBE_STRUCT(ReopenOrder, (), (reason))

struct DeleteOrder {
  Text<40, 1> number;  ///< typed by the person who deletes
  MultilineText<500> reason;
};
BOOST_DESCRIBE_STRUCT(DeleteOrder, (), (number, reason))

/// A person's own words for an event, instead of those of the template.
struct EventText {
  Text<200> subject;           ///< of the mail
  MultilineText<20'000> body;  ///< Markdown
  bool notify = true;
};
BOOST_DESCRIBE_STRUCT(EventText, (), (subject, body, notify))

/// So long the customer is not told of an event that a click has made: it can be taken back.
inline constexpr std::int64_t kUndoWindow_ms = 10'000;

/// What the customer still has to pay.
std::int64_t owed_cents(const Order& order);

Order place_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                  const PlaceOrder& input);
/// What a prospect has accepted becomes an order (P41).
Order approve_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version);
Order start_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version);
/// Confirming what is confirmed already by the same click changes nothing (idempotency key).
Order confirm_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version);
Order decline_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                    const EndOrder& input);
Order cancel_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                   const EndOrder& input);
/// Shipped and paid: nothing is left to do. The program does it by itself (complete_when_done).
Order complete_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version);
Order reopen_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                   const ReopenOrder& input);
/// Leaves a tombstone with number, who, when and why. It cannot be undone.
OrderTombstone delete_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                            const DeleteOrder& input);

/// What another module's row says keeps a cart locked, as long as it stands (rows P15 to P18).
struct CartLock {
  std::string cause;  ///< price_request, quote_created, quote_sent, quote_rejected, quote_expired
  std::string by;
  std::int64_t since_ms = 0;
  Turn turn = Turn::operator_;  ///< who has to act
  std::string number{};         ///< of the quote
};
std::optional<CartLock> cart_lock_of(Tx& tx, const Order& order);

/// What guards look at beside the order itself.
struct OrderFacts {
  const Order& order;
  const std::vector<OrderHold>& holds;  ///< those that have not ended
  const std::optional<CartLock>& lock;
  AccountKind account_kind = AccountKind::customer;
  bool power_of_attorney = false;
};

/// Why the action is not possible now, or nothing. Buttons and commands ask the same function.
std::optional<Refused> why_not(const Actor& actor, const OrderFacts& facts, OrderAction action);
/// What keeps a cart from being changed, or nothing (row P15 to P18): derived, never stored.
std::optional<Refused> lock_of(const OrderFacts& facts);

// --- Loading ------------------------------------------------------------------------------------

/// The only loaders. Refuse not_found, or what became of it as far as the asker may know (P13).
Order load_order(Tx& tx, const Actor& actor, const OrderId& id);
Order load_order_by_number(Tx& tx, const Actor& actor, std::string_view number);
std::vector<OrderLine> lines_of(Tx& tx, const OrderId& id);
std::vector<OrderHold> holds_of(Tx& tx, const OrderId& id);

}  // namespace kontor
