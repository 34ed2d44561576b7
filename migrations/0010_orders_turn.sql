-- owner: orders
-- Orders by whose turn it is: "waiting for the customer" read all open orders to find the few.
CREATE INDEX orders_turn ON orders (tenant_id, open, turn, turn_since_ms, id);
