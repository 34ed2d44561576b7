-- owner: accounts
-- The directory of tenants is asked before a tenant is known (host name, code in a token), so it
-- has no wall. It holds nothing that the login page would not show.
CREATE TABLE tenants (
  tenant_id {id} NOT NULL,
  code {text} NOT NULL,
  host_name {text},
  name {text} NOT NULL,
  street {text} NOT NULL,
  postcode {text} NOT NULL,
  city {text} NOT NULL,
  country {text} NOT NULL,
  currency {text} NOT NULL,
  locale {text} NOT NULL,
  time_zone {text} NOT NULL,
  vat_id {text} NOT NULL,
  phone {text} NOT NULL,
  email {text} NOT NULL,
  web {text} NOT NULL,
  mail_sender_name {text} NOT NULL,
  mail_sender_address {text} NOT NULL,
  mail_signature {text} NOT NULL,
  order_number_pattern {text} NOT NULL,
  cart_number_pattern {text} NOT NULL,
  logo {text} NOT NULL,
  root_account_id {id} NOT NULL,
  created_at_ms {bigint} NOT NULL,
  version {bigint} NOT NULL,
  last_seq {bigint} NOT NULL,
  last_hash {blob} NOT NULL,
  PRIMARY KEY (tenant_id)
) {strict};
CREATE UNIQUE INDEX tenants_code ON tenants (code);
CREATE UNIQUE INDEX tenants_host_name ON tenants (host_name);

-- One tree per tenant. `path` is the serials from the root down, "1/5/c/": what hangs below an
-- account is the range [path, path with its last '/' raised to '0').
CREATE TABLE accounts (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  parent_id {id},
  kind {text} NOT NULL,
  number {text} NOT NULL,
  serial {bigint} NOT NULL,
  path {text} NOT NULL,
  name {text} NOT NULL,
  sort_key {text} NOT NULL,
  state {text} NOT NULL,
  consumer {bool} NOT NULL,
  vat_id {text} NOT NULL,
  email {text} NOT NULL,
  phone {text} NOT NULL,
  locale {text} NOT NULL,
  city {text} NOT NULL,
  country {text} NOT NULL,
  price_list_id {id},
  power_of_attorney {bool} NOT NULL,
  addresses {json} NOT NULL,
  previous_numbers {json} NOT NULL,
  closed_at_ms {bigint},
  close_reason {text} NOT NULL,
  created_at_ms {bigint} NOT NULL,
  changed_at_ms {bigint} NOT NULL,
  version {bigint} NOT NULL,
  last_seq {bigint} NOT NULL,
  last_hash {blob} NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, parent_id) REFERENCES accounts (tenant_id, id),
  CHECK (state IN ('active', 'closed')),
  CHECK ((parent_id IS NULL) = (kind = 'operator'))
) {strict};
{tenant_wall accounts};
CREATE UNIQUE INDEX accounts_number ON accounts (tenant_id, number);
CREATE UNIQUE INDEX accounts_path ON accounts (tenant_id, path);
CREATE INDEX accounts_parent ON accounts (tenant_id, parent_id, sort_key, id);
CREATE INDEX accounts_name ON accounts (tenant_id, sort_key, id);
CREATE INDEX accounts_kind ON accounts (tenant_id, kind, sort_key, id);

-- Each number that an account has or had belongs to it for ever.
CREATE TABLE account_numbers (
  tenant_id {id} NOT NULL,
  number {text} NOT NULL,
  account_id {id} NOT NULL,
  PRIMARY KEY (tenant_id, number),
  FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id)
) {strict};
{tenant_wall account_numbers};

-- Words of names, numbers, towns and mail addresses, folded: search by the beginning of a word.
CREATE TABLE account_terms (
  tenant_id {id} NOT NULL,
  term {text} NOT NULL,
  account_id {id} NOT NULL,
  PRIMARY KEY (tenant_id, term, account_id)
) {strict};
{tenant_wall account_terms};
CREATE INDEX account_terms_account ON account_terms (tenant_id, account_id);

-- Next number of each kind of account, and the next serial of the tree.
CREATE TABLE account_counters (
  tenant_id {id} NOT NULL,
  name {text} NOT NULL,
  next_value {bigint} NOT NULL,
  PRIMARY KEY (tenant_id, name)
) {strict};
{tenant_wall account_counters};

