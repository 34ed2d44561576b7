// Two editions side by side: what was added, what is gone, what costs or counts differently.
import {
  ArrowRight,
  CircleMinus,
  CirclePlus,
  Equal,
  type LucideIcon,
  SquarePen,
} from "lucide-react";
import { useState } from "react";
import type { Quote, QuoteLine } from "../api/types";
import { date, money, percent, plainPrice, quantity } from "../i18n/format";
import { useText } from "../i18n/index";
import { Sheet } from "../ui/Dialog";
import { Select } from "../ui/Field";
import { Icon } from "../ui/Icon";
import { Chip, type ChipTone } from "../ui/signs";
import {
  changedFields,
  type LineChange,
  type LineDifference,
  linesBetween,
  sumsBetween,
} from "./difference";
import styles from "./Quotes.module.css";

const kSigns: Record<LineChange, { icon: LucideIcon; tone: ChipTone }> = {
  added: { icon: CirclePlus, tone: "ok" },
  removed: { icon: CircleMinus, tone: "bad" },
  changed: { icon: SquarePen, tone: "warn" },
  same: { icon: Equal, tone: "plain" },
};
const kChanges = ["added", "removed", "changed", "same"] as const;

export default function CompareSheet({
  quotes,
  onClose,
}: {
  quotes: Quote[];
  onClose: () => void;
}) {
  const t = useText();
  const [newer_id, setNewer] = useState(quotes[0]?.id ?? "");
  const [older_id, setOlder] = useState(quotes[1]?.id ?? "");
  const newer = quotes.find((one) => one.id === newer_id);
  const older = quotes.find((one) => one.id === older_id);
  if (!newer || !older) return null;
  const rows = linesBetween(older, newer);
  const options = quotes.map((one) => ({
    value: one.id,
    label: t("ui.quote.edition_of_day", {
      edition: one.edition,
      day: date(one.sent_at_ms ?? one.created_at_ms),
    }),
  }));
  return (
    <Sheet
      open
      size="wide"
      title={t("ui.quote.compare_title", { number: newer.number })}
      onClose={onClose}
    >
      <div className={styles.between}>
        <div className={styles.pick}>
          <Select
            label={t("ui.quote.older")}
            value={older_id}
            onChange={setOlder}
            options={options.filter((one) => one.value !== newer_id)}
          />
          <span>
            <Icon of={ArrowRight} />
          </span>
          <Select
            label={t("ui.quote.newer")}
            value={newer_id}
            onChange={setNewer}
            options={options.filter((one) => one.value !== older_id)}
          />
        </div>
        <p className={styles.counts}>
          {kChanges.map((change) => {
            const count = rows.filter((row) => row.change === change).length;
            return (
              count > 0 && (
                <Chip key={change} {...kSigns[change]}>
                  {t(`ui.quote.difference.${change}`, { count })}
                </Chip>
              )
            );
          })}
        </p>
        <table className={styles.compare}>
          <caption className="visually-hidden">
            {t("ui.quote.compare_title", { number: newer.number })}
          </caption>
          <thead>
            <tr>
              <td className={styles.mark} />
              <th scope="col">{t("ui.cart.article")}</th>
              <th scope="col">{t("ui.quote.edition", { edition: older.edition })}</th>
              <th scope="col">{t("ui.quote.edition", { edition: newer.edition })}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <DifferenceRow
                key={`${row.before?.line_id ?? ""}${row.after?.line_id ?? ""}`}
                row={row}
                currency={newer.currency}
              />
            ))}
          </tbody>
          <tfoot>
            {sumsBetween(older, newer).map((sum) => (
              <tr
                key={sum.charge}
                data-change={sum.before_cents === sum.after_cents ? "same" : "changed"}
              >
                <td className={styles.mark} />
                <th scope="row">{t(`ui.quote.gross_sum.${sum.charge}`)}</th>
                <td className={styles.side}>{money(sum.before_cents, older.currency)}</td>
                <td className={styles.side}>
                  {money(sum.after_cents, newer.currency)}
                  {sum.before_cents !== sum.after_cents && (
                    <small>{signed(sum.after_cents - sum.before_cents, newer.currency)}</small>
                  )}
                </td>
              </tr>
            ))}
          </tfoot>
        </table>
      </div>
    </Sheet>
  );
}

function signed(cents: number, currency: string): string {
  return `${cents > 0 ? "+" : ""}${money(cents, currency)}`;
}

function DifferenceRow({ row, currency }: { row: LineDifference; currency: string }) {
  const t = useText();
  const { before, after, change } = row;
  const line = after ?? before;
  if (!line) return null;
  const changed = before && after ? changedFields(before, after) : [];
  return (
    <tr data-change={change}>
      <td className={styles.mark}>
        <Icon of={kSigns[change].icon} size={14} />
      </td>
      <th scope="row">
        {change === "removed" ? <del>{line.name}</del> : line.name}
        {changed.includes("name") && <small>{t("ui.quote.was", { words: before?.name })}</small>}
        <small>
          {line.sku && <span className="id">{line.sku} </span>}
          {change !== "same" && t(`ui.quote.change.${change}`)}
        </small>
      </th>
      <td className={styles.side}>
        {before ? <Side line={before} marked={[]} currency={currency} /> : "–"}
      </td>
      <td className={styles.side}>
        {after ? <Side line={after} marked={changed} currency={currency} /> : "–"}
      </td>
    </tr>
  );
}

/** Quantity, price, discount, role and amount of a line; what differs is marked. */
function Side({
  line,
  marked,
  currency,
}: {
  line: QuoteLine;
  marked: ReturnType<typeof changedFields>;
  currency: string;
}) {
  const t = useText();
  const show = (words: string, ...fields: typeof marked) =>
    fields.some((one) => marked.includes(one)) ? <mark>{words}</mark> : words;
  return (
    <>
      <span>
        {show(`${quantity(line.quantity_milli)} ${line.unit}`, "quantity_milli")}
        {" × "}
        {show(plainPrice(line.unit_price_e4), "unit_price_e4")}
      </span>
      {(line.discount_bp > 0 || marked.includes("discount_bp")) && (
        <span>
          {show(t("ui.quote.less", { percent: percent(line.discount_bp) }), "discount_bp")}
        </span>
      )}
      {(line.charge_type !== "one_off" || marked.includes("charge_type")) && (
        <span>{show(t(`ui.cart.group.${line.charge_type}`), "charge_type")}</span>
      )}
      {(line.role !== "fixed" || marked.includes("role") || marked.includes("choice")) && (
        <span>
          {show(
            line.role === "alternative"
              ? t("ui.quote.role.alternative", { set: line.choice })
              : t(`ui.quote.role.${line.role}`),
            "role",
            "choice",
          )}
        </span>
      )}
      <b>{money(line.amount_cents, currency)}</b>
    </>
  );
}
