-- owner: orders
-- What a cart is for (row P48): the customer's contract and the business case. A merchant may ask
-- for one open cart per contract, except for re-orders: such a cart carries the key.
ALTER TABLE orders ADD COLUMN contract_number {text} NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN business_case {text};
ALTER TABLE orders ADD COLUMN contract_key {text};
CREATE UNIQUE INDEX orders_contract ON orders (tenant_id, account_id, contract_key)
  WHERE contract_key IS NOT NULL;
ALTER TABLE tenants ADD COLUMN one_cart_per_contract {bool} NOT NULL DEFAULT 0;
