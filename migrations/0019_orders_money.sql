-- owner: orders
-- What of an order's money and goods has moved: facets, written with the payment or the shipment.
ALTER TABLE orders ADD COLUMN paid_cents {bigint} NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN refunded_cents {bigint} NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN unshipped_lines {bigint} NOT NULL DEFAULT 0;
UPDATE orders SET unshipped_lines = (SELECT count(*) FROM order_line l WHERE
  l.tenant_id = orders.tenant_id AND l.order_id = orders.id AND l.needs_shipping = 1);
