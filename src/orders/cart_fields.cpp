// Addresses, methods, dates and discounts of a cart or of an order that is not confirmed yet.

#include "orders/change.hpp"
#include "orders/methods.hpp"

namespace kontor {
namespace {

void check_address_patch(const Patch<std::optional<Address>>& patch, const std::string& pointer) {
  if (!patch.present || !patch.value) return;
  std::vector<FieldError> errors;
  Address address = *patch.value;
  check_address(address, pointer, errors);
  if (!errors.empty()) throw Refused::fields(std::move(errors));
}

void set_method(OrderChange& change, ChangedFields& fields, MethodKind kind,
                const Patch<std::optional<Text<40>>>& patch, std::string_view name) {
  if (!patch.present) return;
  auto& target =
      kind == MethodKind::payment ? change.order.payment_method : change.order.shipping_method;
  std::optional<std::string> code;
  if (patch.value) {
    const auto method = find_method(change.tx, kind, *patch.value);
    if (!method || !method->active) throw Refused(kMethodUnknown, {{"code", *patch.value}});
    code = method->code;
    if (kind == MethodKind::shipping) change.order.shipping_cost_cents = method->cost_cents;
  }
  fields.set(name, target, code);
}

void set_delivery_day(OrderChange& change, ChangedFields& fields,
                      const Patch<std::optional<Text<10>>>& patch) {
  if (!patch.present) return;
  std::optional<std::string> day;
  if (patch.value) day = *patch.value;
  if (day && !day_start_ms(*day, "UTC")) {
    throw Refused::field("/requested_delivery_on", "not_a_day", "YYYY-MM-DD", *day);
  }
  fields.set("requested_delivery_on", change.order.requested_delivery_on, day);
}

}  // namespace

Order change_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                   const OrderPatch& patch) {
  OrderChange change = take_for_edit(tx, actor, id, version);
  Order& order = change.order;
  if ((patch.discount_bp.present || patch.discount_cents.present ||
       patch.shipping_cost_cents.present) &&
      !actor.staff()) {
    throw Refused(kPriceNotYours);
  }
  check_address_patch(patch.billing_address, "/billing_address");
  check_address_patch(patch.shipping_address, "/shipping_address");
  const auto owed_before_cents = order.total_cents;
  const auto paid_before_by = order.payment_method;
  ChangedFields fields;
  fields.set("name", order.name, patch.name);
  fields.set("own_reference", order.own_reference, patch.own_reference);
  set_contract(change, fields, patch.contract_number, patch.business_case);
  set_method(change, fields, MethodKind::payment, patch.payment_method, "payment_method");
  set_method(change, fields, MethodKind::shipping, patch.shipping_method, "shipping_method");
  fields.set("shipping_cost_cents", order.shipping_cost_cents, patch.shipping_cost_cents);
  fields.set("billing_address", order.billing_address.value, patch.billing_address);
  fields.set("shipping_address", order.shipping_address.value, patch.shipping_address);
  set_delivery_day(change, fields, patch.requested_delivery_on);
  fields.set("note_to_merchant", order.note_to_merchant, patch.note_to_merchant);
  fields.set("discount_bp", order.discount_bp, patch.discount_bp);
  fields.set("discount_cents", order.discount_cents, patch.discount_cents);
  if (fields.empty()) return change.store();
  change.recompute();
  change.store_lines();
  Draft draft = change.draft(order.state == OrderState::cart ? "order.edited" : "order.amended",
                             Visibility::public_, fields.json());
  // Of what he owes or how he pays the customer is told, unless he changed it himself (row B07).
  const bool concerns_money =
      order.total_cents != owed_before_cents || order.payment_method != paid_before_by;
  if (order.state != OrderState::cart && actor.staff() && concerns_money) {
    draft.notify = Notify::mail;
  }
  change.note(draft);
  return change.store();
}

}  // namespace kontor
