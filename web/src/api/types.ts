// The shapes of /api/v1 that the screens use.

export type Role =
  | "owner"
  | "buyer"
  | "approver"
  | "viewer"
  | "admin"
  | "sales"
  | "pricing"
  | "warehouse"
  | "accounting"
  | "support"
  | "read_only";
export type Capability = "price_requests" | "manage_users" | "delete_for_good";
export type AccountKind =
  | "operator"
  | "partner"
  | "sub_partner"
  | "reseller"
  | "customer"
  | "prospect"
  | "key_account";
export type ThemeChoice = "system" | "light" | "dark";
export type ShortcutMode = "on" | "ctrl" | "off";
export type Density = "comfortable" | "normal" | "compact";
export type LocaleCode = "de" | "en" | "fr";

export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
  total: { count: number; capped: boolean } | null;
  ignored?: string[];
}

/** What may be done with an entity now; a disabled one says why. */
export interface Action {
  name: string;
  allowed: boolean;
  reason: string | null;
  params: Record<string, string | number>;
  message: string | null;
}

export interface AccountRef {
  id: string;
  number: string;
  name: string;
  kind: AccountKind;
  city?: string | null;
}
export interface PersonRef {
  id: string;
  name: string;
}

export interface Me {
  id: string;
  email: string;
  name: string;
  locale: LocaleCode;
  theme: ThemeChoice;
  shortcuts: ShortcutMode;
  density: Density;
}
export interface OwnMembership {
  id: string;
  account: AccountRef;
  role: Role;
  capabilities: Capability[];
  waiting_count: number;
}
export interface Session {
  user: Me;
  tenant: {
    name: string;
    city: string;
    code: string;
    currency: string;
    country: string;
    time_zone: string;
  };
  csrf_token: string;
  memberships: OwnMembership[];
  acting_account_id: string | null;
  staff: boolean;
  permissions: Permission[];
}
export interface OwnSession {
  id: string;
  created_at_ms: number;
  last_seen_at_ms: number;
  address: string;
  user_agent: string;
  current: boolean;
}
export interface SetupInput {
  code: string;
  company: string;
  city: string;
  country: string;
  currency: string;
  locale: LocaleCode;
  time_zone: string;
  email: string;
  name: string;
  password: string;
}
export interface PasswordReset {
  email: string;
  purpose: "reset" | "invitation" | "email";
  name: string;
  account_name: string;
}
export interface AccessRequest {
  id: string;
  email: string;
  name: string;
  company: string;
  message: string;
  created_at_ms: number;
  state: "open" | "approved" | "refused";
  reason: string;
  account_id: string | null;
  decided_at_ms: number | null;
}

export interface Address {
  id?: string;
  kind: "billing" | "shipping";
  company: string;
  name: string;
  street: string;
  addition: string;
  postcode: string;
  city: string;
  country: string;
  phone: string;
  is_default: boolean;
}
export interface AccountRow {
  id: string;
  number: string;
  name: string;
  kind: AccountKind;
  state: "active" | "closed";
  parent: { id: string; number: string; name: string } | null;
  city: string;
  country: string;
  email: string;
  price_list_id: string | null;
  open_orders: number;
  open_carts: number;
  version: number;
}
export interface Account extends AccountRow {
  addresses: Address[];
  vat_id: string;
  consumer: boolean;
  phone: string;
  locale: LocaleCode;
  power_of_attorney: boolean;
  previous_numbers: string[];
  close_reason: string;
  closed_at_ms: number | null;
  created_at_ms: number;
  changed_at_ms: number;
  actions: Action[];
}
export interface AccountInput {
  kind: AccountKind;
  parent_id: string;
  name: string;
  consumer: boolean;
  vat_id: string;
  email: string;
  phone: string;
  locale: LocaleCode;
  price_list_id: string | null;
  number?: string;
  addresses: Address[];
  power_of_attorney: boolean;
}

export type UserState = "active" | "blocked";
export type MembershipState =
  | "requested"
  | "invited"
  | "active"
  | "removed"
  | "refused"
  | "expired"
  | "declined";