CREATE TABLE users (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  email {text} NOT NULL,
  email_key {text} NOT NULL,
  name {text} NOT NULL,
  sort_key {text} NOT NULL,
  search_text {text} NOT NULL,
  state {text} NOT NULL,
  block_reason {text} NOT NULL,
  password_hash {text} NOT NULL,
  locale {text} NOT NULL,
  theme {text} NOT NULL,
  shortcuts {text} NOT NULL,
  density {text} NOT NULL,
  last_seen_at_ms {bigint},
  created_at_ms {bigint} NOT NULL,
  version {bigint} NOT NULL,
  last_seq {bigint} NOT NULL,
  last_hash {blob} NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CHECK (state IN ('active', 'blocked'))
) {strict};
{tenant_wall users};
CREATE UNIQUE INDEX users_email ON users (tenant_id, email_key);
CREATE INDEX users_name ON users (tenant_id, sort_key, id);

CREATE TABLE memberships (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  account_id {id} NOT NULL,
  user_id {id} NOT NULL,
  role {text} NOT NULL,
  price_requests {bool} NOT NULL,
  manage_users {bool} NOT NULL,
  delete_for_good {bool} NOT NULL,
  state {text} NOT NULL,
  invited_until_ms {bigint},
  created_at_ms {bigint} NOT NULL,
  changed_at_ms {bigint} NOT NULL,
  version {bigint} NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) {strict};
{tenant_wall memberships};
CREATE UNIQUE INDEX memberships_account_user ON memberships (tenant_id, account_id, user_id);
CREATE INDEX memberships_user ON memberships (tenant_id, user_id);

-- The cookie's token is not here, only its hash. Sessions that ended are deleted.
CREATE TABLE sessions (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  user_id {id} NOT NULL,
  token_hash {blob} NOT NULL,
  created_at_ms {bigint} NOT NULL,
  last_seen_at_ms {bigint} NOT NULL,
  expires_at_ms {bigint} NOT NULL,
  address {text} NOT NULL,
  user_agent {text} NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) {strict};
{tenant_wall sessions};
CREATE UNIQUE INDEX sessions_token ON sessions (tenant_id, token_hash);
CREATE INDEX sessions_user ON sessions (tenant_id, user_id, last_seen_at_ms);
CREATE INDEX sessions_expiry ON sessions (tenant_id, expires_at_ms);

-- Links sent by mail: set a new password, take an invitation, confirm a new address.
CREATE TABLE user_links (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  purpose {text} NOT NULL,
  user_id {id} NOT NULL,
  account_id {id},
  email {text} NOT NULL,
  token_hash {blob} NOT NULL,
  created_at_ms {bigint} NOT NULL,
  expires_at_ms {bigint} NOT NULL,
  used_at_ms {bigint},
  ended_at_ms {bigint},
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
  CHECK (purpose IN ('reset', 'invitation', 'email'))
) {strict};
{tenant_wall user_links};
CREATE UNIQUE INDEX user_links_token ON user_links (tenant_id, token_hash);
CREATE INDEX user_links_user ON user_links (tenant_id, user_id, purpose);

-- Counters of failures, by hash of what is limited; written apart from the command they limit.
CREATE TABLE login_limits (
  tenant_id {id} NOT NULL,
  subject {blob} NOT NULL,
  failures {bigint} NOT NULL,
  since_ms {bigint} NOT NULL,
  locked_until_ms {bigint} NOT NULL,
  PRIMARY KEY (tenant_id, subject)
) {strict};
{tenant_wall login_limits};
CREATE INDEX login_limits_age ON login_limits (tenant_id, since_ms);

CREATE TABLE api_keys (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  account_id {id} NOT NULL,
  created_by {id} NOT NULL,
  name {text} NOT NULL,
  prefix {text} NOT NULL,
  token_hash {blob} NOT NULL,
  scopes {json} NOT NULL,
  created_at_ms {bigint} NOT NULL,
  last_used_at_ms {bigint},
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id),
  FOREIGN KEY (tenant_id, created_by) REFERENCES users (tenant_id, id)
) {strict};
{tenant_wall api_keys};
CREATE UNIQUE INDEX api_keys_token ON api_keys (tenant_id, token_hash);
CREATE INDEX api_keys_account ON api_keys (tenant_id, account_id, id);

CREATE TABLE access_requests (
  tenant_id {id} NOT NULL,
  id {id} NOT NULL,
  email {text} NOT NULL,
  name {text} NOT NULL,
  company {text} NOT NULL,
  message {text} NOT NULL,
  locale {text} NOT NULL,
  state {text} NOT NULL,
  reason {text} NOT NULL,
  account_id {id},
  created_at_ms {bigint} NOT NULL,
  decided_at_ms {bigint},
  version {bigint} NOT NULL,
  last_seq {bigint} NOT NULL,
  last_hash {blob} NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CHECK (state IN ('open', 'approved', 'refused'))
) {strict};
{tenant_wall access_requests};
CREATE INDEX access_requests_state ON access_requests (tenant_id, state, created_at_ms, id);
