-- owner: quotes
-- Quotes (model.md, Quote): frozen snapshots of a cart, the links they were sent with, and what
-- became of them.

CREATE TABLE quote (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  number {text} NOT NULL,
  edition {bigint} NOT NULL,
  order_id {id} NOT NULL,
  cart_number {text} NOT NULL,
  account_id {id} NOT NULL,
  account_path {text} NOT NULL,
  seller_account_id {id} NOT NULL,
  state {text} NOT NULL CHECK (state IN
    ('created', 'sent', 'accepted', 'rejected', 'withdrawn', 'expired', 'closed')),
  title {text} NOT NULL,
  currency {text} NOT NULL,
  total_cents {bigint} NOT NULL,
  monthly_cents {bigint} NOT NULL,
  yearly_cents {bigint} NOT NULL,
  locale {text} NOT NULL,
  recipient {json} NOT NULL,
  snapshot_hash {blob} NOT NULL,
  content_revision {bigint} NOT NULL,
  valid_days {bigint} NOT NULL CHECK (valid_days BETWEEN 1 AND 365),
  created_by {id},
  created_by_name {text} NOT NULL,
  created_at_ms {bigint} NOT NULL,
  sent_at_ms {bigint},
  expires_at_ms {bigint},
  opened_at_ms {bigint},
  ended_by {text} NOT NULL,
  ended_at_ms {bigint},
  -- Last, so that lists do not read over them.
  message {text} NOT NULL,
  answer {json} NOT NULL,
  snapshot {json} NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CHECK (state = 'created' OR state = 'withdrawn' OR sent_at_ms IS NOT NULL)
) {strict};
{tenant_wall quote};
CREATE UNIQUE INDEX quote_number ON quote (tenant_id, number, edition);
-- One live quote per order (row P32, invariant I6), and what locks its cart.
CREATE UNIQUE INDEX quote_live ON quote (tenant_id, order_id)
  WHERE state IN ('created', 'sent', 'rejected', 'expired');
CREATE INDEX quote_order ON quote (tenant_id, order_id, created_at_ms);
-- Ids grow with time: the overview, newest first, is the order of the key.
CREATE INDEX quote_list ON quote (tenant_id, state, id);
CREATE INDEX quote_path ON quote (tenant_id, account_path, state);
CREATE INDEX quote_due ON quote (tenant_id, state, expires_at_ms, id);

-- How quotes look, and how long they are valid: the merchant's row is that of the root account.
CREATE TABLE letterhead (
  tenant_id {id} NOT NULL,
  account_id {id} NOT NULL,
  logo {text} NOT NULL,
  footer {text} NOT NULL,
  terms_url {text} NOT NULL,
  imprint_url {text} NOT NULL,
  privacy_url {text} NOT NULL,
  texts {json} NOT NULL,
  valid_days {bigint} NOT NULL CHECK (valid_days BETWEEN 1 AND 365),
  remind_days {bigint} NOT NULL CHECK (remind_days BETWEEN 0 AND 60),
  version {bigint} NOT NULL,
  last_seq {bigint} NOT NULL,
  last_hash {blob} NOT NULL,
  PRIMARY KEY (tenant_id, account_id)
) {strict};
{tenant_wall letterhead};

-- Papers of a quote: as it was sent, and what was accepted. The bytes are in the store of files.
CREATE TABLE quote_paper (
  tenant_id {id} NOT NULL,
  quote_id {id} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('sent', 'accepted')),
  made_for_ms {bigint} NOT NULL,
  file_hash {text} NOT NULL,
  file_bytes {bigint} NOT NULL,
  PRIMARY KEY (tenant_id, quote_id, kind, made_for_ms),
  FOREIGN KEY (tenant_id, quote_id) REFERENCES quote (tenant_id, id)
) {strict};
{tenant_wall quote_paper};

-- One row per recipient and sending. The token is made from the row's id and a key that is not in
-- the database; only its hash is here.
CREATE TABLE quote_link (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  quote_id {id} NOT NULL,
  token_hash {blob} NOT NULL,
  sent_to {text} NOT NULL,
  sent_at_ms {bigint} NOT NULL,
  expires_at_ms {bigint} NOT NULL,
  opened_at_ms {bigint},
  asked_at_ms {bigint},
  asked {bigint} NOT NULL,
  ended_at_ms {bigint},
  end_reason {text} NOT NULL CHECK (end_reason IN
    ('', 'expired', 'resent', 'withdrawn', 'rejected', 'accepted')),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, quote_id) REFERENCES quote (tenant_id, id)
) {strict};
{tenant_wall quote_link};
CREATE UNIQUE INDEX quote_link_token ON quote_link (tenant_id, token_hash);
CREATE INDEX quote_link_quote ON quote_link (tenant_id, quote_id, sent_at_ms);