export interface Membership {
  id: string;
  user: {
    id: string;
    name: string;
    email: string;
    state: UserState;
    last_seen_at_ms: number | null;
  };
  role: Role;
  capabilities: Capability[];
  state: MembershipState;
  invited_until_ms: number | null;
  actions: Action[];
  version: number;
}
export interface MembershipInput {
  email: string;
  name: string;
  locale: LocaleCode;
  role: Role;
  capabilities: Capability[];
}

export type Scope = "read" | "orders_write" | "catalog_write" | "accounts_write";
export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  scopes: Scope[];
  account_id: string | null;
  created_at_ms: number;
  last_used_at_ms: number | null;
}

export type OrderState =
  | "cart"
  | "pending"
  | "processing"
  | "confirmed"
  | "completed"
  | "declined"
  | "cancelled";
export type PaymentState =
  | "unpaid"
  | "authorized"
  | "partly_paid"
  | "paid"
  | "overpaid"
  | "partly_refunded"
  | "refunded";
export type FulfilmentState = "none" | "partial" | "shipped" | "delivered" | "returned";
export type Turn = "us" | "customer" | "partner" | "operator" | "supplier" | "nobody";
export type Origin = "portal" | "partner" | "shop" | "channel" | "mail" | "staff";
export type ChargeType = "one_off" | "monthly" | "yearly";
export type TaxClass = "standard" | "reduced" | "zero" | "exempt";
export type LabelColor = "petrol" | "green" | "amber" | "red" | "blue" | "plum" | "grey";
export type StockHint = "in_stock" | "low" | "out" | "unknown";
export type ReasonCode =
  | "out_of_stock"
  | "payment_missing"
  | "duplicate"
  | "address"
  | "price"
  | "other";

export interface Label {
  id: string;
  name: string;
  color: LabelColor;
}
export type OrderQueue = "cart" | "inbox" | "processing" | "awaiting" | "confirmed" | "done";
export interface OrderRow {
  id: string;
  number: string;
  state: OrderState;
  account: { id: string; number: string; name: string };
  name: string;
  own_reference: string;
  summary: string;
  lines_count: number;
  total_cents: number;
  currency: string;
  payment_state: PaymentState;
  fulfilment_state: FulfilmentState;
  turn: Turn;
  turn_since_ms: number;
  labels: Label[];
  assignee: PersonRef | null;
  due_on: string | null;
  unread: boolean;
  recurring: boolean;
  has_unpriced: boolean;
  origin: Origin;
  queue: OrderQueue;
  created_at_ms: number;
  placed_at_ms: number | null;
  changed_at_ms: number;
  holds_count: number;
  version: number;
}
export interface OrderLine {
  id: string;
  position: number;
  variant_id: string | null;
  sku: string;
  name: string;
  description: string;
  unit: string;
  quantity_milli: number;
  unit_price_e4: number | null;
  list_price_e4: number | null;
  price_source: "list" | "manual" | "request" | "quote" | "none";
  discount_bp: number;
  charge_type: ChargeType;
  tax_class: TaxClass;
  tax_rate_bp: number;
  needs_shipping: boolean;
  by_quote: boolean;
  amount_cents: number | null;
  stock_hint: StockHint;
}
export interface Totals {
  lines_cents: number;
  discount_cents: number;
  shipping_cents: number;
  net_cents: number;
  taxes: { class: TaxClass; rate_bp: number; net_cents: number; tax_cents: number }[];
  tax_cents: number;
  /** To be paid once, gross. */
  total_cents: number;
  monthly_cents: number;
  yearly_cents: number;
}
export type HoldKind =
  | "operator_approval"
  | "awaiting_payment"
  | "address"
  | "risk"
  | "stock"
  | "buyer_approval"
  | "fault"
  | "manual";
