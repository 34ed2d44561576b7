#include "pricing/routes.hpp"

#include "pricing/request_view.hpp"

namespace kontor {
namespace {

using http::Method;

RouteInfo info(std::string summary) {
  return {.summary = std::move(summary), .tag = "Price requests"};
}

RouteInfo command_info(std::string summary) {
  RouteInfo route = info(std::move(summary));
  route.if_match = true;
  route.errors = {kWrongState,        kCartLocked,       kOwnPriceRequest, kPriceRequestNotYours,
                  kNewerPriceRequest, kCartChangedSince, kCartDeleted,     kOrderOfOtherAccount};
  return route;
}

CartPriceRequests shown(Tx& tx, const Call& call) {
  return price_requests_of(tx, call.actor, call.locale, call.id<OrderId>("id"));
}

template <class Body>
using Answer = PriceRound (*)(Tx&, const Actor&, const OrderId&, const PriceRequestId&, SeenVersion,
                              const Body&);
using Step = PriceRound (*)(Tx&, const Actor&, const OrderId&, const PriceRequestId&, SeenVersion);

constexpr std::string_view kOne = "/orders/{id}/price-requests/{request}/";

template <class Body>
void add_answer(Api& api, std::string_view name, std::string summary, Answer<Body> command) {
  api.write(Method::post, std::string(kOne) + std::string(name), command_info(std::move(summary)),
            [command](Tx& tx, const Call& call, const Body& body) {
              command(tx, call.actor, call.id<OrderId>("id"), call.id<PriceRequestId>("request"),
                      call.seen_version(), body);
              return shown(tx, call);
            });
}

void add_step(Api& api, std::string_view name, std::string summary, Step command) {
  api.write(Method::post, std::string(kOne) + std::string(name), command_info(std::move(summary)),
            [command](Tx& tx, const Call& call) {
              command(tx, call.actor, call.id<OrderId>("id"), call.id<PriceRequestId>("request"),
                      call.seen_version());
              return shown(tx, call);
            });
}

PriceRequestQuery read_query(const Call& call) {
  PriceRequestQuery query;
  query.cursor = call.query("cursor");
  query.limit = call.limit();
  const std::string state = call.query("state");
  if (state == "all") {
    query.state.reset();
  } else if (!state.empty()) {
    query.state = parse_enum<PriceRequestState>(state);
    if (!query.state) {
      throw Refused::field("?state", "not_allowed",
                           "open, approved, rejected, countered, withdrawn, taken, closed, all",
                           state);
    }
  }
  return query;
}

}  // namespace

void add_pricing_routes(Api& api) {
  api.read("/orders/{id}/price-requests", info("Reads all rounds of price requests of a cart"),
           shown);
  RouteInfo opened = command_info("Asks for other prices of lines of a cart");
  opened.status = 201;
  api.write(Method::post, "/orders/{id}/price-requests", std::move(opened),
            [](Tx& tx, const Call& call, const AskPrices& body) {
              ask_prices(tx, call.actor, call.id<OrderId>("id"), call.seen_version(), body);
              return shown(tx, call);
            });
  add_answer<AnswerPrices>(api, "approve", "Approves all asked prices", approve_prices);
  add_answer<AnswerPrices>(api, "reject", "Leaves all prices as they are", reject_prices);
  add_answer<CounterPrices>(api, "counter", "Answers line by line, with a counter-offer",
                            counter_prices);
  add_step(api, "withdraw", "Takes the asking back", withdraw_price_request);
  add_step(api, "take", "Takes the prices of the counter-offer over", take_prices);
  add_step(api, "close", "Goes on with the prices as they were", close_price_request);
  RouteInfo queue = info("Lists price requests, those that wait longest first");
  queue.query = {{.name = "state",
                  .description = "open unless given; approved, rejected, countered, withdrawn, "
                                 "taken, closed, or all (then the newest first).",
                  .schema = {}},
                 {.name = "cursor", .description = "next_cursor of the page before.", .schema = {}},
                 {.name = "limit", .description = "1 to 200, otherwise 50.", .schema = {}}};
  api.read("/price-requests", std::move(queue), [](Tx& tx, const Call& call) {
    return list_price_requests(tx, call.actor, read_query(call));
  });
}

}  // namespace kontor
