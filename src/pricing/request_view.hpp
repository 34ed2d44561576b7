#pragma once
// Price requests as the API shows them: all rounds of a cart side by side (row P29), and the queue
// of those that wait for an answer (screen A4). Floors, and what was granted to others, are for
// those who may read floor prices; everybody else gets null and an empty list.

#include "kernel/machine.hpp"
#include "orders/list.hpp"
#include "pricing/price_request.hpp"

namespace kontor {

/// What was granted for the same article before, and to whom.
struct EarlierGrant {
  std::string account_number;
  std::string account_name;
  std::int64_t quantity_milli = 0;
  std::int64_t unit_price_e4 = 0;
  std::int64_t at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(EarlierGrant, (),
                      (account_number, account_name, quantity_milli, unit_price_e4, at_ms))

struct PriceRequestLineView {
  LineId line_id;
  std::string sku;
  std::string name;
  std::string unit;
  std::int64_t quantity_milli = 0;
  ChargeType charge_type = ChargeType::one_off;
  std::optional<std::int64_t> list_price_e4;
  std::optional<std::int64_t> current_price_e4;
  std::optional<std::int64_t> floor_price_e4;
  AskKind asked_kind = AskKind::unit_price;
  std::int64_t asked_value = 0;
  std::int64_t asked_price_e4 = 0;
  LineAnswer answer = LineAnswer::open;
  std::optional<std::int64_t> granted_price_e4;
  std::string comment;
  std::vector<EarlierGrant> earlier;
};
BOOST_DESCRIBE_STRUCT(PriceRequestLineView, (),
                      (line_id, sku, name, unit, quantity_milli, charge_type, list_price_e4,
                       current_price_e4, floor_price_e4, asked_kind, asked_value, asked_price_e4,
                       answer, granted_price_e4, comment, earlier))

/// Who asked, when and why.
struct PriceRequestHead {
  PriceRequestId id;
  std::int64_t round = 1;
  PriceRequestState state = PriceRequestState::open;
  std::string reason;
  std::string asked_by;
  std::string asker_account;
  std::int64_t asked_at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(PriceRequestHead, (),
                      (id, round, state, reason, asked_by, asker_account, asked_at_ms))

struct PriceRequestView : PriceRequestHead {
  std::string rule;  ///< "floor_price": approved by the rule, by nobody
  std::string answered_by;
  std::optional<std::int64_t> answered_at_ms;
  std::string comment;
  std::vector<PriceRequestLineView> lines;
  std::vector<ActionInfo> actions;
};
BOOST_DESCRIBE_STRUCT(PriceRequestView, (PriceRequestHead),
                      (rule, answered_by, answered_at_ms, comment, lines, actions))

/// All rounds of a cart that the reader may see, the newest first.
struct CartPriceRequests {
  OrderId order_id;
  std::vector<PriceRequestView> items;
  /// Whether he can ask now; nothing for whom asking is no button at all (P44).
  std::optional<ActionInfo> ask;
  std::int64_t version = 0;  ///< of the cart
};
BOOST_DESCRIBE_STRUCT(CartPriceRequests, (), (order_id, items, ask, version))

CartPriceRequests price_requests_of(Tx& tx, const Actor& actor, Locale locale, const OrderId& id);

/// A line of the queue. Sums are net or gross as the cart's price list counts.
struct PriceRequestRow : PriceRequestHead {
  OrderId order_id;
  std::string order_number;
  OrderAccount account;
  std::int64_t lines_count = 0;
  std::string currency;
  std::int64_t list_cents = 0;   ///< of the lines that were asked about, at list prices
  std::int64_t asked_cents = 0;  ///< the same at the asked prices
  bool own = false;              ///< asked by the reader, who then cannot answer
};
BOOST_DESCRIBE_STRUCT(PriceRequestRow, (PriceRequestHead),
                      (order_id, order_number, account, lines_count, currency, list_cents,
                       asked_cents, own))

struct PriceRequestQuery {
  std::optional<PriceRequestState> state = PriceRequestState::open;  ///< nothing: all
  std::string cursor;
  std::int64_t limit = 50;
};

/// Those that wait longest first; of all states the newest first. The team sees all, others those
/// that their accounts asked.
Page<PriceRequestRow> list_price_requests(Tx& tx, const Actor& actor,
                                          const PriceRequestQuery& query);

}  // namespace kontor
