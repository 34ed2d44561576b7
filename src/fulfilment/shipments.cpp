#include "fulfilment/shipments.hpp"

#include <algorithm>
#include <map>

#include "accounts/tenants.hpp"
#include "orders/change.hpp"

namespace kontor {

std::string with_number(std::string_view pattern, std::string_view number);  // carriers.cpp

namespace {

struct ShipmentData {
  ShipmentId shipment;
  Carrier carrier = Carrier::none;
  std::string carrier_name;
  std::vector<Tracking> trackings;
  std::vector<std::string> lines;  ///< "2 × Türstation", as they went out
  bool partial = false;            ///< more is still to come
};
BOOST_DESCRIBE_STRUCT(ShipmentData, (),
                      (shipment, carrier, carrier_name, trackings, lines, partial))

/// How much of each line has gone out, and how much of that came back.
struct Moved {
  std::map<LineId, std::int64_t> out_milli;
  bool any_out = false;
  bool all_delivered = true;
  bool all_returned = true;
};

Moved moved_of(Tx& tx, const OrderId& id) {
  Moved moved;
  for (const auto row : tx.query(
           "SELECT s.state, l.line_id, l.quantity_milli FROM shipment s JOIN shipment_line l ON "
           "l.tenant_id = s.tenant_id AND l.shipment_id = s.id WHERE s.tenant_id = $1 AND "
           "s.order_id = $2 AND s.state IN ('shipped', 'delivered', 'returned')",
           tx.tenant(), id)) {
    const auto state = row.get<ShipmentState>(0);
    moved.out_milli[row.get<LineId>(1)] += row.get<std::int64_t>(2);
    moved.any_out = true;
    moved.all_delivered &= state == ShipmentState::delivered;
    moved.all_returned &= state == ShipmentState::returned;
  }
  return moved;
}

std::int64_t open_milli(const OrderLine& line, const Moved& moved) {
  if (!line.needs_shipping) return 0;
  const auto found = moved.out_milli.find(line.id);
  return line.quantity_milli - (found == moved.out_milli.end() ? 0 : found->second);
}

FulfilmentState fulfilment_of(const Order& order, const Moved& moved) {
  if (!moved.any_out) return FulfilmentState::none;
  if (moved.all_returned) return FulfilmentState::returned;
  if (order.unshipped_lines > 0) return FulfilmentState::partial;
  return moved.all_delivered ? FulfilmentState::delivered : FulfilmentState::shipped;
}

/// The order's facets as its shipments are now.
void follow_shipments(OrderChange& change) {
  const Moved moved = moved_of(change.tx, change.order.id);
  Order& order = change.order;
  order.unshipped_lines = std::ranges::count_if(
      change.lines, [&](const OrderLine& line) { return open_milli(line, moved) > 0; });
  order.fulfilment_state = fulfilment_of(order, moved);
  order.was_shipped = moved.any_out;
}

std::vector<ShipLine> lines_to_ship(const OrderChange& change, const ShipOrder& input) {
  const Moved moved = moved_of(change.tx, change.order.id);
  std::vector<ShipLine> lines;
  if (input.lines.empty()) {
    for (const auto& line : change.lines) {
      if (const auto open = open_milli(line, moved); open > 0) lines.push_back({line.id, open});
    }
    return lines;
  }
  for (const auto& wanted : input.lines) {
    const bool twice = std::ranges::find(lines, wanted.line_id, &ShipLine::line_id) != lines.end();
    const auto line = std::ranges::find(change.lines, wanted.line_id, &OrderLine::id);
    if (twice || line == change.lines.end()) {
      throw Refused::field("/lines", twice ? "twice" : "unknown", "", wanted.line_id.text());
    }
    const auto open = open_milli(*line, moved);
    if (wanted.quantity_milli > open) {
      throw Refused(kMoreThanOpen, {{"name", line->name}, {"open_milli", open}});
    }
    lines.push_back(wanted);
  }
  return lines;
}

void check_parcel(const Parcel& parcel) {
  std::vector<FieldError> errors;
  if (parcel.carrier == Carrier::other && parcel.carrier_name.empty()) {
    errors.push_back({"/parcel/carrier_name", "required", "", ""});
  }
  if (!parcel.tracking_url.empty() && !parcel.tracking_url.starts_with("https://")) {
    errors.push_back({"/parcel/tracking_url", "not_a_url", "https://", parcel.tracking_url});
  }
  if (!errors.empty()) throw Refused::fields(std::move(errors));
}

void put_parcel(Tx& tx, Shipment& shipment, const Parcel& parcel) {
  check_parcel(parcel);
  const std::string country = own_tenant(tx).country;
  const bool other = parcel.carrier == Carrier::other;
  shipment.carrier = parcel.carrier;
  shipment.carrier_name = other ? std::string(parcel.carrier_name) : std::string();
  shipment.trackings.value.clear();
  for (const auto& number : parcel.trackings) {
    shipment.trackings.value.push_back(
        {number, other ? with_number(parcel.tracking_url, number)
                       : tracking_url(parcel.carrier, number, country)});
  }
}

ShipmentData data_of(const Shipment& shipment) {
  return {shipment.id, shipment.carrier, shipment.carrier_name, shipment.trackings.value, {},
          false};
}

std::string numbers_of(const Shipment& shipment) {
  std::string numbers;
  for (const auto& one : shipment.trackings.value) {
    numbers += (numbers.empty() ? "" : ", ") + one.number;
  }
  return numbers;
}

Shipment find_shipment(Tx& tx, const OrderId& order, const ShipmentId& id) {
  auto shipment = tx.find<Shipment>("WHERE tenant_id = $1 AND id = $2 AND order_id = $3",
                                    tx.tenant(), id, order);
  if (!shipment) throw Refused(kNotFound);
  return std::move(*shipment);
}

/// A parcel's number is what the customer on the phone reads out.
void index_numbers(Tx& tx, const Shipment& shipment) {
  index_text(tx, shipment.order_id, numbers_of(shipment), Visibility::public_);
}

struct Told {
  std::string_view kind;
  Visibility visibility;
};

Told event_of(ShipmentAction action) {
  switch (action) {
    case ShipmentAction::deliver:
      return {"shipment.delivered", Visibility::public_};
    case ShipmentAction::lose:
      return {"shipment.lost", Visibility::internal};
    case ShipmentAction::take_back:
      return {"shipment.returned", Visibility::public_};
    default:
      return {"shipment.cancelled", Visibility::internal};
  }
}

}  // namespace

Order ship_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                 const ShipOrder& input) {
  OrderChange change = take_order(tx, actor, id, version);
  change.require_action(OrderAction::ship);
  const auto lines = lines_to_ship(change, input);
  confirm_first(change);
  Shipment shipment;
  shipment.tenant_id = tx.tenant();
  shipment.id = tx.new_id<ShipmentId>();
  shipment.order_id = id;
  shipment.shipped_by = actor.name;
  shipment.created_at_ms = tx.now_ms();
  shipment.shipped_at_ms = tx.now_ms();
  if (input.parcel) put_parcel(tx, shipment, *input.parcel);
  tx.insert(shipment);
  ShipmentData data = data_of(shipment);
  for (const auto& [line_id, quantity_milli] : lines) {
    tx.insert(ShipmentLine{tx.tenant(), shipment.id, line_id, quantity_milli});
    OrderLine line = *std::ranges::find(change.lines, line_id, &OrderLine::id);
    line.quantity_milli = quantity_milli;
    data.lines.push_back(summary_of({line}));
  }
  follow_shipments(change);
  data.partial = change.order.unshipped_lines > 0;
  index_numbers(tx, shipment);
  Draft draft = change.draft("shipment.shipped", Visibility::public_, RawJson(to_json(data)));
  draft.subject = input.subject;
  draft.body = input.body;
  draft.notify = input.notify ? Notify::mail : Notify::none;
  change.note(draft);
  return change.store();
}

