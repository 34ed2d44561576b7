// The shapes of /api/v1 by the names that the screens use. They come from schema.d.ts, which
// `./dev types` writes from the program; here stands only what a shape is called and, below, what
// the program does not describe yet.
import type { components } from "./schema";

type Schemas = components["schemas"];

/** An answer has all its fields; the description marks one as optional when it may be empty. */
type Answered<T> = T extends (infer Item)[]
  ? Answered<Item>[]
  : T extends object
    ? { [Name in keyof T]-?: Answered<Exclude<T[Name], undefined>> }
    : T;
type Answer<Name extends keyof Schemas> = Answered<Schemas[Name]>;

export type Role = Schemas["Role"];
export type Capability = Schemas["Capability"];
export type Permission = Schemas["Right"];
export type AccountKind = Schemas["AccountKind"];
export type ThemeChoice = Schemas["Theme"];
export type ShortcutMode = Schemas["Shortcuts"];
export type Density = Schemas["Density"];
export type LocaleCode = Schemas["Locale"];
/** "none" is what a key without rights would have; nobody chooses it. */
export type Scope = Exclude<Schemas["Scope"], "none">;

export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
  total: { count: number; capped: boolean } | null;
  ignored?: string[];
}

/** What may be done with an entity now; a disabled one says why. */
export type Action = Answer<"ActionInfo">;
export type PersonRef = Answer<"PersonRef">;
export type ImportFile = Answer<"ImportView">;
export type AccountName = Answer<"AccountRef">;

export type Session = Answer<"SessionView">;
export type Me = Answer<"SessionUser">;
export type OwnMembership = Answer<"SessionMembership">;
/** An account as one acts for it. */
export type AccountRef = Answer<"SessionAccount">;
export type OwnSession = Answer<"OwnSession">;
export type SetupInput = Required<Schemas["SetupInput"]>;
export type PasswordReset = Answer<"LinkView">;
export type AccessRequest = Answer<"AccessRequestView">;
export type ApiKey = Omit<Answer<"ApiKeyView">, "scopes"> & { scopes: Scope[] };
export type NewApiKey = Answer<"NewApiKeyView">;
export type Company = Answer<"CompanyView">;

export type Address = Answer<"Address">;
export type AccountRow = Answer<"AccountRow">;
export type Account = Answer<"AccountView">;
export type AccountInput = Schemas["AccountInput"];
export type UserState = Schemas["UserState"];
export type MembershipState = Schemas["MembershipState"];
export type Membership = Answer<"MembershipView">;
export type MembershipInput = Required<Schemas["InviteInput"]> & { locale: LocaleCode };

export type OrderState = Schemas["OrderState"];
export type OrderQueue = Schemas["OrderQueue"];
export type PaymentState = Schemas["PaymentState"];
export type FulfilmentState = Schemas["FulfilmentState"];
export type Turn = Schemas["Turn"];
export type Origin = Schemas["OrderOrigin"];
export type ChargeType = Schemas["ChargeType"];
export type TaxClass = Schemas["TaxClass"];
export type StockHint = Schemas["StockHint"];
export type LabelColor = Schemas["LabelColor"];
export type ReasonCode = Schemas["DeclineReason"];
export type HoldKind = Schemas["HoldKind"];

/** A label on an order. */
export type Label = Answer<"LabelRef">;
/** A label in the list of all labels. */
export type LabelEntry = Answer<"LabelView">;
export type OrderRow = Answer<"OrderRow">;
export type OrderLine = Answer<"LineView">;
export type Totals = Answer<"Totals">;
export type Hold = Answer<"HoldView">;
/** Why a cart cannot be edited: the cause, in words, since when and by whom. */
export type OrderLock = Answer<"OrderLock">;
export type Order = Answer<"OrderView">;
export type OrderPatch = Schemas["OrderPatch"];
export type LineInput = Schemas["NewLine"];
export type LinePatch = Schemas["LinePatch"];
export type LogEvent = Answer<"EventView">;
export type ViewCount = Answer<"ViewCount">;
export type ViewCounts = Answer<"ViewCounts">;
export type SavedView = Answer<"ViewView">;
export type Method = Answer<"MethodView">;

/** A number and the query of the list that makes it. */
export type StartFigure = Answer<"StartFigure">;
export type StartBar = Answer<"StartBar">;
export type FirstStep = Answer<"FirstStep">;
export type StartPage = Answer<"StartPage">;
export type FoundOrder = Answer<"FoundOrder">;
export type SearchResult = Answer<"Found">;

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
