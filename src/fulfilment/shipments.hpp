#pragma once
// Shipments of an order (model.md, Shipment; rows S06, S21 to S23): which lines went out, with
// whom, under which numbers. An order's fulfilment state follows from them; several parcels are
// several shipments. Shipping by the quick click sends all that is open, and confirms an order that
// is not confirmed yet.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "orders/commands.hpp"

namespace kontor {

struct ShipmentTag {
  static constexpr std::string_view kPrefix = "shipment";
};
using ShipmentId = Id<ShipmentTag>;

enum class ShipmentState { planned, ready, shipped, delivered, lost, returned, cancelled };
BOOST_DESCRIBE_ENUM(ShipmentState, planned, ready, shipped, delivered, lost, returned, cancelled)

/// `cancel` takes back what was booked by mistake; of what was lost the lines are open again.
enum class ShipmentAction { deliver, lose, take_back, cancel };
BOOST_DESCRIBE_ENUM(ShipmentAction, deliver, lose, take_back, cancel)

inline constexpr std::array kShipmentLife{
    Transition{ShipmentState::shipped, ShipmentAction::deliver, ShipmentState::delivered,
               Right::shipment_write},
    Transition{ShipmentState::shipped, ShipmentAction::lose, ShipmentState::lost,
               Right::shipment_write},
    Transition{ShipmentState::shipped, ShipmentAction::take_back, ShipmentState::returned,
               Right::shipment_write},
    Transition{ShipmentState::delivered, ShipmentAction::take_back, ShipmentState::returned,
               Right::shipment_write},
    Transition{ShipmentState::shipped, ShipmentAction::cancel, ShipmentState::cancelled,
               Right::shipment_write},
};
static_assert(is_deterministic(kShipmentLife));

/// `other`: a carrier that is named, with an address of its own for following a parcel.
enum class Carrier { none, dhl, dpd, gls, hermes, ups, fedex, post, other };
BOOST_DESCRIBE_ENUM(Carrier, none, dhl, dpd, gls, hermes, ups, fedex, post, other)

struct Tracking {
  std::string number;
  std::string url;  ///< https, or empty
};
BOOST_DESCRIBE_STRUCT(Tracking, (), (number, url))

struct Shipment {
  static constexpr std::string_view kTable = "shipment";
  static constexpr int kKeyColumns = 2;

  TenantId tenant_id;
  ShipmentId id;
  OrderId order_id;
  ShipmentState state = ShipmentState::shipped;
  Carrier carrier = Carrier::none;
  std::string carrier_name;
  Json<std::vector<Tracking>> trackings;
  std::string shipped_by;
  std::int64_t created_at_ms = 0;
  std::optional<std::int64_t> shipped_at_ms;
  std::optional<std::int64_t> ended_at_ms;  ///< delivered, lost, back or taken back
};
BOOST_DESCRIBE_STRUCT(Shipment, (),
                      (tenant_id, id, order_id, state, carrier, carrier_name, trackings, shipped_by,
                       created_at_ms, shipped_at_ms, ended_at_ms))

struct ShipmentLine {
  static constexpr std::string_view kTable = "shipment_line";
  static constexpr int kKeyColumns = 3;

  TenantId tenant_id;
  ShipmentId shipment_id;
  LineId line_id;
  std::int64_t quantity_milli = 0;
};
BOOST_DESCRIBE_STRUCT(ShipmentLine, (), (tenant_id, shipment_id, line_id, quantity_milli))

inline constexpr Code kMoreThanOpen{"more_than_open", 409};

struct ShipLine {
  LineId line_id;
  QuantityMilli quantity_milli{1000};
};
BOOST_DESCRIBE_STRUCT(ShipLine, (), (line_id, quantity_milli))

/// The parcel itself, as it may be told later too.
struct Parcel {
  Carrier carrier = Carrier::none;
  Text<60> carrier_name;            ///< of `other`
  List<Text<60, 1>, 20> trackings;  ///< numbers
  Text<500> tracking_url;           ///< of `other`: https, with {number} where it belongs
};
BOOST_DESCRIBE_STRUCT(Parcel, (), (carrier, carrier_name, trackings, tracking_url))

struct ShipOrder : EventText {
  List<ShipLine, kMaxLines> lines;  ///< none: all that is open
  std::optional<Parcel> parcel;
};
BOOST_DESCRIBE_STRUCT(ShipOrder, (EventText), (lines, parcel))

/// Refuses nothing_to_ship, more_than_open, on_hold, and what confirming would.
Order ship_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                 const ShipOrder& input);
/// Carrier and numbers of what went out already.
Order change_parcel(Tx& tx, const Actor& actor, const OrderId& id, const ShipmentId& shipment,
                    SeenVersion version, const Parcel& input);
Order move_shipment(Tx& tx, const Actor& actor, const OrderId& id, const ShipmentId& shipment,
                    SeenVersion version, ShipmentAction action);

/// Where a parcel can be followed; empty where the carrier has no such page. `country` is the
/// merchant's: each has its own post.
std::string tracking_url(Carrier carrier, std::string_view number, std::string_view country);

struct ShipmentLineView {
  LineId line_id;
  std::string name;
  std::string sku;
  std::int64_t quantity_milli = 0;
};
BOOST_DESCRIBE_STRUCT(ShipmentLineView, (), (line_id, name, sku, quantity_milli))

struct ShipmentView {
  ShipmentId id;
  ShipmentState state = ShipmentState::shipped;
  Carrier carrier = Carrier::none;
  std::string carrier_name;
  std::vector<Tracking> trackings;
  std::vector<ShipmentLineView> lines;
  std::optional<std::int64_t> shipped_at_ms;
  std::optional<std::int64_t> ended_at_ms;
  std::vector<std::string> actions;  ///< what this person may do with it now
};
BOOST_DESCRIBE_STRUCT(ShipmentView, (),
                      (id, state, carrier, carrier_name, trackings, lines, shipped_at_ms,
                       ended_at_ms, actions))

struct OrderShipments {
  std::vector<ShipmentView> items;  ///< oldest first
  std::vector<ShipmentLineView> open;
};
BOOST_DESCRIBE_STRUCT(OrderShipments, (), (items, open))
OrderShipments shipments_of(Tx& tx, const Actor& actor, const OrderId& id);

}  // namespace kontor
