// The shapes of /api/v1 by the names that the screens use. They come from schema.d.ts, which
// `./dev types` writes from the program; here stands only what a shape is called.
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
export type AccountPatch = Schemas["AccountPatch"];
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
export type LabelInput = Required<Schemas["LabelInput"]>;
/** What the desk writes again and again. */
export type TextBlock = Answer<"TextBlockView">;
export type TextBlockInput = Required<Schemas["TextBlockInput"]>;
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
/** A file of an order: of an entry, or loose until one takes it along. */
export type FileView = Answer<"FileView">;
/** An entry in the log of a customer or an article. */
export type LogEntry = Answer<"LogEntry">;
export type ViewCount = Answer<"ViewCount">;
export type ViewCounts = Answer<"ViewCounts">;
export type SavedView = Answer<"ViewView">;
export type Method = Answer<"MethodView">;
export type MethodSetting = Answer<"MethodSetting">;

/** A number and the query of the list that makes it. */
export type StartFigure = Answer<"StartFigure">;
export type StartBar = Answer<"StartBar">;
export type FirstStep = Answer<"FirstStep">;
export type StartPage = Answer<"StartPage">;
export type FoundOrder = Answer<"FoundOrder">;
export type SearchResult = Answer<"Found">;

export type Product = Answer<"ProductView">;
export type Variant = Product["variants"][number];
export type ProductInput = Schemas["ProductInput"];
export type ProductPatch = Schemas["ProductPatch"];
export type VariantInput = Schemas["VariantInput"];
/** An article as the search for a cart finds it, with the customer's price. */
export type CatalogHit = Answer<"SearchItem">;
export type PriceList = Answer<"PriceListView">;
export type PriceListInput = Required<Schemas["PriceListInput"]>;
export type PriceRow = Answer<"PriceRow">;
export type PriceInput = Schemas["PriceInput"];

/** What was paid for an order and paid back. */
export type OrderMoney = Answer<"OrderMoney">;
export type Payment = Answer<"PaymentView">;
export type Refund = Answer<"RefundView">;
/** What was shipped of an order, and what is still open. */
export type OrderShipments = Answer<"OrderShipments">;
export type Shipment = Answer<"ShipmentView">;
export type ShipmentLine = Answer<"ShipmentLineView">;
export type Tracking = Answer<"Tracking">;
export type Carrier = Schemas["Carrier"];
export type Parcel = Schemas["Parcel"];
/** Subject and words of the mail about an event, as they would go to this order's customer. */
export type EventWords = Answer<"EventWords">;
/** The words for an event in one language: the program's or the merchant's own. */
export type EventTemplate = Answer<"TemplateView">;
export type TryTemplate = Required<Schemas["TryTemplate"]>;
export type TemplatePreview = Answer<"TemplatePreview">;

/** All rounds of price requests of a cart, the newest first. */
export type CartPriceRequests = Answer<"CartPriceRequests">;
export type PriceRequest = Answer<"PriceRequestView">;
export type PriceRequestLine = Answer<"PriceRequestLineView">;
export type PriceRequestRow = Answer<"PriceRequestRow">;
export type PriceRequestState = Schemas["PriceRequestState"];
export type AskKind = Schemas["AskKind"];
export type AskPrices = Required<Schemas["AskPrices"]>;
export type CounterPrices = Required<Schemas["CounterPrices"]>;
export type LineAnswer = Schemas["LineAnswer"];
/** All editions of a cart's quote, the newest first. */
export type CartQuotes = Answer<"CartQuotes">;
export type Quote = Answer<"QuoteView">;
/** A quote as a list shows it. */
export type QuoteHead = Answer<"QuoteHead">;
export type QuoteCounts = Answer<"QuoteCounts">;
export type QuoteLine = Quote["content"]["lines"][number];
export type QuoteState = Schemas["QuoteState"];
export type QuoteAction = "send" | "accept" | "reject" | "withdraw" | "resume";
export type QuoteLineRole = Schemas["QuoteLineRole"];
export type CreateQuote = Schemas["CreateQuote"];
export type AcceptQuote = Schemas["AcceptQuote"];
export type AskSeller = Schemas["AskSeller"];
export type Letterhead = Answer<"LetterheadView">;
export type ImportKind = Schemas["ImportKind"];
export type ImportRow = Answer<"ImportRow">;

export type MailState = Schemas["MailState"];
export type MailRow = Answer<"OutboxRow">;
export type Mail = Answer<"OutboxMailView">;
export type InboundState = Schemas["InboundState"];
/** A mail that came in, as the list shows it. */
export type InboundRow = Answer<"InboundRow">;
export type InboundCounts = Answer<"InboundCounts">;
export type InboundMail = Answer<"InboundMailView">;
/** Where mails of customers are fetched. */
export type Mailbox = Answer<"MailboxView">;
export type MailboxInput = Schemas["MailboxInput"];
export type JobState = Schemas["JobViewState"];
export type Job = Answer<"JobView">;
