-- owner: accounts
-- Serials and numbers of accounts come from the same ranges as those of orders.
-- sqlite:
INSERT INTO number_range (tenant_id, name, next_value)
  SELECT tenant_id, 'account.' || name, next_value FROM account_counters;
-- postgres:
-- The owner is inside of the walls too; for this one statement he steps out.
ALTER TABLE account_counters NO FORCE ROW LEVEL SECURITY;
ALTER TABLE number_range NO FORCE ROW LEVEL SECURITY;
INSERT INTO number_range (tenant_id, name, next_value)
  SELECT tenant_id, 'account.' || name, next_value FROM account_counters;
ALTER TABLE number_range FORCE ROW LEVEL SECURITY;
-- both:
DROP TABLE account_counters;
