// Heads between the rows of a list that is sorted by time: a day, or for the inbox what happened.
import type { OrderRow } from "../api/types";

export type ListEntry =
  | { kind: "head"; key: string; label: string; count: number | null }
  | { kind: "row"; key: string; row: OrderRow; at: number };

export interface Group {
  key: string;
  label: string;
  count: number | null;
  rows: OrderRow[];
}

export function entriesOf(groups: Group[]): ListEntry[] {
  let at = 0;
  return groups.flatMap((group) => {
    if (group.rows.length === 0) return [];
    const rows = group.rows.map((row): ListEntry => ({ kind: "row", key: row.id, row, at: at++ }));
    if (!group.label) return rows;
    const { key, label, count } = group;
    return [{ kind: "head", key: `head-${key}`, label, count }, ...rows];
  });
}

/** Rows that lie next to each other and share a label come under one head. */
export function groupBy(rows: OrderRow[], labelOf: (row: OrderRow) => string): Group[] {
  const groups: Group[] = [];
  for (const row of rows) {
    const label = labelOf(row);
    const last = groups.at(-1);
    if (last?.label === label) last.rows.push(row);
    else groups.push({ key: `${groups.length}${label}`, label, count: null, rows: [row] });
  }
  return groups;
}
