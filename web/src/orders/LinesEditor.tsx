import { ClipboardPaste, Minus, PencilLine, Plus, Trash2 } from "lucide-react";
import { Fragment, lazy, Suspense, useEffect, useRef, useState } from "react";
import { api } from "../api/client";
import type { LineInput, LinePatch, Order, OrderLine } from "../api/types";
import { useSession } from "../app/session";
import { money, percent, plainPrice, unitPrice } from "../i18n/format";
import { text, textOf, useText } from "../i18n/index";
import { Button, IconButton } from "../ui/Button";
import { classes } from "../ui/classes";
import { MoneyInput, NumberInput } from "../ui/Field";
import { ErrorLine } from "../ui/feedback";
import { CommittedNumber } from "./CommittedNumber";
import styles from "./LinesEditor.module.css";
import { ProductSearch } from "./ProductSearch";
import { useOrderWrite, usePatchQueue } from "./useOrder";

const LineDialogs = lazy(() => import("./LineDialogs"));

const kGroups = ["one_off", "monthly", "yearly"] as const;
const kSettleMs = 500;

/** The articles of a cart or of an order that may still be amended. */
export function LinesEditor({ order }: { order: Order }) {
  const t = useText();
  const { staff } = useSession();
  const [dialog, setDialog] = useState<"paste" | "free" | null>(null);
  const may = order.actions.some(
    (one) => (one.name === "edit" || one.name === "amend") && one.allowed,
  );
  // Of a placed order a customer changes no line, he only adds some.
  const may_change = may && (staff || order.state === "cart");
  const add = useOrderWrite<LineInput>(
    order,
    (body, call) => api.post(`/orders/${order.id}/lines`, body, call),
    { in_form: true },
  );
  const groups = kGroups
    .map((charge) => ({ charge, lines: order.lines.filter((one) => one.charge_type === charge) }))
    .filter((group) => group.lines.length > 0);
  return (
    <div>
      {may && (
        <div className={styles.tools}>
          <ProductSearch
            order={order}
            pending={add.pending}
            onAdd={(article) => add.go({ ...article, quantity_milli: 1000 })}
          />
          <Button icon={ClipboardPaste} onClick={() => setDialog("paste")}>
            {t("ui.cart.paste")}
          </Button>
          {staff && (
            <Button icon={PencilLine} variant="soft" onClick={() => setDialog("free")}>
              {t("ui.cart.free_line")}
            </Button>
          )}
        </div>
      )}
      {add.problem && <ErrorLine problem={add.problem} />}
      {order.lines.length === 0 ? (
        <p className={styles.empty}>{t("ui.cart.no_lines")}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable
        <div className={styles.scroller} role="region" aria-label={t("ui.cart.lines")} tabIndex={0}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t("ui.cart.article")}</th>
                <th scope="col">{t("ui.cart.quantity")}</th>
                <th scope="col" className={styles.right}>
                  {t("ui.cart.price")}
                </th>
                <th scope="col" className={styles.right}>
                  {t("ui.cart.discount")}
                </th>
                <th scope="col" className={styles.right}>
                  {t(order.gross ? "ui.cart.sum_gross" : "ui.cart.sum_net")}
                </th>
                {may_change && (
                  <th scope="col">
                    <span className="visually-hidden">{t("ui.common.actions")}</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {groups.map(({ charge, lines }) => (
                <Fragment key={charge}>
                  <tr className={styles.group}>
                    <th scope="colgroup" colSpan={may_change ? 6 : 5}>
                      {t(`ui.cart.group.${charge}`)}
                    </th>
                  </tr>
                  {lines.map((line) => (
                    <LineRow
                      key={line.id}
                      order={order}
                      line={line}
                      may={may_change}
                      staff={staff}
                    />
                  ))}
                </Fragment>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {dialog && (
        <Suspense fallback={null}>
          <LineDialogs which={dialog} order={order} onClose={() => setDialog(null)} />
        </Suspense>
      )}
    </div>
  );
}

function LineRow({
  order,
  line,
  may,
  staff,
}: {
  order: Order;
  line: OrderLine;
  may: boolean;
  staff: boolean;
}) {
  const t = useText();
  const path = `/orders/${order.id}/lines/${line.id}`;
  const change = useOrderWrite<LinePatch>(order, (body, call) => api.patch(path, body, call));
  const save = usePatchQueue(change);
  const remove = useOrderWrite<null>(order, (_, call) => api.del(path, call));
  const below_list =
    line.list_price_e4 !== null &&
    line.unit_price_e4 !== null &&
    line.unit_price_e4 < line.list_price_e4;
  const asked = line.price_source === "request";
  const price_words =
    line.unit_price_e4 === null
      ? t("ui.cart.by_quote")
      : unitPrice(line.unit_price_e4, order.currency);
  return (
    <tr>
      <td className={styles.article}>
        <b>{line.name}</b>
        <small>
          {line.sku && <span className="id">{line.sku}</span>}{" "}
          {line.stock_hint !== "unknown" && (
            <span className={line.stock_hint === "out" ? "warn" : undefined}>
              {textOf(`ui.orders.stock.${line.stock_hint}`)}
            </span>
          )}
        </small>
      </td>
      <td className={styles.quantity}>
        <Quantity line={line} may={may} onChange={(quantity_milli) => save({ quantity_milli })} />
      </td>
      <td className={classes(styles.right, styles.named)} data-name={t("ui.cart.price")}>
        {below_list && line.list_price_e4 !== null && (
          <del className={styles.old}>{plainPrice(line.list_price_e4)}</del>
        )}
        {may && staff ? (
          <CommittedNumber
            value={line.unit_price_e4}
            onCommit={(next) => next !== null && save({ unit_price_e4: next })}
          >
            {(bind) => (
              <MoneyInput
                label={t("ui.cart.price_of", { name: line.name })}
                hide_label
                unit_price
                currency={order.currency}
                className={styles.price}
                placeholder={t("ui.cart.by_quote")}
                {...bind}
              />
            )}
          </CommittedNumber>
        ) : (
          <span className="num">{price_words}</span>
        )}
        {asked && <small className={styles.asked}>{askedWords(line)}</small>}
      </td>
      <td className={classes(styles.right, styles.named)} data-name={t("ui.cart.discount")}>
        {may && staff ? (
          <CommittedNumber
            value={line.discount_bp}
            onCommit={(next) => save({ discount_bp: next ?? 0 })}
          >
            {(bind) => (
              <NumberInput
                label={t("ui.cart.discount_of", { name: line.name })}
                hide_label
                digits={2}
                unit="%"
                className={styles.discount}
                {...bind}
              />
            )}
          </CommittedNumber>
        ) : (
          <span className="num">{line.discount_bp ? percent(line.discount_bp) : "–"}</span>
        )}
      </td>
      <td className={classes(styles.right, styles.sum)}>
        <b className="num nowrap">
          {line.amount_cents === null ? "–" : money(line.amount_cents, order.currency)}
        </b>
      </td>
      {may && (
        <td className={styles.bin}>
          <IconButton
            icon={Trash2}
            label={t("ui.cart.remove", { name: line.name })}
            onClick={() => remove.go(null)}
          />
        </td>
      )}
    </tr>
  );
}

/** A price that was asked for; one above the list has no list price struck beside it. */
function askedWords(line: OrderLine): string {
  const above =
    (line.unit_price_e4 ?? 0) > (line.list_price_e4 ?? 0) && line.list_price_e4 !== null;
  return above
    ? text("ui.cart.asked_price_above", { price: plainPrice(line.list_price_e4 ?? 0) })
    : text("ui.cart.asked_price");
}

/** Minus, number, plus. Several clicks in a row are one write. */
function Quantity({
  line,
  may,
  onChange,
}: {
  line: OrderLine;
  may: boolean;
  onChange: (quantity_milli: number) => void;
}) {
  const t = useText();
  const [shown, setShown] = useState<number | null>(line.quantity_milli);
  const [known, setKnown] = useState(line.quantity_milli);
  const timer = useRef<number | undefined>(undefined);
  if (line.quantity_milli !== known) {
    setKnown(line.quantity_milli);
    setShown(line.quantity_milli);
  }
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const write = (next: number | null, delay_ms: number) => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      if (next !== null && next > 0 && next !== line.quantity_milli) onChange(next);
    }, delay_ms);
  };
  const step = (by: number) => {
    const next = Math.max(1000, (shown ?? 0) + by);
    setShown(next);
    write(next, kSettleMs);
  };
  if (!may) return <span className="num">{line.quantity_milli / 1000}</span>;
  return (
    <span className={styles.stepper}>
      <IconButton
        icon={Minus}
        label={t("ui.cart.less", { name: line.name })}
        disabled={(shown ?? 0) <= 1000}
        onClick={() => step(-1000)}
      />
      <NumberInput
        label={t("ui.cart.quantity_of", { name: line.name })}
        hide_label
        digits={3}
        value={shown}
        onChange={setShown}
        onBlur={() => write(shown, 0)}
        onKeyDown={(event) => event.key === "Enter" && write(shown, 0)}
      />
      <IconButton
        icon={Plus}
        label={t("ui.cart.more", { name: line.name })}
        onClick={() => step(1000)}
      />
      <small className="dim">{line.unit}</small>
    </span>
  );
}
