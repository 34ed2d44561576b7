// The filter as a sentence: "Aufträge, die Ausstehend oder In Bearbeitung sind und auf uns warten".
import { Fragment, type ReactNode } from "react";
import type { Label, PersonRef } from "../api/types";
import { dateOnly, money } from "../i18n/format";
import { rich, type TextKey, text, textOf } from "../i18n/index";
import styles from "./FilterBar.module.css";
import { type Clause, daysOf, type Field, type FilterValue } from "./filter";

/** Names of what the address only has ids of. */
export interface Names {
  labels: Label[];
  people: PersonRef[];
  currency: string;
}

export function fieldName(field: Field): string {
  return text(`ui.inbox.field.${field}`);
}

/** One value in the words that fit its clause. */
export function valueWords(field: Field, value: string, names: Names): string {
  switch (field) {
    case "state":
      return textOf(`state.order.${value}`);
    case "payment":
      return textOf(`state.payment.${value}`);
    case "fulfilment":
      return textOf(`state.fulfilment.${value}`);
    case "turn":
      return textOf(`ui.inbox.turn.${value}`, undefined, value);
    case "origin":
      return textOf(`ui.inbox.origin.${value}`, undefined, value);
    case "queue":
      return textOf(`ui.inbox.queue.${value}`, undefined, value);
    case "has":
      return textOf(`ui.inbox.has.${value}`, undefined, value);
    case "account":
      return text("ui.inbox.of_account", { account: value });
    case "label":
      return labelWords(value, names);
    case "assignee":
      return personWords(value, names);
    case "total":
      return totalWords(value, names.currency);
    case "q":
      return text("ui.inbox.words", { words: value });
    default:
      return daysWords(value);
  }
}

function labelWords(value: string, names: Names): string {
  if (value === "none") return text("ui.inbox.no_label");
  return names.labels.find((one) => one.id === value)?.name ?? value;
}

function personWords(value: string, names: Names): string {
  if (value === "me") return text("ui.inbox.me");
  if (value === "none") return text("ui.inbox.nobody");
  return names.people.find((one) => one.id === value)?.name ?? value;
}

function totalWords(value: string, currency: string): string {
  const [from = "", until = ""] = value.split("..");
  const amount = (cents: string) => money(Number(cents), currency);
  if (from && until) {
    return text("ui.inbox.total.between", { from: amount(from), until: amount(until) });
  }
  return from
    ? text("ui.inbox.total.from", { from: amount(from) })
    : text("ui.inbox.total.until", { until: amount(until) });
}

function dayWords(day: string): string {
  return day === "today" ? text("ui.inbox.days.day_today") : dateOnly(day);
}

function daysWords(value: string): string {
  const days = daysOf(value);
  switch (days.kind) {
    case "none":
    case "today":
      return text(`ui.inbox.days.${days.kind}`);
    case "last":
    case "next":
      return text(`ui.inbox.days.${days.kind}`, { count: days.days });
    case "before":
    case "after":
      return text(`ui.inbox.days.${days.kind}`, { day: dayWords(days.day) });
    case "range":
      if (days.from === days.until) return text("ui.inbox.days.on", { day: dayWords(days.from) });
      if (!days.until) return text("ui.inbox.days.since", { day: dayWords(days.from) });
      if (!days.from) return text("ui.inbox.days.until", { day: dayWords(days.until) });
      return text("ui.inbox.days.range", {
        from: dayWords(days.from),
        until: dayWords(days.until),
      });
  }
}

/** Values of one clause: plain ones joined by "oder", refused ones each with a red "nicht". */
function valuesWords({ field, values }: Clause, names: Names): ReactNode {
  return values.map((one, at) => (
    <Fragment key={`${one.negated}${one.value}`}>
      {at > 0 && <em> {text(joint(values, at))} </em>}
      {one.negated && <span className={styles.not}>{text("ui.inbox.not")} </span>}
      {valueWords(field, one.value, names)}
    </Fragment>
  ));
}

function joint(values: FilterValue[], at: number): TextKey {
  return values[at]?.negated ? "ui.inbox.and" : "ui.inbox.or";
}

/** "Ausstehend oder In Bearbeitung sind": the values bold, the verb light. */
export function clauseWords(clause: Clause, names: Names): ReactNode {
  return rich(`ui.inbox.clause.${clause.field}`, { values: <b>{valuesWords(clause, names)}</b> });
}

/** The same as plain text, for a screen reader and for tests. */
export function clauseText(clause: Clause, names: Names): string {
  const values = clause.values
    .map((one, at) => {
      const link = at > 0 ? `${text(joint(clause.values, at))} ` : "";
      const not = one.negated ? `${text("ui.inbox.not")} ` : "";
      return link + not + valueWords(clause.field, one.value, names);
    })
    .join(" ");
  return text(`ui.inbox.clause.${clause.field}`, { values });
}
