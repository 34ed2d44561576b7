#pragma once
// Price requests: who makes a cart asks for other prices of some of its lines, the operator's
// people approve, reject or make a counter-offer (model.md, PriceRequest; rows P15, P26 to P30, P44
// to P46). Each asking is a round and stays. While one is open its cart is locked.
//
// A request is a child of its order: commands take the order's row with its version first. What
// happens stands in the order's log for the team; who asked reads it from the rounds, because the
// customer for whom a partner asks must not see the haggling.

#include <array>

#include "orders/order.hpp"
#include "orders/commands.hpp"

namespace kontor {

struct PriceRequestTag {
  static constexpr std::string_view kPrefix = "pricereq";
};
using PriceRequestId = Id<PriceRequestTag>;

enum class PriceRequestState { open, approved, rejected, countered, withdrawn, taken, closed };
BOOST_DESCRIBE_ENUM(PriceRequestState, open, approved, rejected, countered, withdrawn, taken,
                    closed)

enum class PriceRequestAction { approve, reject, counter, withdraw, take, close };
BOOST_DESCRIBE_ENUM(PriceRequestAction, approve, reject, counter, withdraw, take, close)

inline constexpr std::array kPriceRequestLife{
    Transition{PriceRequestState::open, PriceRequestAction::approve, PriceRequestState::approved,
               Right::price_request_decide},
    Transition{PriceRequestState::open, PriceRequestAction::reject, PriceRequestState::rejected,
               Right::price_request_decide},
    Transition{PriceRequestState::open, PriceRequestAction::counter, PriceRequestState::countered,
               Right::price_request_decide},
    Transition{PriceRequestState::open, PriceRequestAction::withdraw,
               PriceRequestState::withdrawn, Right::price_request_ask},
    Transition{PriceRequestState::countered, PriceRequestAction::take, PriceRequestState::taken,
               Right::price_request_ask},
    Transition{PriceRequestState::countered, PriceRequestAction::close,
               PriceRequestState::closed, Right::price_request_ask},
};
static_assert(is_deterministic(kPriceRequestLife));

/// How a price is asked for: so much off in percent or in money, or the price itself. Only the last
/// may be higher than the list's.
enum class AskKind { percent, amount, unit_price };
BOOST_DESCRIBE_ENUM(AskKind, percent, amount, unit_price)

enum class LineAnswer { open, approved, rejected, countered };
BOOST_DESCRIBE_ENUM(LineAnswer, open, approved, rejected, countered)

struct PriceRequest {
  static constexpr std::string_view kTable = "price_request";
  static constexpr int kKeyColumns = 2;

  TenantId tenant_id;
  PriceRequestId id;
  OrderId order_id;
  std::string order_number;  ///< of the cart, as it was called when the price was asked
  AccountId account_id;
  std::int64_t round = 1;
  PriceRequestState state = PriceRequestState::open;
  std::string reason;
  AccountId asker_account_id;  ///< that he acted for
  std::optional<UserId> asked_by;
  std::string asked_by_name;
  std::int64_t asked_at_ms = 0;
  /// Of the cart when the price was asked: prices are taken over for the same content only.
  std::int64_t content_revision = 0;
  std::string rule;  ///< "floor_price" when no person approved it (P46)
  std::optional<UserId> answered_by;
  std::string answered_by_name;
  std::optional<std::int64_t> answered_at_ms;
  std::string comment;
};
BOOST_DESCRIBE_STRUCT(PriceRequest, (),
                      (tenant_id, id, order_id, order_number, account_id, round, state, reason,
                       asker_account_id, asked_by, asked_by_name, asked_at_ms,
                       content_revision, rule, answered_by, answered_by_name, answered_at_ms,
                       comment))

struct PriceRequestLine {
  static constexpr std::string_view kTable = "price_request_line";
  static constexpr int kKeyColumns = 3;

