-- owner: conversation
-- Every mail that we wrote: what it says, to whom, and what became of it. Exactly one per event and
-- recipient. A link that opens something is masked in text and html; the mail with the link is in
-- `sealed` until it is sent (docs/adr/0030).
CREATE TABLE outbox_mail (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  event_id {id} NOT NULL,
  kind {text} NOT NULL,
  order_id {id},
  order_number {text} NOT NULL,
  from_address {text} NOT NULL,
  from_name {text} NOT NULL,
  to_address {text} NOT NULL,
-- sqlite:
  to_key TEXT NOT NULL,
-- postgres:
  to_key text COLLATE "C" NOT NULL,
-- both:
  to_name {text} NOT NULL,
  reply_to {text} NOT NULL,
  locale {text} NOT NULL,
  subject {text} NOT NULL,
  body_text {text} NOT NULL,
  body_html {text} NOT NULL,
  sealed {blob},
  link_expires_at_ms {bigint},
  message_id {text} NOT NULL,
  reference_ids {json} NOT NULL,
  state {text} NOT NULL,
  attempts {bigint} NOT NULL,
  round {bigint} NOT NULL,
  last_error {text} NOT NULL,
  created_at_ms {bigint} NOT NULL,
  sent_at_ms {bigint},
  PRIMARY KEY (tenant_id, id),
  CHECK (state IN ('queued', 'sent', 'failed', 'held')),
  CHECK ((state = 'sent') = (sent_at_ms IS NOT NULL)),
  CHECK (state <> 'sent' OR sealed IS NULL)
) {strict};
{tenant_wall outbox_mail};
CREATE UNIQUE INDEX outbox_mail_once ON outbox_mail (tenant_id, event_id, to_key);
CREATE INDEX outbox_mail_state ON outbox_mail (tenant_id, state, id);
CREATE INDEX outbox_mail_order ON outbox_mail (tenant_id, order_id, id);
CREATE INDEX outbox_mail_number ON outbox_mail (tenant_id, order_number, id);
CREATE INDEX outbox_mail_to ON outbox_mail (tenant_id, to_key, id);
