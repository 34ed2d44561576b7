-- owner: orders
-- Orders of a state by how long they wait ("in progress"), and by due date, those without one last:
-- both lists were sorted anew for each page (src/plans_test.cpp).
CREATE INDEX orders_state_waiting ON orders (tenant_id, state, turn_since_ms, id);
DROP INDEX orders_due;
CREATE INDEX orders_due ON orders (tenant_id, open, (COALESCE(due_on, '9999-12-31')), id);
