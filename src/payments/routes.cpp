#include "payments/routes.hpp"

#include "orders/order_view.hpp"
#include "payments/payments.hpp"

namespace kontor {
namespace {

using http::Method;

RouteInfo info(std::string summary) { return {.summary = std::move(summary), .tag = "Payments"}; }

RouteInfo command_info(std::string summary) {
  RouteInfo route = info(std::move(summary));
  route.if_match = true;
  route.errors = {kWrongState, kNothingOwed, kMoreThanPaid, kOnHold, kCartDeleted};
  return route;
}

OrderView shown(Tx& tx, const Call& call, const Order& order) {
  return view_of(tx, call.actor, call.locale, order);
}

}  // namespace

void add_payment_routes(Api& api) {
  api.read("/orders/{id}/payments", info("Reads what was paid and paid back"),
           [](Tx& tx, const Call& call) {
             return money_of(tx, call.actor, call.locale, call.id<OrderId>("id"));
           });
  api.write(Method::post, "/orders/{id}/pay",
            command_info("Books a payment; without an amount all that is owed"),
            [](Tx& tx, const Call& call, const PayOrder& body) {
              return shown(
                  tx, call,
                  pay_order(tx, call.actor, call.id<OrderId>("id"), call.seen_version(), body));
            });
  api.write(Method::post, "/orders/{id}/refund",
            command_info("Books a refund; without an amount all that was paid"),
            [](Tx& tx, const Call& call, const RefundOrder& body) {
              return shown(
                  tx, call,
                  refund_order(tx, call.actor, call.id<OrderId>("id"), call.seen_version(), body));
            });
  api.write(Method::post, "/orders/{id}/payments/{payment}/void",
            command_info("Takes a payment back that was booked by mistake"),
            [](Tx& tx, const Call& call, const VoidPayment& body) {
              return shown(tx, call,
                           void_payment(tx, call.actor, call.id<OrderId>("id"),
                                        call.id<PaymentId>("payment"), call.seen_version(), body));
            });
}

}  // namespace kontor
