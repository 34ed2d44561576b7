-- owner: fulfilment
-- Shipments (model.md, Shipment): which lines went out in which parcel, with whom, under which
-- numbers. The state of the order's fulfilment follows from them.

CREATE TABLE shipment (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  order_id {id} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('planned', 'ready', 'shipped', 'delivered', 'lost',
                                         'returned', 'cancelled')),
  carrier {text} NOT NULL,
  carrier_name {text} NOT NULL,
  trackings {json} NOT NULL,
  shipped_by {text} NOT NULL,
  created_at_ms {bigint} NOT NULL,
  shipped_at_ms {bigint},
  ended_at_ms {bigint},
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
) {strict};
{tenant_wall shipment};
CREATE INDEX shipment_order ON shipment (tenant_id, order_id, created_at_ms);

CREATE TABLE shipment_line (
  tenant_id {id} NOT NULL,
  shipment_id {id} NOT NULL,
  line_id {id} NOT NULL,
  quantity_milli {bigint} NOT NULL CHECK (quantity_milli > 0),
  PRIMARY KEY (tenant_id, shipment_id, line_id),
  FOREIGN KEY (tenant_id, shipment_id) REFERENCES shipment (tenant_id, id)
) {strict};
{tenant_wall shipment_line};
