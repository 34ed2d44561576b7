-- owner: kernel
-- For several programs on one PostgreSQL. SQLite has one program, one writer and no use for these.
-- postgres:
-- A block of numbers that a program reserved beforehand (number_range.hpp). A number of a block
-- that stands nowhere was in the hands of a program that ended without a word.
CREATE TABLE number_block (
  tenant_id {id} NOT NULL,
  name {text} NOT NULL,
  first_value {bigint} NOT NULL,
  last_value {bigint} NOT NULL,
  node {id} NOT NULL,
  reserved_at_ms {bigint} NOT NULL,
  PRIMARY KEY (tenant_id, name, first_value)
) {strict};
{tenant_wall number_block};

-- What a program had left when it ended; the next one takes these first.
CREATE TABLE number_hole (
  tenant_id {id} NOT NULL,
  name {text} NOT NULL,
  first_value {bigint} NOT NULL,
  last_value {bigint} NOT NULL,
  reason {text} NOT NULL CHECK (reason IN ('unused')),
  node {id} NOT NULL,
  at_ms {bigint} NOT NULL,
  PRIMARY KEY (tenant_id, name, first_value)
) {strict};
{tenant_wall number_hole};

-- Hints of each transaction for the listeners of the other programs (change_feed.hpp). No wall:
-- one reader serves all tenants, and a hint holds ids only.
CREATE TABLE change_hint (
  tenant_id {id} NOT NULL,
  transaction_id {bigint} NOT NULL
    DEFAULT CAST(CAST(pg_current_xact_id() AS text) AS bigint),
  position {bigint} NOT NULL,
  node {id} NOT NULL,
  type {text} NOT NULL,
  subject {text} NOT NULL,
  version {bigint} NOT NULL,
  reach {text} NOT NULL,
  at_ms {bigint} NOT NULL,
  PRIMARY KEY (tenant_id, transaction_id, position)
) {strict};
CREATE INDEX change_hint_order ON change_hint (transaction_id, position);
-- both:
