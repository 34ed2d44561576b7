// The filter of the orders list as the address has it: `?state=pending,processing&has=!unread`. One
// name is one field, a comma is "or", a leading "!" is "not". The server reads the same words.
import type { Search } from "../app/search";

export const kFields = [
  "state",
  "turn",
  "origin",
  "payment",
  "fulfilment",
  "queue",
  "has",
  "account",
  "label",
  "assignee",
  "placed",
  "created",
  "changed",
  "due",
  "total",
  "q",
] as const;
export type Field = (typeof kFields)[number];
export type DateField = "placed" | "created" | "changed" | "due";

/** What one may choose in a field; fields that are not here take typed or looked-up values. */
export const kChoices = {
  state: ["pending", "processing", "confirmed", "completed", "declined", "cancelled", "cart"],
  turn: ["us", "customer", "partner", "operator", "supplier", "nobody"],
  origin: ["portal", "partner", "shop", "channel", "mail", "staff"],
  payment: [
    "unpaid",
    "authorized",
    "partly_paid",
    "paid",
    "overpaid",
    "partly_refunded",
    "refunded",
  ],
  fulfilment: ["none", "partial", "shipped", "delivered", "returned"],
  queue: ["inbox", "processing", "awaiting", "confirmed", "done", "cart"],
  has: [
    "unread",
    "mentioned",
    "hold",
    "open",
    "debt",
    "paid",
    "shipped",
    "cancelled",
    "refunded",
    "recurring",
    "unpriced",
    "due",
    "label",
    "assignee",
  ],
} as const;

export const kSorts = ["waiting", "-arrived", "arrived", "-changed", "due", "-total", "total"];

/** The built-in views of the server (views.cpp): their filters are shown as chips, too. */
export const kViews: Record<string, { filter: Search; sort: string }> = {
  inbox: { filter: { queue: "inbox" }, sort: "waiting" },
  waiting_customer: { filter: { turn: "customer", has: "open" }, sort: "waiting" },
  awaiting_response: { filter: { queue: "awaiting" }, sort: "waiting" },
  in_progress: { filter: { state: "processing" }, sort: "waiting" },
  confirmed: { filter: { queue: "confirmed" }, sort: "waiting" },
  overdue: { filter: { has: "open", due: "<today" }, sort: "due" },
  mine: { filter: { assignee: "me", has: "open" }, sort: "waiting" },
  mentioned: { filter: { has: "mentioned" }, sort: "-changed" },
  unpaid: { filter: { has: "debt" }, sort: "arrived" },
  carts: { filter: { state: "cart" }, sort: "-changed" },
  // That carts have a list of their own needs no words.
  all: { filter: {}, sort: "-arrived" },
};

/** What the address may carry beside filters: which saved view it came from, what is selected. */
const kOwn = new Set(["sel", "saved", "view", "sort"]);

export interface FilterValue {
  value: string;
  negated: boolean;
}
export interface Clause {
  field: Field;
  values: FilterValue[];
}

export function valuesOf(text: string | undefined, field: Field): FilterValue[] {
  if (!text) return [];
  // Words may hold a comma; they are one value.
  if (field === "q") return [{ value: text, negated: false }];
  return text
    .split(",")
    .filter(Boolean)
    .map((part) =>
      part.startsWith("!")
        ? { value: part.slice(1), negated: true }
        : { value: part, negated: false },
    );
}

export function textOfValues(values: FilterValue[]): string | undefined {
  return values.map(({ value, negated }) => (negated ? `!${value}` : value)).join(",") || undefined;
}

/** The filter in force: that of the view, and what the address adds. */
export function clausesOf(search: Search): Clause[] {
  const view = kViews[search.view ?? ""]?.filter ?? {};
  const clauses: Clause[] = [];
  // What the view means stands first, what was added to it after.
  const fields = [
    ...kFields.filter((field) => view[field] !== undefined),
    ...kFields.filter((field) => view[field] === undefined),
  ];
  for (const field of fields) {
    const seen = new Set<string>();
    const values = [...valuesOf(view[field], field), ...valuesOf(search[field], field)].filter(
      ({ value, negated }) => {
        const key = `${negated}${value}`;
        return seen.has(key) ? false : seen.add(key);
      },
    );
    if (values.length > 0) clauses.push({ field, values });
  }
  return clauses;
}

export function sortOf(search: Search): string {
  return search.sort ?? kViews[search.view ?? ""]?.sort ?? "-arrived";
}

/** Another value of one field. What belongs to a built-in view is written out when it changes,
 *  because the address then no longer means that view. */
export function withField(search: Search, field: Field, values: FilterValue[]): Search {
  const view = kViews[search.view ?? ""];
  const text = textOfValues(values);
  const next: Search = { ...search };
  delete next.sel;
  if (view && view.filter[field] !== undefined) {
    if (text === view.filter[field]) {
      delete next[field];
      return next;
    }
    delete next.view;
    for (const [name, value] of Object.entries(view.filter)) next[name] ??= value;
    next.sort ??= view.sort;
  }
  if (text === undefined) delete next[field];
  else next[field] = text;
  return next;
}

/** Only the filter and the order of the list: what a saved view keeps. */
export function filterPart(search: Search): Search {
  const { sel: _sel, saved: _saved, ...rest } = search;
  return rest;
}

export function sameFilter(a: Search, b: Search): boolean {
  const text = (search: Search) =>
    JSON.stringify(Object.entries(filterPart(search)).sort(([x], [y]) => x.localeCompare(y)));
  return text(a) === text(b);
}

/** Whether the address says more than a built-in view or nothing. */
export function isEdited(search: Search): boolean {
  return Object.keys(search).some((name) => !kOwn.has(name)) || search.sort !== undefined;
}

/** What is asked of the server. Carts have a list of their own and stay out unless asked for. */
export function queryOf(search: Search): Search {
  const query = filterPart(search);
  const asks_for_carts = /(^|,)!?cart(,|$)/.test(`${query.state ?? ""},${query.queue ?? ""}`);
  if (!query.view && !asks_for_carts) query.view = "all";
  if (query.view === "all") query.sort ??= sortOf(search);
  return query;
}

/** A stretch of days as the address writes it, read for words. */
export type Days =
  | { kind: "none" | "today" }
  | { kind: "last" | "next"; days: number }
  | { kind: "before" | "after"; day: string }
  | { kind: "range"; from: string; until: string };

export function daysOf(value: string): Days {
  if (value === "none" || value === "today") return { kind: value };
  const relative = /^([-+])(\d+)d$/.exec(value);
  if (relative) return { kind: relative[1] === "-" ? "last" : "next", days: Number(relative[2]) };
  if (value.startsWith("<")) return { kind: "before", day: value.slice(1) };
  if (value.startsWith(">")) return { kind: "after", day: value.slice(1) };
  const [from = "", until = from] = value.split("..");
  return { kind: "range", from, until };
}
