-- owner: orders
-- The search asks whether an order has a word: it read all words of the order.
DROP INDEX order_term_order;
CREATE INDEX order_term_order ON order_term (tenant_id, order_id, term, source);
-- "14 done today" read every order of the tenant; this index alone answers it.
DROP INDEX orders_left_inbox;
CREATE INDEX orders_left_inbox ON orders (tenant_id, left_inbox_at_ms, queue)
  WHERE left_inbox_at_ms IS NOT NULL;
-- Carts by their last change: the list walked all orders to meet the few carts.
CREATE INDEX orders_state_changed ON orders (tenant_id, state, changed_at_ms, id);
