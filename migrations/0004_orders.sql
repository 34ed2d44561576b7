-- owner: orders
-- Cart and order are one record. Columns from `queue` on are facets: what lists filter and sort by,
-- written by the command that changes their cause (kontor verify compares them).
CREATE TABLE orders (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  state {text} NOT NULL,
  type {text} NOT NULL,
  origin {text} NOT NULL,
  account_id {id} NOT NULL,
  account_path {text} NOT NULL,
  partner_id {id},
  sub_partner_id {id},
  cart_number {text} NOT NULL,
  order_number {text},
  name {text} NOT NULL,
  own_reference {text} NOT NULL,
  currency {text} NOT NULL,
  gross {bool} NOT NULL,
  price_list_id {id} NOT NULL,
  locale {text} NOT NULL,
  payment_method {text},
  shipping_method {text},
  shipping_cost_cents {bigint} NOT NULL,
  billing_address {json} NOT NULL,
  shipping_address {json} NOT NULL,
  requested_delivery_on {text},
  note_to_merchant {text} NOT NULL,
  discount_bp {bigint} NOT NULL,
  discount_cents {bigint} NOT NULL,
  totals {json} NOT NULL,
  tax_decision {json} NOT NULL,
  decline_reason {text},
  decline_message {text} NOT NULL,
  created_by {text} NOT NULL,
  created_at_ms {bigint} NOT NULL,
  placed_at_ms {bigint},
  confirmed_at_ms {bigint},
  ended_at_ms {bigint},
  changed_at_ms {bigint} NOT NULL,
  content_revision {bigint} NOT NULL,
  version {bigint} NOT NULL,
  last_seq {bigint} NOT NULL,
  last_hash {blob} NOT NULL,
  queue {text} NOT NULL,
  open {bool} NOT NULL,
  payment_state {text} NOT NULL,
  fulfilment_state {text} NOT NULL,
  unpaid_open {bool} NOT NULL,
  was_paid {bool} NOT NULL,
  was_shipped {bool} NOT NULL,
  was_cancelled {bool} NOT NULL,
  was_refunded {bool} NOT NULL,
  turn {text} NOT NULL,
  turn_since_ms {bigint} NOT NULL,
  assignee_id {id},
  due_on {text},
  recurring {bool} NOT NULL,
  has_unpriced {bool} NOT NULL,
  lines_count {bigint} NOT NULL,
  holds_count {bigint} NOT NULL,
  summary {text} NOT NULL,
  total_cents {bigint} NOT NULL,
  sort_at_ms {bigint} NOT NULL,
  last_customer_seq {bigint} NOT NULL,
  last_answer_seq {bigint} NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id),
  CHECK (state IN ('cart', 'pending', 'processing', 'confirmed', 'completed', 'declined',
                   'cancelled')),
  CHECK (state = 'cart' OR order_number IS NOT NULL)
) {strict};
{tenant_wall orders};
CREATE UNIQUE INDEX orders_cart_number ON orders (tenant_id, cart_number);
CREATE UNIQUE INDEX orders_order_number ON orders (tenant_id, order_number);
-- Every list of staff is a queue or a state in the order of waiting or of arrival.
CREATE INDEX orders_queue ON orders (tenant_id, queue, turn_since_ms, id);
CREATE INDEX orders_queue_arrival ON orders (tenant_id, queue, sort_at_ms, id);
CREATE INDEX orders_state ON orders (tenant_id, state, sort_at_ms, id);
CREATE INDEX orders_arrival ON orders (tenant_id, sort_at_ms, id);
CREATE INDEX orders_changed ON orders (tenant_id, changed_at_ms, id);
CREATE INDEX orders_waiting ON orders (tenant_id, open, turn_since_ms, id);
CREATE INDEX orders_due ON orders (tenant_id, open, due_on, id);
CREATE INDEX orders_unpaid ON orders (tenant_id, unpaid_open, sort_at_ms, id);
CREATE INDEX orders_assignee ON orders (tenant_id, assignee_id, open, turn_since_ms, id);
-- Lists of customers and partners are one account or a stretch of the tree.
CREATE INDEX orders_account ON orders (tenant_id, account_id, state, sort_at_ms, id);
CREATE INDEX orders_path ON orders (tenant_id, account_path, sort_at_ms, id);

CREATE TABLE order_line (
  tenant_id {id} NOT NULL,
  order_id {id} NOT NULL,
  id {id} NOT NULL,
  position {bigint} NOT NULL,
  variant_id {id},
  sku {text} NOT NULL,
  name {text} NOT NULL,
  description {text} NOT NULL,
  unit {text} NOT NULL,
  quantity_milli {bigint} NOT NULL,
  unit_price_e4 {bigint},
  list_price_e4 {bigint},
  price_source {text} NOT NULL,
  discount_bp {bigint} NOT NULL,
  charge_type {text} NOT NULL,
  tax_class {text} NOT NULL,
  tax_rate_bp {bigint} NOT NULL,
  needs_shipping {bool} NOT NULL,
  by_quote {bool} NOT NULL,
  amount_cents {bigint},
  stock_hint {text} NOT NULL,
  PRIMARY KEY (tenant_id, order_id, id),
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
) {strict};
{tenant_wall order_line};

