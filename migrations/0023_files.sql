-- owner: conversation
-- Files of orders: what people add to messages and notes, and what comes with a mail. The bytes are
-- in the store of files. Without an entry (event_id) a file is loose: only who added it sees it,
-- and housekeeping takes it away after a day.

CREATE TABLE order_file (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  order_id {id} NOT NULL,
  event_id {id},
  position {bigint} NOT NULL,
  name {text} NOT NULL,
  media_type {text} NOT NULL,
  size_bytes {bigint} NOT NULL CHECK (size_bytes > 0),
  file_hash {text} NOT NULL,
  thumbnail_hash {text},
  width {bigint},
  height {bigint},
  -- Of a note: staff only.
  internal {bool} NOT NULL,
  -- User or API key; nothing for what came by mail.
  added_by {id},
  added_by_name {text} NOT NULL,
  added_at_ms {bigint} NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CHECK ((width IS NULL) = (height IS NULL)),
  CHECK (event_id IS NOT NULL OR added_by IS NOT NULL)
) {strict};
{tenant_wall order_file};
CREATE INDEX order_file_order ON order_file (tenant_id, order_id, added_at_ms);
CREATE INDEX order_file_event ON order_file (tenant_id, event_id);
CREATE INDEX order_file_loose ON order_file (tenant_id, added_at_ms) WHERE event_id IS NULL;
-- Bytes go when nobody names them any more.
CREATE INDEX order_file_hash ON order_file (tenant_id, file_hash);
CREATE INDEX order_file_thumbnail ON order_file (tenant_id, thumbnail_hash);
