-- owner: kernel
-- The last three tables get their wall. Each is read across tenants by a transaction of no tenant:
-- the directory of tenants before it is known whose a request is, jobs by the workers, hints by
-- the reader of other programs. A transaction of a tenant sees and writes its own rows only.
-- postgres:
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON tenants USING (
  tenant_id = NULLIF(current_setting('kontor.tenant', true), '')::uuid
  OR current_setting('kontor.tenant', true) = '00000000-0000-0000-0000-000000000000');
ALTER TABLE job ENABLE ROW LEVEL SECURITY;
ALTER TABLE job FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON job USING (
  tenant_id = NULLIF(current_setting('kontor.tenant', true), '')::uuid
  OR current_setting('kontor.tenant', true) = '00000000-0000-0000-0000-000000000000');
ALTER TABLE change_hint ENABLE ROW LEVEL SECURITY;
ALTER TABLE change_hint FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON change_hint USING (
  tenant_id = NULLIF(current_setting('kontor.tenant', true), '')::uuid
  OR current_setting('kontor.tenant', true) = '00000000-0000-0000-0000-000000000000');