export interface Hold {
  id: string;
  kind: HoldKind;
  blocks: "confirm" | "ship" | "both";
  reason: string;
  owner: string;
  since_ms: number;
}
/** Why a cart cannot be edited: the cause, in words, since when and by whom. */
export interface OrderLock {
  cause: string;
  message: string;
  by: string;
  since_ms: number;
}
export interface Order {
  id: string;
  state: OrderState;
  type: "order" | "rma";
  origin: Origin;
  number: string;
  cart_number: string;
  order_number: string | null;
  name: string;
  account: { id: string; number: string; name: string };
  parent: { id: string; number: string; name: string } | null;
  consumer: boolean;
  own_reference: string;
  currency: string;
  gross: boolean;
  locale: LocaleCode;
  payment_method: string | null;
  payment_method_name: string;
  shipping_method: string | null;
  shipping_method_name: string;
  shipping_cost_cents: number;
  billing_address: Address | null;
  shipping_address: Address | null;
  requested_delivery_on: string | null;
  note_to_merchant: string;
  discount_bp: number;
  discount_cents: number;
  lines: OrderLine[];
  totals: Totals;
  tax_decision: { code: string; explanation: string };
  payment_state: PaymentState;
  fulfilment_state: FulfilmentState;
  queue: OrderQueue;
  turn: Turn;
  turn_since_ms: number;
  holds: Hold[];
  labels: Label[];
  assignee: PersonRef | null;
  due_on: string | null;
  recurring: boolean;
  has_unpriced: boolean;
  created_at_ms: number;
  placed_at_ms: number | null;
  confirmed_at_ms: number | null;
  changed_at_ms: number;
  created_by: string;
  decline: { reason: ReasonCode; message: string } | null;
  unread: boolean;
  log_seq: number;
  /** What keeps it from going on, in the reader's language. */
  problems: { code: string; message: string }[];
  locks: OrderLock[];
  actions: Action[];
  content_revision: number;
  version: number;
}
export interface OrderPatch {
  name?: string;
  own_reference?: string;
  payment_method?: string | null;
  shipping_method?: string | null;
  shipping_cost_cents?: number;
  billing_address?: Address | null;
  shipping_address?: Address | null;
  requested_delivery_on?: string | null;
  note_to_merchant?: string;
  discount_bp?: number;
  discount_cents?: number;
}
export interface LineInput {
  variant_id?: string;
  sku?: string;
  name?: string;
  unit?: string;
  unit_price_e4?: number;
  tax_class?: TaxClass;
  quantity_milli: number;
}
export interface LinePatch {
  quantity_milli?: number;
  unit_price_e4?: number;
  discount_bp?: number;
  name?: string;
}
export interface LogEvent {
  id: string;
  seq: number;
  kind: string;
  visibility: "public" | "internal";
  actor: { type: string; user_id: string; name: string; on_behalf_of: string };
  via: string;
  at_ms: number;
  subject: string;
  /** Markdown. */
  body: string;
  data: Record<string, unknown>;
  erased: boolean;
}

export interface ViewCount {
  key: string;
  count: number;
  capped: boolean;
}
export interface ViewCounts {
  inbox_unread: number;
  views: ViewCount[];
  saved: { id: string; count: number; capped: boolean }[];
}
export interface SavedView {
  id: string;
  name: string;
  query: string;
  shared: boolean;
  own: boolean;
  color: LabelColor;
  badge: boolean;
  position: number;
  version: number;
}
/** A number and the query of the list that makes it. */
export interface StartFigure {
  total: { count: number; capped: boolean };
  oldest_since_ms: number | null;
  query: string;
}
export interface StartBar {
  name: string;
  count: number;
  query: string;
}
export interface StartPage {
  us: StartFigure;
  customer: StartFigure;
  on_hold: StartFigure;
  confirmed: StartFigure;
  /** The inbox, longest waiting first. */
  todo: OrderRow[];
  open_by_age: StartBar[];
  week: { count: number; total_cents: number; by_origin: StartBar[] };
  declined: StartBar[];
  currency: string;
}
export interface FoundOrder {
  id: string;
  number: string;
  state: OrderState;
  account_name: string;
  summary: string;
}
export interface SearchResult {
  numbers: FoundOrder[];
  orders: FoundOrder[];
  accounts: { id: string; number: string; name: string; kind: AccountKind; city: string }[];
  articles: { variant_id: string; product_id: string; sku: string; name: string }[];
}
export interface Method {
  code: string;
  name: string;
  cost_cents: number;
  currency: string;
}

