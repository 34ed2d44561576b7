-- owner: orders
-- When somebody of the team last took it out of the inbox: "14 done today".
ALTER TABLE orders ADD COLUMN left_inbox_at_ms {bigint};
CREATE INDEX orders_left_inbox ON orders (tenant_id, left_inbox_at_ms)
  WHERE left_inbox_at_ms IS NOT NULL;

-- Ways to pay and to ship are changed in the settings: with a version and a log of their own.
ALTER TABLE order_method ADD COLUMN version {bigint} NOT NULL DEFAULT 1;
ALTER TABLE order_method ADD COLUMN last_seq {bigint} NOT NULL DEFAULT 0;
-- sqlite:
ALTER TABLE order_method ADD COLUMN last_hash BLOB NOT NULL DEFAULT x'';
-- postgres:
ALTER TABLE order_method ADD COLUMN last_hash bytea NOT NULL DEFAULT ''::bytea;
-- both:
