#include "fulfilment/routes.hpp"

#include "fulfilment/shipments.hpp"
#include "orders/order_view.hpp"

namespace kontor {
namespace {

using http::Method;

RouteInfo info(std::string summary) { return {.summary = std::move(summary), .tag = "Shipments"}; }

RouteInfo command_info(std::string summary) {
  RouteInfo route = info(std::move(summary));
  route.if_match = true;
  route.errors = {kWrongState, kNothingToShip, kMoreThanOpen, kOnHold, kCartDeleted};
  return route;
}

OrderView shown(Tx& tx, const Call& call, const Order& order) {
  return view_of(tx, call.actor, call.locale, order);
}

void add_step(Api& api, std::string_view name, std::string summary, ShipmentAction action) {
  api.write(Method::post, "/orders/{id}/shipments/{shipment}/" + std::string(name),
            command_info(std::move(summary)), [action](Tx& tx, const Call& call) {
              return shown(
                  tx, call,
                  move_shipment(tx, call.actor, call.id<OrderId>("id"),
                                call.id<ShipmentId>("shipment"), call.seen_version(), action));
            });
}

}  // namespace

void add_fulfilment_routes(Api& api) {
  api.read("/orders/{id}/shipments", info("Reads what was shipped, and what is still open"),
           [](Tx& tx, const Call& call) {
             return shipments_of(tx, call.actor, call.id<OrderId>("id"));
           });
  api.write(Method::post, "/orders/{id}/ship",
            command_info("Ships lines of an order; without lines all that is open"),
            [](Tx& tx, const Call& call, const ShipOrder& body) {
              return shown(
                  tx, call,
                  ship_order(tx, call.actor, call.id<OrderId>("id"), call.seen_version(), body));
            });
  api.write(Method::put, "/orders/{id}/shipments/{shipment}/parcel",
            command_info("Sets carrier and tracking numbers of a shipment"),
            [](Tx& tx, const Call& call, const Parcel& body) {
              return shown(
                  tx, call,
                  change_parcel(tx, call.actor, call.id<OrderId>("id"),
                                call.id<ShipmentId>("shipment"), call.seen_version(), body));
            });
  add_step(api, "deliver", "A shipment has arrived", ShipmentAction::deliver);
  add_step(api, "lose", "A shipment is lost; its lines are open again", ShipmentAction::lose);
  add_step(api, "take-back", "A shipment came back", ShipmentAction::take_back);
  add_step(api, "cancel", "Takes a shipment back that was booked by mistake",
           ShipmentAction::cancel);
}

}  // namespace kontor
