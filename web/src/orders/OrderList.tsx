import { ChevronUp } from "lucide-react";
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef } from "react";
import { Problem } from "../api/problem";
import type { OrderRow } from "../api/types";
import { openCheatSheet } from "../app/palette";
import type { Search } from "../app/search";
import { useCan } from "../app/session";
import { count } from "../i18n/format";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { classes } from "../ui/classes";
import { Icon } from "../ui/Icon";
import { Kbd } from "../ui/Kbd";
import { useMedia } from "../ui/useMedia";
import { scrollToRow, useWindow } from "../ui/useWindow";
import { entriesOf } from "./groups";
import styles from "./OrderList.module.css";
import { Row } from "./Row";
import { useAnchor } from "./useAnchor";
import type { useOrders } from "./useOrders";

const RowEvents = lazy(() => import("../payments/RowEvents"));

const kHead = 28;
const kRow = 76;
const kCard = 100;
const kOverscan = 6;
const kBooking = ["payment_write", "shipment_write", "refund_write", "order_cancel"] as const;

export interface OrderListProps {
  list: ReturnType<typeof useOrders>;
  selected: string | null;
  marked: Set<string>;
  with_state: boolean;
  addressOf: (row: OrderRow) => { to: string; search: Search };
  onMark: (id: string, on: boolean) => void;
  bulk: ReactNode;
}

/** The rows of a list, however many; only those in view are in the page. */
export function OrderList(props: OrderListProps) {
  const { list, selected, marked, with_state, addressOf, onMark, bulk } = props;
  const t = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const narrow = useMedia("(max-width: 479px)");
  const can = useCan();
  const books = kBooking.some(can);
  const entries = useMemo(() => entriesOf(list.groups), [list.groups]);
  const tops = useMemo(() => {
    const out = [0];
    for (const entry of entries) {
      out.push((out.at(-1) ?? 0) + (entry.kind === "head" ? kHead : narrow ? kCard : kRow));
    }
    return out;
  }, [entries, narrow]);
  useAnchor(scroller, entries, tops);
  const { from, to } = useWindow(scroller, tops, kOverscan);
  const last = to - 1;
  const { more, loading_more, more_error, onMore } = list;
  useEffect(() => {
    if (more && !loading_more && !more_error && last >= entries.length - kOverscan) onMore();
  }, [more, loading_more, more_error, last, entries.length, onMore]);

  const at = entries.findIndex((entry) => entry.kind === "row" && entry.row.number === selected);
  useEffect(() => {
    if (at >= 0) scrollToRow(scroller.current, tops, at);
  }, [at, tops]);

  return (
    <section className={styles.list} aria-label={t("ui.inbox.list")}>
      {list.waiting > 0 && (
        <button type="button" className={styles.pill} onClick={list.showWaiting}>
          <Icon of={ChevronUp} size={14} />
          {t("ui.inbox.show_new", { count: list.waiting })}
        </button>
      )}
      <div ref={scroller} className={classes(styles.scroller, marked.size > 0 && styles.choosing)}>
        <div role="list" className={styles.canvas} style={{ height: tops.at(-1) }}>
          {entries.slice(from, to).map((entry, index) => {
            const top = tops[from + index] ?? 0;
            const height = (tops[from + index + 1] ?? top) - top;
            const place = { transform: `translateY(${top}px)`, height };
            if (entry.kind === "head") {
              return (
                <div key={entry.key} role="listitem" className={styles.slot} style={place}>
                  <h2 className={styles.head}>
                    {entry.label}
                    {entry.count !== null && <span>{count(entry.count)}</span>}
                  </h2>
                </div>
              );
            }
            const { row } = entry;
            return (
              <div key={entry.key} role="listitem" className={styles.slot} style={place}>
                <Row
                  row={row}
                  {...addressOf(row)}
                  selected={row.number === selected}
                  marked={marked.has(row.id)}
                  changed={list.changed.has(row.id)}
                  gone={list.gone.has(row.id)}
                  with_state={with_state}
                  onMark={(on) => onMark(row.id, on)}
                />
                {books && row.state !== "cart" && (
                  <Suspense fallback={null}>
                    <RowEvents row={row} />
                  </Suspense>
                )}
              </div>
            );
          })}
        </div>
      </div>
      {more_error && !loading_more && (
        <p className={styles.more} role="alert">
          {Problem.from(more_error).sentence}
          <Button size="small" onClick={onMore}>
            {t("ui.common.retry")}
          </Button>
        </p>
      )}
      {bulk || (
        <footer className={styles.foot}>
          <span>
            <Kbd>J</Kbd>
            <Kbd>K</Kbd> {t("ui.inbox.foot.browse")}
          </span>
          <span>
            <Kbd>1</Kbd> {t("ui.inbox.foot.confirm")}
          </span>
          <span>
            <Kbd>E</Kbd> {t("ui.inbox.foot.done")}
          </span>
          <button type="button" onClick={openCheatSheet}>
            <Kbd>?</Kbd> {t("ui.inbox.foot.all_keys")}
          </button>
        </footer>
      )}
    </section>
  );
}

/** Ten grey rows while the first page is under way. */
export function ListSkeleton() {
  const t = useText();
  return (
    <div role="status">
      <span className="visually-hidden">{t("ui.common.loading")}</span>
      {[82, 64, 74, 58, 80, 66, 70, 61].map((width) => (
        <div key={width} className={styles.skeleton_row}>
          <i style={{ width: `${width}%` }} />
          <i style={{ width: `${width - 24}%` }} />
          <i style={{ width: `${width - 40}%` }} />
        </div>
      ))}
    </div>
  );
}
