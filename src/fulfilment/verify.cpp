#include "fulfilment/verify.hpp"

#include "fulfilment/shipments.hpp"

namespace kontor {
namespace {

constexpr std::string_view kOut =
    "COALESCE((SELECT SUM(x.quantity_milli) FROM shipment_line x JOIN shipment s ON "
    "s.tenant_id = x.tenant_id AND s.id = x.shipment_id WHERE x.tenant_id = l.tenant_id AND "
    "s.order_id = l.order_id AND x.line_id = l.id AND "
    "s.state IN ('shipped', 'delivered', 'returned')), 0)";

}  // namespace

std::vector<VerifyFinding> verify_shipments(Tx& tx) {
  std::vector<VerifyFinding> findings;
  const std::string limit = " LIMIT " + std::to_string(kMostFindings);
  for (const auto row : tx.query("SELECT l.order_id FROM order_line l WHERE l.tenant_id = $1 AND "
                                 "l.quantity_milli < " +
                                     std::string(kOut) + limit,
                                 tx.tenant())) {
    findings.push_back({row.get<OrderId>(0).text(), "more went out than was ordered"});
  }
  for (const auto row :
       tx.query("SELECT o.id FROM orders o WHERE o.tenant_id = $1 AND o.unshipped_lines <> (SELECT "
                "COUNT(*) FROM order_line l WHERE l.tenant_id = o.tenant_id AND l.order_id = o.id "
                "AND l.needs_shipping = 1 AND l.quantity_milli > " +
                    std::string(kOut) + ")" + limit,
                tx.tenant())) {
    findings.push_back({row.get<OrderId>(0).text(), "unshipped_lines does not follow"});
  }
  return findings;
}

std::vector<VerifyFinding> verify_shipment_references(Tx& tx) {
  static constexpr Reference kReferences[] = {{"shipment", "order_id", "orders"},
                                              {"shipment_line", "shipment_id", "shipment"}};
  return verify_references(tx, kReferences);
}

}  // namespace kontor
