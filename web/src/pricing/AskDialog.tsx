// Which lines should cost what, and why. Loaded when it is opened.
import { useState } from "react";
import { api } from "../api/client";
import type { AskKind, AskPrices, Order, OrderLine } from "../api/types";
import { plainPrice, quantity, unitPrice } from "../i18n/format";
import { useText } from "../i18n/index";
import { MoneyInput, NumberInput, Select, TextArea } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { showToast } from "../ui/toast";
import styles from "./Requests.module.css";
import { difference, useRoundsWrite } from "./requests";

/** What was typed for a line, in the unit of its kind: basis points or 1/10,000. */
interface Ask {
  kind: AskKind;
  value: number | null;
}
const kKinds = ["percent", "amount", "unit_price"] as const;
const kFields = {
  percent: "discount_bp",
  amount: "discount_e4",
  unit_price: "unit_price_e4",
} as const;

/** A discount is off the list price, or off the price there is. */
const baseOf = (line: OrderLine) => line.list_price_e4 ?? line.unit_price_e4;

function askedPrice({ kind, value }: Ask, base: number | null): number | null {
  if (value === null) return null;
  if (kind === "unit_price") return value;
  if (base === null) return null;
  return kind === "percent" ? Math.round((base * (10_000 - value)) / 10_000) : base - value;
}

function sent(line_id: string, { kind, value }: Ask): AskPrices["lines"][number] {
  if (kind === "percent") return { line_id, discount_bp: value };
  return kind === "amount" ? { line_id, discount_e4: value } : { line_id, unit_price_e4: value };
}

export default function AskDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const t = useText();
  // Prices are asked for the cart as the reader saw it.
  const [seen] = useState(order);
  const [asks, setAsks] = useState<Record<string, Ask>>({});
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const write = useRoundsWrite<AskPrices>(
    seen,
    (body, call) => api.post(`/orders/${seen.id}/price-requests`, body, call),
    {
      in_form: true,
      onDone: (rounds) => {
        const at_once = rounds.items[0]?.state === "approved";
        showToast({ text: t(`ui.price_request.done.${at_once ? "granted" : "open"}`) });
        onClose();
      },
    },
  );
  const askOf = (line: OrderLine): Ask =>
    asks[line.id] ?? { kind: baseOf(line) === null ? "unit_price" : "percent", value: null };
  const filled = seen.lines.filter((line) => askOf(line).value !== null);
  const submit = () => {
    const [first] = seen.lines;
    if (filled.length === 0 && first) {
      setWrong({ [first.id]: t("ui.price_request.nothing_asked") });
      return;
    }
    setWrong({});
    write.go({ reason, lines: filled.map((line) => sent(line.id, askOf(line))) });
  };
  return (
    <FormDialog
      as="sheet"
      size="wide"
      title={t("ui.price_request.ask_title")}
      lead={t("ui.price_request.ask_lead")}
      submit={t("ui.price_request.ask")}
      pending={write.pending}
      problem={write.problem}
      errors={wrong}
      onClose={onClose}
      onSubmit={submit}
    >
      <ul className={styles.asks}>
        {seen.lines.map((line) => {
          const ask = askOf(line);
          const at = filled.indexOf(line);
          return (
            <AskLine
              key={line.id}
              line={line}
              currency={seen.currency}
              ask={ask}
              // Its place in what is sent: there the server's error points to.
              name={at < 0 ? line.id : `lines/${at}/${kFields[ask.kind]}`}
              onChange={(next) => setAsks((before) => ({ ...before, [line.id]: next }))}
            />
          );
        })}
      </ul>
      <TextArea
        label={t("ui.price_request.reason")}
        name="reason"
        hint={t("ui.price_request.reason_hint")}
        required
        maxLength={2000}
        value={reason}
        onChange={setReason}
      />
    </FormDialog>
  );
}

function AskLine({
  line,
  currency,
  ask,
  name,
  onChange,
}: {
  line: OrderLine;
  currency: string;
  ask: Ask;
  name: string;
  onChange: (ask: Ask) => void;
}) {
  const t = useText();
  const base = baseOf(line);
  const wanted = askedPrice(ask, base);
  const field = {
    label: t("ui.price_request.wish", { name: line.name }),
    hide_label: true,
    name,
    value: ask.value,
    onChange: (value: number | null) => onChange({ ...ask, value }),
    hint:
      wanted === null
        ? undefined
        : t("ui.price_request.becomes", {
            price: unitPrice(wanted, currency),
            difference: difference(wanted, base) || "–",
          }),
  };
  return (
    <li className={styles.ask}>
      <div className={styles.ask_line}>
        <b>{line.name}</b>
        <small>
          {line.sku && <span className="id">{line.sku} · </span>}
          {quantity(line.quantity_milli)} {line.unit}
          {line.charge_type !== "one_off" && ` · ${t(`ui.cart.group.${line.charge_type}`)}`}
        </small>
        <LinePrices line={line} currency={currency} />
      </div>
      <div className={styles.ask_fields}>
        {ask.kind === "percent" ? (
          <NumberInput key="percent" {...field} digits={2} unit="%" />
        ) : (
          <MoneyInput key={ask.kind} {...field} unit_price currency={currency} />
        )}
        <Select
          label={t("ui.price_request.kind_of", { name: line.name })}
          hide_label
          value={ask.kind}
          // What was typed as percent is no amount.
          onChange={(kind) => onChange({ kind: kind as AskKind, value: null })}
          options={kKinds
            .filter((kind) => base !== null || kind === "unit_price")
            .map((kind) => ({ value: kind, label: t(`ui.price_request.kind.${kind}`) }))}
        />
      </div>
    </li>
  );
}

function LinePrices({ line, currency }: { line: OrderLine; currency: string }) {
  const t = useText();
  const now =
    line.unit_price_e4 === null
      ? null
      : Math.round((line.unit_price_e4 * (10_000 - line.discount_bp)) / 10_000);
  if (now === null && line.list_price_e4 === null) return <small>{t("ui.cart.by_quote")}</small>;
  if (now === line.list_price_e4 || now === null || line.list_price_e4 === null) {
    const price = unitPrice(now ?? line.list_price_e4 ?? 0, currency);
    return <small className="num">{t("ui.price_request.list_price", { price })}</small>;
  }
  return (
    <small className="num">
      {t("ui.price_request.list_and_now", {
        list: plainPrice(line.list_price_e4),
        now: unitPrice(now, currency),
      })}
    </small>
  );
}