-- A hold that ended keeps its row: when, and the event that ended it.
CREATE TABLE order_hold (
  tenant_id {id} NOT NULL,
  order_id {id} NOT NULL,
  id {id} NOT NULL,
  kind {text} NOT NULL,
  blocks {text} NOT NULL CHECK (blocks IN ('confirm', 'ship', 'both')),
  reason {text} NOT NULL,
  owner {text} NOT NULL,
  since_ms {bigint} NOT NULL,
  ended_at_ms {bigint},
  PRIMARY KEY (tenant_id, order_id, id),
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
) {strict};
{tenant_wall order_hold};

CREATE TABLE label (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  name {text} NOT NULL,
  name_key {text} NOT NULL,
  color {text} NOT NULL,
  owner {text} NOT NULL,
  due_on {text},
  version {bigint} NOT NULL,
  last_seq {bigint} NOT NULL,
  last_hash {blob} NOT NULL,
  PRIMARY KEY (tenant_id, id)
) {strict};
{tenant_wall label};
CREATE UNIQUE INDEX label_name ON label (tenant_id, name_key);

CREATE TABLE order_label (
  tenant_id {id} NOT NULL,
  order_id {id} NOT NULL,
  label_id {id} NOT NULL,
  PRIMARY KEY (tenant_id, order_id, label_id),
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id),
  FOREIGN KEY (tenant_id, label_id) REFERENCES label (tenant_id, id)
) {strict};
{tenant_wall order_label};
CREATE INDEX order_label_label ON order_label (tenant_id, label_id, order_id);

-- How far each user has read.
CREATE TABLE read_mark (
  tenant_id {id} NOT NULL,
  user_id {id} NOT NULL,
  order_id {id} NOT NULL,
  seq {bigint} NOT NULL,
  PRIMARY KEY (tenant_id, user_id, order_id),
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
) {strict};
{tenant_wall read_mark};
CREATE INDEX read_mark_order ON read_mark (tenant_id, order_id);

-- Words to search by, folded (text.hpp). Words of internal events are never asked for customers.
CREATE TABLE order_term (
  tenant_id {id} NOT NULL,
  term {text} NOT NULL,
  order_id {id} NOT NULL,
  source {text} NOT NULL CHECK (source IN ('order', 'public', 'internal')),
  PRIMARY KEY (tenant_id, term, order_id, source)
) {strict};
{tenant_wall order_term};
CREATE INDEX order_term_order ON order_term (tenant_id, order_id, source);

-- What is left of a deleted cart or order: rows P11, S20.
CREATE TABLE order_tombstone (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  cart_number {text} NOT NULL,
  order_number {text},
  account_id {id} NOT NULL,
  account_path {text} NOT NULL,
  state {text} NOT NULL,
  deleted_by {text} NOT NULL,
  deleted_at_ms {bigint} NOT NULL,
  reason {text} NOT NULL,
  PRIMARY KEY (tenant_id, id)
) {strict};
{tenant_wall order_tombstone};
CREATE INDEX order_tombstone_cart ON order_tombstone (tenant_id, cart_number);
CREATE INDEX order_tombstone_order ON order_tombstone (tenant_id, order_number);

CREATE TABLE saved_view (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  owner_id {id} NOT NULL,
  name {text} NOT NULL,
  query {text} NOT NULL,
  shared {bool} NOT NULL,
  color {text} NOT NULL,
  badge {bool} NOT NULL,
  position {bigint} NOT NULL,
  version {bigint} NOT NULL,
  last_seq {bigint} NOT NULL,
  last_hash {blob} NOT NULL,
  PRIMARY KEY (tenant_id, id)
) {strict};
{tenant_wall saved_view};
CREATE INDEX saved_view_owner ON saved_view (tenant_id, owner_id, position, id);

-- Ways to pay and to ship that the merchant offers, with their names in three languages.
CREATE TABLE order_method (
  tenant_id {id} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('payment', 'shipping')),
  code {text} NOT NULL,
  name_de {text} NOT NULL,
  name_en {text} NOT NULL,
  name_fr {text} NOT NULL,
  cost_cents {bigint} NOT NULL,
  currency {text} NOT NULL,
  position {bigint} NOT NULL,
  active {bool} NOT NULL,
  PRIMARY KEY (tenant_id, kind, code)
) {strict};
{tenant_wall order_method};