Order change_parcel(Tx& tx, const Actor& actor, const OrderId& id, const ShipmentId& shipment_id,
                    SeenVersion version, const Parcel& input) {
  OrderChange change = take_order(tx, actor, id, version);
  require(actor, Right::shipment_write, change.order.account_path);
  Shipment shipment = find_shipment(tx, id, shipment_id);
  const std::string before = numbers_of(shipment);
  const Carrier carrier_before = shipment.carrier;
  put_parcel(tx, shipment, input);
  tx.update(shipment);
  index_numbers(tx, shipment);
  ChangedFields fields;
  if (carrier_before != shipment.carrier) {
    fields.note("carrier", std::string(enum_name(carrier_before)),
                std::string(enum_name(shipment.carrier)));
  }
  if (before != numbers_of(shipment)) fields.note("trackings", before, numbers_of(shipment));
  if (fields.empty()) return change.store();
  change.note(change.draft("shipment.changed", Visibility::public_, fields.json()));
  return change.store();
}

Order move_shipment(Tx& tx, const Actor& actor, const OrderId& id, const ShipmentId& shipment_id,
                    SeenVersion version, ShipmentAction action) {
  OrderChange change = take_order(tx, actor, id, version);
  require(actor, Right::shipment_write, change.order.account_path);
  Shipment shipment = find_shipment(tx, id, shipment_id);
  const auto* step = find_transition(kShipmentLife, shipment.state, action);
  const bool over = change.order.state == OrderState::completed &&
                    (action == ShipmentAction::cancel || action == ShipmentAction::lose);
  if (!step || over) {
    throw Refused(kWrongState, {{"state", std::string(enum_name(shipment.state))},
                                {"action", std::string(enum_name(action))}});
  }
  shipment.state = step->to;
  shipment.ended_at_ms = tx.now_ms();
  tx.update(shipment);
  follow_shipments(change);
  const Told event = event_of(action);
  change.note(change.draft(event.kind, event.visibility, RawJson(to_json(data_of(shipment)))));
  return change.store();
}

