-- owner: kernel
-- The last three tables get their wall. Each is read across tenants by a transaction of no tenant:
-- the directory of tenants before it is known whose a request is, jobs by the workers, hints by
-- the reader of other programs. A transaction of a tenant sees and writes its own rows only.
-- CASE and not OR: the planner takes an OR for a second filter by tenant, expects a fraction of the
-- rows and sorts a long list of jobs instead of reading its beginning.
-- postgres:
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON tenants USING (
  CASE current_setting('kontor.tenant', true)
    WHEN '00000000-0000-0000-0000-000000000000' THEN true
    ELSE tenant_id = NULLIF(current_setting('kontor.tenant', true), '')::uuid
  END);
ALTER TABLE job ENABLE ROW LEVEL SECURITY;
ALTER TABLE job FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON job USING (
  CASE current_setting('kontor.tenant', true)
    WHEN '00000000-0000-0000-0000-000000000000' THEN true
    ELSE tenant_id = NULLIF(current_setting('kontor.tenant', true), '')::uuid
  END);
ALTER TABLE change_hint ENABLE ROW LEVEL SECURITY;
ALTER TABLE change_hint FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON change_hint USING (
  CASE current_setting('kontor.tenant', true)
    WHEN '00000000-0000-0000-0000-000000000000' THEN true
    ELSE tenant_id = NULLIF(current_setting('kontor.tenant', true), '')::uuid
  END);
