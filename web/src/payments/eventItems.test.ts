import { describe, expect, it } from "vitest";
import german from "../../../texts/de.json";
import type { Order } from "../api/types";
import { setTexts, type Texts } from "../i18n/index";
import { fillIn } from "./EventWords";
import { eventGroups, mayBePaid, mayBeShipped } from "./eventItems";
import { without } from "./leave";

const allowed = (name: string) => ({ name, allowed: true, reason: null, message: null });
const refused = (name: string, reason: string, message: string) => ({
  name,
  allowed: false,
  reason,
  message,
});

function groups(order: object) {
  setTexts("de", german as Texts);
  const none = () => undefined;
  return eventGroups(order as Order, none, none, none).map(({ label, items }) => ({
    label,
    items: items.map((one) => (one.refused ? `${one.label} (${one.refused})` : one.label)),
  }));
}

describe("what can be booked on an order", () => {
  it("is what the server allows, with its reasons; what is never theirs is left out", () => {
    const order = {
      payment_state: "paid",
      actions: [
        allowed("pay"),
        allowed("ship"),
        refused("refund", "role_forbids", "Das dürfen Sie nicht."),
        refused("cancel", "money_not_refunded", "Erstatten Sie zuerst den Betrag."),
      ],
    };
    expect(groups(order)).toEqual([
      {
        label: "Sofort, mit Mail an den Kunden",
        items: ["Bezahlt (Es ist nichts mehr offen.)", "Versandt"],
      },
      {
        label: "Mit Angaben",
        items: ["Bezahlt…", "Versandt…", "Stornieren… (Erstatten Sie zuerst den Betrag.)"],
      },
    ]);
  });

  it("is for a customer to cancel, without a heading", () => {
    const order = {
      payment_state: "unpaid",
      actions: [refused("pay", "role_forbids", "Nein."), allowed("cancel")],
    };
    expect(groups(order)).toEqual([
      { label: "Sofort, mit Mail an den Kunden", items: [] },
      { label: undefined, items: ["Stornieren…"] },
    ]);
  });

  it("is no payment where nothing is owed or the order has ended", () => {
    expect(mayBePaid({ state: "pending", payment_state: "partly_paid" })).toBe(true);
    expect(mayBePaid({ state: "cancelled", payment_state: "unpaid" })).toBe(false);
    expect(mayBePaid({ state: "confirmed", payment_state: "refunded" })).toBe(false);
    expect(mayBeShipped({ state: "confirmed", fulfilment_state: "partial" })).toBe(true);
    expect(mayBeShipped({ state: "completed", fulfilment_state: "none" })).toBe(false);
  });
});

describe("a row that leaves its list", () => {
  it("goes from its page and from the count, and nothing else does", () => {
    const page = (ids: string[]) => ({
      items: ids.map((id) => ({ id })),
      next_cursor: null,
      total: { count: 3, capped: false },
    });
    const data = { pages: [page(["a", "b"]), page(["c"])], pageParams: [null, "x"] };
    const left = without(data as never, "b");
    expect(left.pages.map(({ items }) => items.map((row) => row.id))).toEqual([["a"], ["c"]]);
    expect(left.pages[0]?.total?.count).toBe(2);
  });
});

describe("the words of an event", () => {
  it("take what the form knows; what nobody knows is left out", () => {
    const values = { "payment.amount": "50,00 €" };
    expect(fillIn("{{payment.amount}} da, {{shipment.numbers}}danke", values)).toBe(
      "50,00 € da, danke",
    );
  });
});