OrderShipments shipments_of(Tx& tx, const Actor& actor, const OrderId& id) {
  const Order order = load_order(tx, actor, id);
  const auto lines = lines_of(tx, id);
  const Moved moved = moved_of(tx, id);
  const bool may{can(actor, Right::shipment_write, order.account_path)};
  const bool staff = actor.staff() || actor.kind == ActorKind::system;
  OrderShipments out;
  for (const auto& line : lines) {
    if (const auto open = open_milli(line, moved); open > 0) {
      out.open.push_back({line.id, line.name, line.sku, open});
    }
  }
  for (const auto& shipment : tx.select<Shipment>(
           "WHERE tenant_id = $1 AND order_id = $2 ORDER BY created_at_ms, id", tx.tenant(), id)) {
    if (!staff && shipment.state == ShipmentState::cancelled) continue;
    ShipmentView view{shipment.id,
                      shipment.state,
                      shipment.carrier,
                      shipment.carrier_name,
                      shipment.trackings.value,
                      {},
                      shipment.shipped_at_ms,
                      shipment.ended_at_ms,
                      {}};
    for (const auto& part : tx.select<ShipmentLine>("WHERE tenant_id = $1 AND shipment_id = $2",
                                                    tx.tenant(), shipment.id)) {
      const auto line = std::ranges::find(lines, part.line_id, &OrderLine::id);
      if (line == lines.end()) continue;
      view.lines.push_back({line->id, line->name, line->sku, part.quantity_milli});
    }
    for (const auto& step : kShipmentLife) {
      if (may && step.from == shipment.state) {
        view.actions.emplace_back(enum_name(step.action));
      }
    }
    out.items.push_back(std::move(view));
  }
  return out;
}

}  // namespace kontor
