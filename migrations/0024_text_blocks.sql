-- owner: conversation
-- Text blocks: what the desk writes again and again, with placeholders, in one language each.
CREATE TABLE text_block (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  name {text} NOT NULL,
-- sqlite:
  name_key TEXT NOT NULL,
-- postgres:
  name_key text COLLATE "C" NOT NULL,
-- both:
  locale {text} NOT NULL,
  body {text} NOT NULL,
  used_in {text} NOT NULL,
  version {bigint} NOT NULL,
  last_seq {bigint} NOT NULL,
  last_hash {blob} NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CHECK (locale IN ('de', 'en', 'fr')),
  CHECK (used_in IN ('note', 'message', 'both'))
) {strict};
{tenant_wall text_block};
-- The same name stands once in each language: "Rückfrage" on German, on English, on French.
CREATE UNIQUE INDEX text_block_name ON text_block (tenant_id, name_key, locale);