  TenantId tenant_id;
  PriceRequestId request_id;
  std::int64_t position = 0;
  LineId line_id;
  std::optional<VariantId> variant_id;
  std::string sku;
  std::string name;
  std::string unit;
  std::int64_t quantity_milli = 0;
  ChargeType charge_type = ChargeType::one_off;
  std::optional<std::int64_t> list_price_e4;
  std::optional<std::int64_t> current_price_e4;  ///< after the line's discount
  std::optional<std::int64_t> floor_price_e4;    ///< for the operator's eyes only
  AskKind asked_kind = AskKind::unit_price;
  std::int64_t asked_value = 0;
  std::int64_t asked_price_e4 = 0;
  LineAnswer answer = LineAnswer::open;
  std::optional<std::int64_t> granted_price_e4;  ///< approved or countered
  std::string comment;
};
BOOST_DESCRIBE_STRUCT(PriceRequestLine, (),
                      (tenant_id, request_id, position, line_id, variant_id, sku, name, unit,
                       quantity_milli, charge_type, list_price_e4, current_price_e4,
                       floor_price_e4, asked_kind, asked_value, asked_price_e4, answer,
                       granted_price_e4, comment))

/// A request with its lines.
struct PriceRound {
  PriceRequest request;
  std::vector<PriceRequestLine> lines;
};

inline constexpr Code kOwnPriceRequest{"own_price_request", 403};
inline constexpr Code kPriceRequestNotYours{"price_request_not_yours", 403};
inline constexpr Code kNewerPriceRequest{"newer_price_request", 409};
inline constexpr Code kCartChangedSince{"cart_changed_since", 409};

// --- Commands -----------------------------------------------------------------------------------

/// Exactly one of the three.
struct AskedPrice {
  LineId line_id;
  std::optional<BasisPoints> discount_bp;   ///< off the list price
  std::optional<UnitPriceE4> discount_e4;   ///< off the list price, at most all of it
  std::optional<UnitPriceE4> unit_price_e4;
};
BOOST_DESCRIBE_STRUCT(AskedPrice, (), (line_id, discount_bp, discount_e4, unit_price_e4))

struct AskPrices {
  MultilineText<2000, 1> reason;
  List<AskedPrice, kMaxLines> lines;
};
BOOST_DESCRIBE_STRUCT(AskPrices, (), (reason, lines))

struct AnswerPrices {
  MultilineText<2000> comment;
};
BOOST_DESCRIBE_STRUCT(AnswerPrices, (), (comment))

struct AnsweredLine {
  LineId line_id;
  LineAnswer answer = LineAnswer::open;  ///< approved, rejected or countered
  std::optional<UnitPriceE4> unit_price_e4;  ///< of a counter-offer
  MultilineText<500> comment;
};
BOOST_DESCRIBE_STRUCT(AnsweredLine, (), (line_id, answer, unit_price_e4, comment))

/// One answer for each line that was asked.
struct CounterPrices {
  MultilineText<2000> comment;
  List<AnsweredLine, kMaxLines> lines;
};
BOOST_DESCRIBE_STRUCT(CounterPrices, (), (comment, lines))

/// Opens a round; approved at once where no asked price is below its floor (P46).
PriceRound ask_prices(Tx& tx, const Actor& actor, const OrderId& order, SeenVersion version,
                      const AskPrices& input);
PriceRound approve_prices(Tx& tx, const Actor& actor, const OrderId& order,
                          const PriceRequestId& id, SeenVersion version,
                          const AnswerPrices& input);
PriceRound reject_prices(Tx& tx, const Actor& actor, const OrderId& order,
                         const PriceRequestId& id, SeenVersion version, const AnswerPrices& input);
/// Line by line. Where all lines are approved or all rejected, so is the request.
PriceRound counter_prices(Tx& tx, const Actor& actor, const OrderId& order,
                          const PriceRequestId& id, SeenVersion version,
                          const CounterPrices& input);
PriceRound withdraw_price_request(Tx& tx, const Actor& actor, const OrderId& order,
                                  const PriceRequestId& id, SeenVersion version);
/// Writes the prices of the latest round's counter-offer to the lines (P27).
PriceRound take_prices(Tx& tx, const Actor& actor, const OrderId& order, const PriceRequestId& id,
                       SeenVersion version);
/// Goes on with the prices as they were.
PriceRound close_price_request(Tx& tx, const Actor& actor, const OrderId& order,
                               const PriceRequestId& id, SeenVersion version);

// --- What guards look at ------------------------------------------------------------------------

/// Why this actor cannot ask for prices of this cart now, or nothing.
std::optional<Refused> why_not_ask(const Actor& actor, const OrderFacts& cart);
/// `latest`: no newer round of the cart exists.
std::optional<Refused> why_not(const Actor& actor, const OrderFacts& cart,
                               const PriceRequest& request, bool latest,
                               PriceRequestAction action);
/// Nobody but the team, the asking account and those above it sees a request.
bool may_see(Tx& tx, const Actor& actor, const PriceRequest& request);

/// Newest round first, those that the actor may see.
std::vector<PriceRound> rounds_of(Tx& tx, const Actor& actor, const OrderId& order);

/// order.deleted: the requests of a cart go with it.
void forget_price_requests(Tx& tx, const Event& event);

}  // namespace kontor
