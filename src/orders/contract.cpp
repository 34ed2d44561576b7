// What a cart is for: the customer's contract and the business case (row P48).

#include "accounts/tenants.hpp"
#include "kernel/text.hpp"
#include "orders/change.hpp"

namespace kontor {
namespace {

/// The number of another open cart of this contract.
std::optional<std::string> other_cart(Tx& tx, const Order& order) {
  const Rows rows = tx.query(
      "SELECT cart_number FROM orders WHERE tenant_id = $1 AND account_id = $2 AND "
      "contract_key = $3 AND id <> $4",
      tx.tenant(), order.account_id, *order.contract_key, order.id);
  if (rows.empty()) return std::nullopt;
  return rows.front().get<std::string>(0);
}

}  // namespace

void set_contract(OrderChange& change, ChangedFields& fields, const Patch<Text<40>>& number,
                  const Patch<std::optional<BusinessCase>>& business_case) {
  Order& order = change.order;
  const bool filled = !change.lines.empty();
  const bool other_contract = fields.set("contract_number", order.contract_number, number);
  const bool other_case = fields.set("business_case", order.business_case, business_case);
  if (!other_contract && !other_case) return;
  if (order.state != OrderState::cart || !own_tenant(change.tx).one_cart_per_contract) return;
  if (filled) throw Refused(kBusinessCaseFixed);
  order.contract_key.reset();
  if (order.contract_number.empty() || order.business_case == BusinessCase::reorder) return;
  order.contract_key = folded(order.contract_number);
  if (const auto cart = other_cart(change.tx, order)) {
    throw Refused(kContractHasCart, {{"contract", order.contract_number}, {"number", *cart}});
  }
}

}  // namespace kontor
