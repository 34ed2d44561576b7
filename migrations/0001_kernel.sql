-- owner: kernel
-- Everything that happened, per subject in order, chained by hashes (event.hpp).
CREATE TABLE event (
  tenant_id {id} NOT NULL,
  subject_type {text} NOT NULL,
  subject_id {id} NOT NULL,
  seq {bigint} NOT NULL,
  id {id} NOT NULL,
  kind {text} NOT NULL,
  visibility {text} NOT NULL CHECK (visibility IN ('public', 'internal')),
  via {text} NOT NULL,
  at_ms {bigint} NOT NULL,
  subject_version {bigint} NOT NULL,
  reply_to {id},
  notify {text} NOT NULL CHECK (notify IN ('none', 'mail', 'portal')),
  content {json},
  data {json},
  salt {blob},
  digest {blob} NOT NULL,
  prev_hash {blob} NOT NULL,
  hash {blob} NOT NULL,
  erased_at_ms {bigint},
  PRIMARY KEY (tenant_id, subject_type, subject_id, seq),
  -- A note can never be shown or sent (rows S13, S14).
  CHECK (kind NOT IN ('note', 'call') OR (visibility = 'internal' AND notify = 'none')),
  CHECK (kind NOT LIKE 'label.%' OR visibility = 'internal')
) {strict};
{tenant_wall event};
CREATE UNIQUE INDEX event_id ON event (tenant_id, id);

-- What customers may read of it. The portal reads nothing else.
-- sqlite:
CREATE VIEW public_event AS SELECT * FROM event WHERE visibility = 'public';
-- postgres:
CREATE VIEW public_event WITH (security_invoker = true) AS
  SELECT * FROM event WHERE visibility = 'public';
-- both:

-- Work to be done after the commit. No wall: one worker serves all tenants, payloads hold ids only.
CREATE TABLE job (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  queue {text} NOT NULL,
  job_key {text} NOT NULL,
  payload {json} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('waiting', 'done', 'dead', 'held', 'discarded')),
  run_at_ms {bigint} NOT NULL,
  attempts {bigint} NOT NULL,
  fence {bigint} NOT NULL,
  leased {bool} NOT NULL,
  last_error {text} NOT NULL,
  subject {text} NOT NULL,
  created_at_ms {bigint} NOT NULL,
  finished_at_ms {bigint},
  PRIMARY KEY (tenant_id, id)
) {strict};
CREATE UNIQUE INDEX job_once ON job (tenant_id, queue, job_key);
CREATE INDEX job_due ON job (run_at_ms) WHERE state = 'waiting';
CREATE INDEX job_state ON job (tenant_id, state, id);

-- Answers to writes that carried an Idempotency-Key, kept 30 days.
CREATE TABLE idempotency (
  tenant_id {id} NOT NULL,
  actor_key {text} NOT NULL,
  idempotency_key {text} NOT NULL,
  route {text} NOT NULL,
  body_hash {blob} NOT NULL,
  status {bigint} NOT NULL,
  etag {text} NOT NULL,
  body {text} NOT NULL,
  created_at_ms {bigint} NOT NULL,
  CONSTRAINT idempotency_once PRIMARY KEY (tenant_id, actor_key, idempotency_key)
) {strict};
{tenant_wall idempotency};
CREATE INDEX idempotency_age ON idempotency (tenant_id, created_at_ms);

-- Human numbers (A-2026-000123). On PostgreSQL a process reserves blocks (numbers.hpp).
CREATE TABLE number_range (
  tenant_id {id} NOT NULL,
  name {text} NOT NULL,
  next_value {bigint} NOT NULL,
  PRIMARY KEY (tenant_id, name)
) {strict};
{tenant_wall number_range};
