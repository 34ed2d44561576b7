-- owner: pricing
-- Price requests (model.md, PriceRequest): somebody asks for other prices of lines of a cart, the
-- operator answers. Each round is a row and stays; the lines keep what was asked and granted.

CREATE TABLE price_request (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  order_id {id} NOT NULL,
  order_number {text} NOT NULL,
  account_id {id} NOT NULL,
  round {bigint} NOT NULL,
  state {text} NOT NULL CHECK (state IN
    ('open', 'approved', 'rejected', 'countered', 'withdrawn', 'taken', 'closed')),
  reason {text} NOT NULL CHECK (reason <> ''),
  asker_account_id {id} NOT NULL,
  asked_by {id},
  asked_by_name {text} NOT NULL,
  asked_at_ms {bigint} NOT NULL,
  content_revision {bigint} NOT NULL,
  rule {text} NOT NULL,
  answered_by {id},
  answered_by_name {text} NOT NULL,
  answered_at_ms {bigint},
  comment {text} NOT NULL,
  PRIMARY KEY (tenant_id, id)
) {strict};
{tenant_wall price_request};
-- One open request per cart (row P30), and what locks it.
CREATE UNIQUE INDEX price_request_open ON price_request (tenant_id, order_id)
  WHERE state = 'open';
CREATE UNIQUE INDEX price_request_round ON price_request (tenant_id, order_id, round);
CREATE INDEX price_request_state ON price_request (tenant_id, state, asked_at_ms, id);
CREATE INDEX price_request_asked ON price_request (tenant_id, asked_at_ms, id);

-- Prices in 1/10,000 of the unit. `asked_value` as it was typed: basis points off, amount off, or
-- the price itself.
CREATE TABLE price_request_line (
  tenant_id {id} NOT NULL,
  request_id {id} NOT NULL,
  position {bigint} NOT NULL,
  line_id {id} NOT NULL,
  variant_id {id},
  sku {text} NOT NULL,
  name {text} NOT NULL,
  unit {text} NOT NULL,
  quantity_milli {bigint} NOT NULL,
  charge_type {text} NOT NULL,
  list_price_e4 {bigint},
  current_price_e4 {bigint},
  floor_price_e4 {bigint},
  asked_kind {text} NOT NULL CHECK (asked_kind IN ('percent', 'amount', 'unit_price')),
  asked_value {bigint} NOT NULL CHECK (asked_value >= 0),
  asked_price_e4 {bigint} NOT NULL CHECK (asked_price_e4 >= 0),
  answer {text} NOT NULL CHECK (answer IN ('open', 'approved', 'rejected', 'countered')),
  granted_price_e4 {bigint} CHECK (granted_price_e4 >= 0),
  comment {text} NOT NULL,
  PRIMARY KEY (tenant_id, request_id, position),
  FOREIGN KEY (tenant_id, request_id) REFERENCES price_request (tenant_id, id)
) {strict};
{tenant_wall price_request_line};
-- What was granted before for an article, and to whom.
CREATE INDEX price_request_line_granted ON price_request_line (tenant_id, variant_id, request_id)
  WHERE granted_price_e4 IS NOT NULL;
