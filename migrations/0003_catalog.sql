-- owner: catalog
-- The keys (number_key, sku_key, name_key) are the case-folded texts, computed by the program:
-- lower() of SQLite ignores umlauts.
CREATE TABLE products (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  number {text} NOT NULL,
  number_key {text} NOT NULL,
  name {text} NOT NULL,
-- sqlite:
  sort_key TEXT NOT NULL,
-- postgres:
  sort_key text COLLATE "C" NOT NULL,
-- both:
  description {text} NOT NULL,
  unit {text} NOT NULL,
  tax_class {text} NOT NULL,
  charge_type {text} NOT NULL,
  by_quote {bool} NOT NULL,
  needs_shipping {bool} NOT NULL,
  stock_hint {text} NOT NULL,
  supplier_sku {text} NOT NULL,
  state {text} NOT NULL,
  created_at_ms {bigint} NOT NULL,
  changed_at_ms {bigint} NOT NULL,
  version {bigint} NOT NULL,
  last_seq {bigint} NOT NULL,
  last_hash {blob} NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CHECK (state IN ('active', 'archived')),
  CHECK (tax_class IN ('standard', 'reduced', 'zero', 'exempt')),
  CHECK (charge_type IN ('one_off', 'monthly', 'yearly'))
) {strict};
{tenant_wall products};
CREATE UNIQUE INDEX products_number ON products (tenant_id, number_key);
CREATE INDEX products_name ON products (tenant_id, sort_key, id);
CREATE INDEX products_state ON products (tenant_id, state, sort_key, id);

-- What is ordered. A product has at least one. Variants are never deleted, since orders and prices
-- name them; one that was taken off its product is archived.
CREATE TABLE variants (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  product_id {id} NOT NULL,
  position {bigint} NOT NULL,
  sku {text} NOT NULL,
  sku_key {text} NOT NULL,
  name {text} NOT NULL,
  options {json} NOT NULL,
  stock_milli {bigint},
  stock_hint {text} NOT NULL,
  state {text} NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, product_id) REFERENCES products (tenant_id, id),
  CHECK (state IN ('active', 'archived'))
) {strict};
{tenant_wall variants};
CREATE UNIQUE INDEX variants_sku ON variants (tenant_id, sku_key);
CREATE INDEX variants_product ON variants (tenant_id, product_id, position, id);

-- Words of numbers and names, folded: search by the beginning of a word.
CREATE TABLE product_terms (
  tenant_id {id} NOT NULL,
-- sqlite:
  term TEXT NOT NULL,
-- postgres:
  term text COLLATE "C" NOT NULL,
-- both:
  product_id {id} NOT NULL,
  PRIMARY KEY (tenant_id, term, product_id)
) {strict};
{tenant_wall product_terms};
CREATE INDEX product_terms_product ON product_terms (tenant_id, product_id);

CREATE TABLE price_lists (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  name {text} NOT NULL,
  name_key {text} NOT NULL,
  currency {text} NOT NULL,
  gross {bool} NOT NULL,
  is_default {bool} NOT NULL,
  created_at_ms {bigint} NOT NULL,
  changed_at_ms {bigint} NOT NULL,
  version {bigint} NOT NULL,
  last_seq {bigint} NOT NULL,
  last_hash {blob} NOT NULL,
  PRIMARY KEY (tenant_id, id)
) {strict};
{tenant_wall price_lists};
CREATE UNIQUE INDEX price_lists_name ON price_lists (tenant_id, name_key);
CREATE UNIQUE INDEX price_lists_default ON price_lists (tenant_id) WHERE is_default = 1;

-- One row per tier: the price holds from `min_quantity_milli` on. 0 is the list price.
CREATE TABLE prices (
  tenant_id {id} NOT NULL,
  price_list_id {id} NOT NULL,
  variant_id {id} NOT NULL,
  min_quantity_milli {bigint} NOT NULL,
  unit_price_e4 {bigint} NOT NULL,
  PRIMARY KEY (tenant_id, price_list_id, variant_id, min_quantity_milli),
  FOREIGN KEY (tenant_id, price_list_id) REFERENCES price_lists (tenant_id, id),
  FOREIGN KEY (tenant_id, variant_id) REFERENCES variants (tenant_id, id),
  CHECK (unit_price_e4 >= 0),
  CHECK (min_quantity_milli >= 0)
) {strict};
{tenant_wall prices};
CREATE INDEX prices_variant ON prices (tenant_id, variant_id);

-- Apart from the prices, so that no statement that shows prices to customers can carry them along.
CREATE TABLE floor_prices (
  tenant_id {id} NOT NULL,
  price_list_id {id} NOT NULL,
  variant_id {id} NOT NULL,
  floor_price_e4 {bigint} NOT NULL,
  PRIMARY KEY (tenant_id, price_list_id, variant_id),
  FOREIGN KEY (tenant_id, price_list_id) REFERENCES price_lists (tenant_id, id),
  FOREIGN KEY (tenant_id, variant_id) REFERENCES variants (tenant_id, id),
  CHECK (floor_price_e4 >= 0)
) {strict};
{tenant_wall floor_prices};
CREATE INDEX floor_prices_variant ON floor_prices (tenant_id, variant_id);

-- An uploaded file on its way into the catalog or the accounts. `items_done` is written in the
-- transaction of each batch, so that an interrupted run goes on where it stopped.
CREATE TABLE imports (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  kind {text} NOT NULL,
  state {text} NOT NULL,
  file_name {text} NOT NULL,
  encoding {text} NOT NULL,
  separator {text} NOT NULL,
  preset {text} NOT NULL,
  fields {json} NOT NULL,
  head {json} NOT NULL,
  rows_total {bigint} NOT NULL,
  items_total {bigint} NOT NULL,
  items_done {bigint} NOT NULL,
  counts {json} NOT NULL,
  actor_name {text} NOT NULL,
  user_id {id},
  created_at_ms {bigint} NOT NULL,
  changed_at_ms {bigint} NOT NULL,
  version {bigint} NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CHECK (state IN ('uploaded', 'checked', 'running', 'done'))
) {strict};
{tenant_wall imports};
CREATE INDEX imports_created ON imports (tenant_id, created_at_ms);

CREATE TABLE import_files (
  tenant_id {id} NOT NULL,
  import_id {id} NOT NULL,
  content {blob} NOT NULL,
  PRIMARY KEY (tenant_id, import_id),
  FOREIGN KEY (tenant_id, import_id) REFERENCES imports (tenant_id, id)
) {strict};
{tenant_wall import_files};

CREATE TABLE import_errors (
  tenant_id {id} NOT NULL,
  import_id {id} NOT NULL,
  line {bigint} NOT NULL,
  position {bigint} NOT NULL,
  column_name {text} NOT NULL,
  cell {text} NOT NULL,
  code {text} NOT NULL,
  params {json} NOT NULL,
  PRIMARY KEY (tenant_id, import_id, line, position),
  FOREIGN KEY (tenant_id, import_id) REFERENCES imports (tenant_id, id)
) {strict};
{tenant_wall import_errors};
