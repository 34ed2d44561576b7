-- owner: conversation
-- The merchant's own words for the mail about an event: per event, way to pay (empty: all) and
-- language. Without a row the texts of the program are used.
CREATE TABLE event_template (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  kind {text} NOT NULL,
  method {text} NOT NULL,
  locale {text} NOT NULL,
  subject {text} NOT NULL,
  body {text} NOT NULL,
  changed_by {text} NOT NULL,
  changed_at_ms {bigint} NOT NULL,
  version {bigint} NOT NULL,
  last_seq {bigint} NOT NULL,
  last_hash {blob} NOT NULL,
  PRIMARY KEY (tenant_id, id)
) {strict};
{tenant_wall event_template};
CREATE UNIQUE INDEX event_template_for ON event_template (tenant_id, kind, method, locale);
