// The log of an order for its reader: days, messages, notes, and system events of which several
// small ones in a row become one line.
import type { LogEvent } from "../api/types";
import { textOf } from "../i18n/index";

export type LogTab = "all" | "messages" | "notes" | "system";

export type LogItem =
  | { kind: "day"; key: string; at_ms: number }
  | { kind: "message" | "note" | "event"; key: string; event: LogEvent }
  | { kind: "changes"; key: string; events: LogEvent[] };

/** Small changes that say little one by one. */
const kSmall = new Set([
  "order.line_added",
  "order.line_changed",
  "order.line_removed",
  "order.edited",
  "order.amended",
  "order.assigned",
  "order.due_set",
  "label.changed",
]);
const kTogetherMs = 10 * 60_000;
const kFewest = 3;

/** What an event keeps beside its words; each kind has its own. */
export interface LogData {
  fields?: { field: string; old_value: string; new_value: string }[];
  reason_code?: string;
  /** Why a quote was withdrawn or rejected. */
  reason?: string;
  /** What a question about a quote proposes, by the cart's positions. */
  prices?: { position: number; unit_price_e4: number }[];
  /** Of a mail: which, the older mails below the reply, who else got it, whether a program wrote
   *  it, and whether its sender may be another. */
  mail_id?: string;
  folded?: string;
  copied_to?: string[];
  automatic?: boolean;
  unproven?: boolean;
}
export function dataOf(event: LogEvent): LogData {
  return (event.data ?? {}) as LogData;
}

/** Somebody's own words to the other side, though they are more than a message. */
const kAsked = new Set(["quote.asked", "quote.revision_requested"]);

export function kindOf(event: LogEvent): "message" | "note" | "event" {
  if (event.kind === "message" || kAsked.has(event.kind)) return "message";
  if (event.kind === "mail.in" && !dataOf(event).automatic) {
    // What a colleague mails to the order is for the team, like a note.
    return event.visibility === "internal" ? "note" : "message";
  }
  return event.kind === "note" ? "note" : "event";
}

const kKindOfTab: Record<Exclude<LogTab, "all">, string> = {
  messages: "message",
  notes: "note",
  system: "event",
};

export function countsOf(events: LogEvent[]): Record<LogTab, number> {
  const count = (kind: string) => events.filter((event) => kindOf(event) === kind).length;
  return {
    all: events.length,
    messages: count("message"),
    notes: count("note"),
    system: count("event"),
  };
}

function dayOf(at_ms: number): string {
  const at = new Date(at_ms);
  return `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`;
}

function belongsTo(run: LogEvent[], event: LogEvent): boolean {
  const last = run.at(-1);
  return (
    last !== undefined &&
    last.actor.name === event.actor.name &&
    event.at_ms - last.at_ms < kTogetherMs &&
    dayOf(last.at_ms) === dayOf(event.at_ms)
  );
}

export function itemsOf(events: LogEvent[], tab: LogTab): LogItem[] {
  const items: LogItem[] = [];
  let run: LogEvent[] = [];
  let day = "";
  const flush = () => {
    const first = run[0];
    if (first && run.length >= kFewest) {
      items.push({ kind: "changes", key: `run-${first.id}`, events: run });
    } else {
      for (const event of run) items.push({ kind: "event", key: event.id, event });
    }
    run = [];
  };
  for (const event of events) {
    const kind = kindOf(event);
    if (tab !== "all" && kind !== kKindOfTab[tab]) continue;
    if (run.length > 0 && !(kSmall.has(event.kind) && belongsTo(run, event))) flush();
    if (dayOf(event.at_ms) !== day) {
      flush();
      day = dayOf(event.at_ms);
      items.push({ kind: "day", key: `day-${day}`, at_ms: event.at_ms });
    }
    if (kSmall.has(event.kind)) run.push(event);
    else items.push({ kind, key: event.id, event });
  }
  flush();
  return items;
}

/** A value of the log as people write it. The log keeps what the API has: cents, 1/10,000, JSON. */
export interface ValueFormats {
  money: (cents: number) => string;
  unit_price: (price_e4: number) => string;
  percent: (basis_points: number) => string;
  quantity: (milli: number) => string;
  day: (iso: string) => string;
  method: (code: string) => string;
}

export function loggedValue(field: string, value: string, formats: ValueFormats): string {
  if (value === "" || value === "null") return "–";
  const number = Number(value);
  const is_number = value.trim() !== "" && !Number.isNaN(number);
  if (field.endsWith("_cents") && is_number) return formats.money(number);
  if (field.endsWith("_e4") && is_number) return formats.unit_price(number);
  if (field.endsWith("_bp") && is_number) return formats.percent(number);
  if (field.endsWith("_milli") && is_number) return formats.quantity(number);
  if (field.endsWith("_on") && /^\d{4}-\d\d-\d\d$/.test(value)) return formats.day(value);
  if (field.endsWith("_method")) return formats.method(value);
  if (field === "carrier") return textOf(`state.carrier.${value}`, {}, value);
  if (field.endsWith("_address") && value.startsWith("{")) {
    try {
      const address = JSON.parse(value) as Record<string, string>;
      const town = [address.postcode, address.city].filter(Boolean).join(" ");
      return [address.company || address.name, address.street, town].filter(Boolean).join(", ");
    } catch {
      return value;
    }
  }
  return value;
}