export interface Variant {
  id: string;
  sku: string;
  name: string;
  options: { name: string; value: string }[];
  stock_milli: number | null;
  stock_hint: StockHint;
  list_price_e4: number | null;
  floor_price_e4: number | null;
}
export interface Product {
  id: string;
  number: string;
  name: string;
  description: string;
  unit: string;
  tax_class: TaxClass;
  by_quote: boolean;
  charge_type: ChargeType;
  needs_shipping: boolean;
  stock_hint: StockHint;
  supplier_sku: string;
  state: "active" | "archived";
  variants: Variant[];
  currency: string;
  gross: boolean;
  actions: Action[];
  changed_at_ms: number;
  version: number;
}
export interface CatalogHit {
  variant_id: string;
  sku: string;
  name: string;
  unit: string;
  unit_price_e4: number | null;
  currency: string;
  by_quote: boolean;
  charge_type: ChargeType;
  stock_hint: StockHint;
  stock_milli: number | null;
}
export interface PriceList {
  id: string;
  name: string;
  currency: string;
  gross: boolean;
  is_default: boolean;
  version: number;
}
export type ImportKind = "products" | "customers" | "prices";
export interface Import {
  id: string;
  kind: ImportKind;
  file_name: string;
  state: "uploaded" | "checked" | "running" | "done";
  encoding: string;
  separator: string;
  preset: "kontor" | "woocommerce" | "shopify" | "none";
  columns: { index: number; header: string; sample: string[]; field: string | null }[];
  fields: { name: string; label: string; required: boolean }[];
  rows_total: number;
  preview: { line: number; values: string[]; errors: ImportError[] }[];
  counts: { good: number; bad: number; unchanged: number; created: number; updated: number };
}
export interface ImportError {
  line: number;
  column: string;
  value: string;
  code: string;
  message: string;
}

export type MailState = "queued" | "sent" | "failed" | "held";
export interface MailRow {
  id: string;
  to: string;
  to_name: string;
  subject: string;
  kind: string;
  state: MailState;
  at_ms: number;
  attempts: number;
  error: string;
  order: { id: string; number: string } | null;
  locale: LocaleCode;
}
export interface Mail extends MailRow {
  text: string;
  html: string;
  /** A secret link stands in it, which is shown to nobody but its recipient. */
  link_masked: boolean;
  headers: { name: string; value: string }[];
  can_retry: boolean;
}
export type JobState = "waiting" | "running" | "done" | "dead" | "held" | "discarded";
export interface Job {
  id: string;
  queue: string;
  key: string;
  state: JobState;
  attempts: number;
  run_at_ms: number;
  last_error: string;
  subject: string;
  created_at_ms: number;
  finished_at_ms: number | null;
}
export interface Company {
  name: string;
  street: string;
  postcode: string;
  city: string;
  country: string;
  currency: string;
  locale: LocaleCode;
  time_zone: string;
  vat_id: string;
  phone: string;
  email: string;
  web: string;
  mail_sender_name: string;
  mail_sender_address: string;
  mail_signature: string;
  order_number_pattern: string;
  cart_number_pattern: string;
  logo: string;
  version: number;
}

/** The rights a session may name (src/accounts/actor.hpp, `Right`). */
export type Permission =
  | "account_read"
  | "account_create"
  | "account_edit"
  | "account_manage"
  | "account_move"
  | "account_close"
  | "user_read"
  | "user_manage"
  | "user_block"
  | "access_request_decide"
  | "api_key_manage"
  | "catalog_read"
  | "catalog_manage"
  | "price_manage"
  | "floor_price_read"
  | "data_import"
  | "data_export"
  | "order_read"
  | "order_edit"
  | "order_place"
  | "order_approve"
  | "order_start"
  | "order_amend"
  | "order_confirm"
  | "order_decline"
  | "order_cancel"
  | "order_reopen"
  | "order_hold"
  | "order_organise"
  | "cart_delete"
  | "order_delete"
  | "note_read"
  | "note_write"
  | "message_write"
  | "price_request_ask"
  | "price_request_decide"
  | "quote_create"
  | "quote_send"
  | "quote_withdraw"
  | "quote_accept"
  | "quote_reject"
  | "payment_write"
  | "refund_write"
  | "shipment_write"
  | "view_share"
  | "report_read"
  | "settings_read"
  | "settings_manage"
  | "outbox_read"
  | "jobs_manage";
