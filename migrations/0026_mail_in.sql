-- owner: conversation
-- Mails that came in, and what became of each. The mail itself is in the store of files, by its
-- hash. A mail is taken in once: the same Message-ID with the same content is the same mail.
CREATE TABLE inbound_mail (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  message_id {text} NOT NULL,
  content_hash {text} NOT NULL,
  source_hash {text} NOT NULL,
  size_bytes {bigint} NOT NULL,
  state {text} NOT NULL,
  -- By what it was attached, why nobody knew where to, or what made it automatic.
  reason {text} NOT NULL,
  order_id {id},
  event_id {id},
  from_address {text} NOT NULL,
  from_key {text} NOT NULL,
  from_name {text} NOT NULL,
  to_address {text} NOT NULL,
  subject {text} NOT NULL,
  body {text} NOT NULL,
  folded {text} NOT NULL,
  copied_to {json} NOT NULL,
  files {json} NOT NULL,
  flaws {json} NOT NULL,
  sent_at_ms {bigint},
  received_at_ms {bigint} NOT NULL,
  authentication {text} NOT NULL,
  spoofed {bool} NOT NULL,
  suggested_order_id {id},
  suggested_account_id {id},
  -- That nobody is there was told then.
  away_sent_at_ms {bigint},
  handled_by {text} NOT NULL,
  handled_at_ms {bigint},
  version {bigint} NOT NULL,
  last_seq {bigint} NOT NULL,
  last_hash {blob} NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CHECK (state IN ('attached', 'unassigned', 'discarded', 'automatic', 'bounced')),
  CHECK (authentication IN ('pass', 'fail', 'none')),
  CHECK (state NOT IN ('attached', 'bounced') OR event_id IS NOT NULL),
  CHECK (event_id IS NULL OR order_id IS NOT NULL)
) {strict};
{tenant_wall inbound_mail};
CREATE UNIQUE INDEX inbound_mail_once ON inbound_mail (tenant_id, message_id, content_hash);
CREATE INDEX inbound_mail_state ON inbound_mail (tenant_id, state, id);
CREATE INDEX inbound_mail_order ON inbound_mail (tenant_id, order_id, received_at_ms);
CREATE INDEX inbound_mail_content ON inbound_mail (tenant_id, content_hash, received_at_ms);
CREATE INDEX inbound_mail_from ON inbound_mail (tenant_id, from_key, away_sent_at_ms);
CREATE INDEX inbound_mail_event ON inbound_mail (tenant_id, event_id);

-- An answer names the mail that it answers.
CREATE INDEX outbox_mail_message ON outbox_mail (tenant_id, message_id);
-- A mail that came back: the other side took it and could not deliver it.
ALTER TABLE outbox_mail ADD COLUMN bounced_at_ms {bigint};

-- Where the tenant's mails are fetched. The password or refresh token is sealed.
CREATE TABLE mailbox (
  tenant_id {id} NOT NULL,
  address {text} NOT NULL,
  address_key {text} NOT NULL,
  enabled {bool} NOT NULL,
  url {text} NOT NULL,
  user_name {text} NOT NULL,
  login {text} NOT NULL,
  sealed_secret {blob},
  token_url {text} NOT NULL,
  client_id {text} NOT NULL,
  folder {text} NOT NULL,
  trusted_server {text} NOT NULL,
  uid_validity {bigint} NOT NULL,
  last_uid {bigint} NOT NULL,
  last_fetch_at_ms {bigint},
  last_error {text} NOT NULL,
  away_text {text} NOT NULL,
  away_days {text} NOT NULL,
  away_from_minute {bigint} NOT NULL,
  away_until_minute {bigint} NOT NULL,
  PRIMARY KEY (tenant_id),
  CHECK (login IN ('password', 'oauth'))
) {strict};
{tenant_wall mailbox};
