-- owner: payments
-- Money of orders (model.md, Payment): what came in, what went back, and the ledger of both. The
-- sums stand on the order and are compared with the ledger by `kontor verify` (invariant I5).

CREATE TABLE payment (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  order_id {id} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('created', 'pending', 'authorized', 'captured', 'failed',
                                         'cancelled', 'unknown')),
  method {text} NOT NULL,
  provider {text} NOT NULL,
  reference {text} NOT NULL,
  amount_cents {bigint} NOT NULL CHECK (amount_cents > 0),
  currency {text} NOT NULL,
  received_on {text} NOT NULL,
  booked_by {text} NOT NULL,
  created_at_ms {bigint} NOT NULL,
  ended_at_ms {bigint},
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
) {strict};
{tenant_wall payment};
CREATE INDEX payment_order ON payment (tenant_id, order_id, created_at_ms);
-- A provider tells of the same payment more than once.
CREATE UNIQUE INDEX payment_reference ON payment (tenant_id, provider, reference)
  WHERE provider <> 'manual';

CREATE TABLE refund (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  order_id {id} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('created', 'pending', 'done', 'failed')),
  provider {text} NOT NULL,
  reference {text} NOT NULL,
  amount_cents {bigint} NOT NULL CHECK (amount_cents > 0),
  currency {text} NOT NULL,
  reason {text} NOT NULL,
  booked_by {text} NOT NULL,
  created_at_ms {bigint} NOT NULL,
  done_at_ms {bigint},
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
) {strict};
{tenant_wall refund};
CREATE INDEX refund_order ON refund (tenant_id, order_id, created_at_ms);

-- Append only: a mistake is taken back by an entry of its own.
CREATE TABLE ledger_entry (
  tenant_id {id} NOT NULL,
  order_id {id} NOT NULL,
  position {bigint} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('payment', 'payment_void', 'refund')),
  amount_cents {bigint} NOT NULL CHECK ((kind = 'payment') = (amount_cents > 0)),
  currency {text} NOT NULL,
  payment_id {id},
  refund_id {id},
  at_ms {bigint} NOT NULL,
  PRIMARY KEY (tenant_id, order_id, position),
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id),
  CHECK ((kind = 'refund') = (refund_id IS NOT NULL)),
  CHECK ((kind = 'refund') = (payment_id IS NULL))
) {strict};
{tenant_wall ledger_entry};
