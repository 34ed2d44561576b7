#include "payments/verify.hpp"

#include "payments/payments.hpp"

namespace kontor {
namespace {

void find(Tx& tx, std::vector<VerifyFinding>& findings, const std::string& sql,
          const std::string& what) {
  for (const auto row : tx.query(sql + " LIMIT " + std::to_string(kMostFindings), tx.tenant())) {
    findings.push_back({row.get<OrderId>(0).text(), what});
  }
}

}  // namespace

std::vector<VerifyFinding> verify_payments(Tx& tx) {
  std::vector<VerifyFinding> findings;
  const std::string sum =
      "COALESCE((SELECT SUM(l.amount_cents) FROM ledger_entry l WHERE l.tenant_id = o.tenant_id "
      "AND l.order_id = o.id AND l.kind ";
  find(tx, findings,
       "SELECT o.id FROM orders o WHERE o.tenant_id = $1 AND o.paid_cents <> " + sum +
           "<> 'refund'), 0)",
       "paid_cents is not the sum of its ledger");
  find(tx, findings,
       "SELECT o.id FROM orders o WHERE o.tenant_id = $1 AND o.refunded_cents <> -" + sum +
           "= 'refund'), 0)",
       "refunded_cents is not the sum of its ledger");
  find(tx, findings,
       "SELECT id FROM orders WHERE tenant_id = $1 AND (paid_cents < 0 OR refunded_cents < 0 OR "
       "refunded_cents > paid_cents)",
       "more was paid back than was paid");
  find(tx, findings,
       "SELECT o.id FROM orders o WHERE o.tenant_id = $1 AND o.paid_cents <> COALESCE((SELECT "
       "SUM(p.amount_cents) FROM payment p WHERE p.tenant_id = o.tenant_id AND p.order_id = o.id "
       "AND p.state = 'captured'), 0)",
       "paid_cents is not the sum of its payments");
  find(tx, findings,
       "SELECT order_id FROM ledger_entry WHERE tenant_id = $1 GROUP BY order_id HAVING "
       "MAX(position) <> COUNT(*)",
       "the ledger has a gap");
  return findings;
}

std::vector<VerifyFinding> verify_payment_references(Tx& tx) {
  static constexpr Reference kReferences[] = {{"payment", "order_id", "orders"},
                                              {"refund", "order_id", "orders"},
                                              {"ledger_entry", "order_id", "orders"},
                                              {"ledger_entry", "payment_id", "payment"},
                                              {"ledger_entry", "refund_id", "refund"}};
  return verify_references(tx, kReferences);
}

}  // namespace kontor
