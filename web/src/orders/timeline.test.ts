import { describe, expect, it } from "vitest";
import type { LogEvent, OrderRow } from "../api/types";
import { entriesOf, groupBy } from "./groups";
import { countsOf, itemsOf, kindOf, loggedValue } from "./timeline";

const kDay = Date.UTC(2026, 10, 20, 9);
let seq = 0;
function event(kind: string, minutes: number, name = "Anna Keller"): LogEvent {
  seq += 1;
  return {
    id: `event_${seq}`,
    seq,
    kind,
    visibility: "public",
    actor: { type: "staff", user_id: "user_1", name, on_behalf_of: "" },
    via: "ui",
    at_ms: kDay + minutes * 60_000,
    subject: "",
    body: "",
    data: {},
    erased: false,
  } as LogEvent;
}
const shape = (events: LogEvent[], tab: "all" | "messages" | "notes" | "system" = "all") =>
  itemsOf(events, tab).map((item) =>
    item.kind === "changes" ? `changes ${item.events.length}` : item.kind,
  );

describe("log of an order", () => {
  it("makes one line of several small changes by one person", () => {
    const events = [
      event("order.created", 0),
      event("order.line_added", 1),
      event("order.line_added", 2),
      event("order.edited", 3),
      event("order.placed", 4),
    ];
    expect(shape(events)).toEqual(["day", "event", "changes 3", "event"]);
  });

  it("keeps them apart when two people or a long time lie between", () => {
    const two = [
      event("order.edited", 0),
      event("order.edited", 1, "Jonas Wirth"),
      event("order.edited", 2),
    ];
    expect(shape(two)).toEqual(["day", "event", "event", "event"]);
    const long = [event("order.edited", 0), event("order.edited", 30), event("order.edited", 60)];
    expect(shape(long)).toEqual(["day", "event", "event", "event"]);
  });

  it("begins each day with its head", () => {
    expect(shape([event("order.placed", 0), event("note", 26 * 60)])).toEqual([
      "day",
      "event",
      "day",
      "note",
    ]);
  });

  it("filters by tab and counts every tab", () => {
    const events = [event("order.placed", 0), event("note", 1), event("message", 2)];
    expect(shape(events, "messages")).toEqual(["day", "message"]);
    expect(shape(events, "notes")).toEqual(["day", "note"]);
    expect(shape(events, "system")).toEqual(["day", "event"]);
    expect(countsOf(events)).toEqual({ all: 3, messages: 1, notes: 1, system: 1 });
  });

  it("tells a customer's mail from a colleague's and from a program's", () => {
    const mail = (visibility: "public" | "internal", automatic = false) =>
      ({ ...event("mail.in", 0), visibility, data: { mail_id: "x", automatic } }) as LogEvent;
    expect(kindOf(mail("public"))).toBe("message");
    expect(kindOf(mail("internal"))).toBe("note");
    expect(kindOf(mail("internal", true))).toBe("event");
    expect(kindOf(event("something.new", 0))).toBe("event");
  });

  it("writes logged values as people do", () => {
    const formats = {
      money: (cents: number) => `${cents / 100} EUR`,
      unit_price: (price: number) => `${price / 10_000} EUR`,
      percent: (bp: number) => `${bp / 100} %`,
      quantity: (milli: number) => `${milli / 1000}`,
      day: (iso: string) => `Tag ${iso}`,
      method: (code: string) => (code === "invoice" ? "Rechnung" : code),
    };
    expect(loggedValue("discount_cents", "1250", formats)).toBe("12.5 EUR");
    expect(loggedValue("unit_price_e4", "2890000", formats)).toBe("289 EUR");
    expect(loggedValue("quantity_milli", "4000", formats)).toBe("4");
    expect(loggedValue("due_on", "2026-11-27", formats)).toBe("Tag 2026-11-27");
    expect(loggedValue("payment_method", "invoice", formats)).toBe("Rechnung");
    expect(loggedValue("own_reference", "", formats)).toBe("–");
    const address = '{"company":"Brinkmann","street":"Hafen 1","postcode":"28217","city":"Bremen"}';
    expect(loggedValue("shipping_address", address, formats)).toBe(
      "Brinkmann, Hafen 1, 28217 Bremen",
    );
  });
});

describe("groups of a list", () => {
  const row = (id: string, due_on: string | null) => ({ id, due_on }) as OrderRow;

  it("puts neighbours of one label under one head and numbers the rows through", () => {
    const groups = groupBy([row("a", "x"), row("b", "x"), row("c", null)], (one) =>
      String(one.due_on),
    );
    expect(groups.map((one) => one.rows.length)).toEqual([2, 1]);
    const entries = entriesOf(groups);
    expect(entries.map((one) => one.kind)).toEqual(["head", "row", "row", "head", "row"]);
    expect(entries.flatMap((one) => (one.kind === "row" ? [one.at] : []))).toEqual([0, 1, 2]);
  });

  it("shows no head without a label and none over nothing", () => {
    expect(entriesOf(groupBy([row("a", null)], () => "")).map((one) => one.kind)).toEqual(["row"]);
    expect(entriesOf([{ key: "x", label: "Neu", count: 0, rows: [] }])).toEqual([]);
  });
});
