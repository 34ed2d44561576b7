// What has changed between two editions of a cart's quote, line by line.
import type { Quote, QuoteLine } from "../api/types";

export type LineChange = "added" | "removed" | "changed" | "same";

export interface LineDifference {
  change: LineChange;
  /** At least one of them is there. */
  before: QuoteLine | null;
  after: QuoteLine | null;
}

export interface SumDifference {
  charge: "one_off" | "monthly" | "yearly";
  before_cents: number;
  after_cents: number;
}

type Content = Pick<Quote, "total_cents" | "monthly_cents" | "yearly_cents"> & {
  content: Pick<Quote["content"], "lines">;
};

/** What makes two states of a line different to who has to pay it. */
const kCompared = [
  "name",
  "quantity_milli",
  "unit_price_e4",
  "discount_bp",
  "charge_type",
  "role",
  "choice",
] as const;

export function changedFields(before: QuoteLine, after: QuoteLine): (typeof kCompared)[number][] {
  return kCompared.filter((name) => before[name] !== after[name]);
}

function positionOf({ before, after }: LineDifference): number {
  return (before ?? after)?.position ?? 0;
}

/** The lines of the newer edition in their order, those that are gone where they stood before. */
export function linesBetween(older: Content, newer: Content): LineDifference[] {
  const rest = [...older.content.lines];
  const take = (fits: (line: QuoteLine) => boolean): QuoteLine | null => {
    const at = rest.findIndex(fits);
    return at < 0 ? null : (rest.splice(at, 1)[0] ?? null);
  };
  // First who is surely the same, so that a line of the same article does not take its place.
  const partners = new Map<QuoteLine, QuoteLine>();
  for (const after of newer.content.lines) {
    const before = take((line) => line.line_id === after.line_id);
    if (before) partners.set(after, before);
  }
  for (const after of newer.content.lines) {
    if (partners.has(after) || !after.sku) continue;
    const before = take((line) => line.sku === after.sku && line.charge_type === after.charge_type);
    if (before) partners.set(after, before);
  }
  const rows = newer.content.lines.map((after): LineDifference => {
    const before = partners.get(after) ?? null;
    if (!before) return { change: "added", before, after };
    const change = changedFields(before, after).length > 0 ? "changed" : "same";
    return { change, before, after };
  });
  for (const before of rest) {
    const at = rows.findIndex((row) => positionOf(row) > before.position);
    const gone: LineDifference = { change: "removed", before, after: null };
    if (at < 0) rows.push(gone);
    else rows.splice(at, 0, gone);
  }
  return rows;
}

/** Once, monthly and yearly are never added up; a sum that neither has is left out. */
export function sumsBetween(older: Content, newer: Content): SumDifference[] {
  const sums: SumDifference[] = [
    { charge: "one_off", before_cents: older.total_cents, after_cents: newer.total_cents },
    { charge: "monthly", before_cents: older.monthly_cents, after_cents: newer.monthly_cents },
    { charge: "yearly", before_cents: older.yearly_cents, after_cents: newer.yearly_cents },
  ];
  return sums.filter((sum) => sum.before_cents !== 0 || sum.after_cents !== 0);
}
