import { describe, expect, it } from "vitest";
import type { QuoteLine } from "../api/types";
import { changedFields, linesBetween, sumsBetween } from "./difference";

function line(position: number, more: Partial<QuoteLine> = {}): QuoteLine {
  return {
    position,
    line_id: `line_${position}`,
    variant_id: "",
    sku: `A-${position}`,
    name: `Artikel ${position}`,
    description: "",
    unit: "Stück",
    quantity_milli: 1000,
    unit_price_e4: 100_000,
    discount_bp: 0,
    charge_type: "one_off",
    tax_class: "standard",
    tax_rate_bp: 1900,
    amount_cents: 1000,
    role: "fixed",
    choice: 0,
    ...more,
  } as QuoteLine;
}

function edition(lines: QuoteLine[], total_cents = 0, monthly_cents = 0) {
  return { total_cents, monthly_cents, yearly_cents: 0, content: { lines } };
}

describe("the difference of two editions", () => {
  it("says of each line whether it is new, gone, changed or the same", () => {
    const older = edition([line(1), line(2), line(3)]);
    const newer = edition([line(1), line(3, { position: 2, quantity_milli: 4000 }), line(4)]);
    const rows = linesBetween(older, newer);
    expect(rows.map((row) => [row.change, (row.after ?? row.before)?.name])).toEqual([
      ["same", "Artikel 1"],
      ["removed", "Artikel 2"],
      ["changed", "Artikel 3"],
      ["added", "Artikel 4"],
    ]);
  });

  it("takes the same article for the same line only where no line is surely the same", () => {
    const older = edition([line(1, { sku: "A" }), line(2, { sku: "A" })]);
    const newer = edition([line(9, { sku: "A" }), line(2, { sku: "A", unit_price_e4: 90_000 })]);
    const rows = linesBetween(older, newer);
    expect(rows.map((row) => [row.before?.line_id, row.after?.line_id, row.change])).toEqual([
      ["line_1", "line_9", "changed"],
      ["line_2", "line_2", "changed"],
    ]);
  });

  it("does not match free lines by their missing article number", () => {
    const rows = linesBetween(
      edition([line(1, { sku: "", name: "Anfahrt" })]),
      edition([line(2, { sku: "", name: "Montage" })]),
    );
    expect(rows.map((row) => row.change).toSorted()).toEqual(["added", "removed"]);
  });

  it("names what differs of a line, and its place is nothing of that", () => {
    const after = line(1, { position: 7, unit_price_e4: 90_000, role: "optional" });
    expect(changedFields(line(1), after)).toEqual(["unit_price_e4", "role"]);
    expect(changedFields(line(1), line(1, { position: 7 }))).toEqual([]);
  });

  it("compares what is paid once and each month, never both as one", () => {
    expect(sumsBetween(edition([], 1000, 0), edition([], 900, 50))).toEqual([
      { charge: "one_off", before_cents: 1000, after_cents: 900 },
      { charge: "monthly", before_cents: 0, after_cents: 50 },
    ]);
  });
});
