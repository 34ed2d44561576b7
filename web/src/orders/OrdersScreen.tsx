import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import type { OrderRow } from "../api/types";
import { Screen } from "../app/Screen";
import { useViewCounts } from "../app/Shell";
import type { Search } from "../app/search";
import { useCan } from "../app/session";
import { useShortcuts } from "../app/shortcuts";
import { count } from "../i18n/format";
import { useText } from "../i18n/index";
import { buttonClass } from "../ui/Button";
import { ErrorState, Skeleton } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { useMedia } from "../ui/useMedia";
import { addressOf } from "./addresses";
import FilterBar from "./FilterBar";
import { filterPart } from "./filter";
import { ListSkeleton, OrderList } from "./OrderList";
import styles from "./OrdersScreen.module.css";
import { kSplit, useOrdersTitle } from "./place";
import { useOrders } from "./useOrders";

const OrderPane = lazy(() => import("./OrderPane"));
const BulkBar = lazy(() => import("./BulkBar"));
const Nothing = lazy(() => import("./Nothing"));

/** Any list of orders: the inbox, a view, a search. What is shown stands in the address. */
export function OrdersScreen() {
  const t = useText();
  const can = useCan();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Search;
  const split = useMedia(kSplit);
  const list = useOrders(search);
  const counts = useViewCounts().data;
  const title = useOrdersTitle(search);
  const [marked, setMarked] = useState<Set<string>>(new Set());
  const selected = search.sel ?? null;
  const at = list.rows.findIndex((row) => row.number === selected);
  const only_carts = search.view === "carts";

  const change = useCallback(
    (next: Search, replace = false) => void navigate({ to: "/orders", search: next, replace }),
    [navigate],
  );
  const placeOf = useCallback((row: OrderRow) => addressOf(row, search, split), [search, split]);
  const select = (row: OrderRow | undefined) => {
    if (row) change({ ...search, sel: row.number }, true);
  };
  const move = (by: number, extend = false) => {
    const next = list.rows[at < 0 ? 0 : at + by];
    if (!next) return;
    if (extend) {
      const current = list.rows[at];
      setMarked((old) => new Set([...old, next.id, ...(current ? [current.id] : [])]));
    }
    select(next);
  };
  const mark = useCallback((id: string, on: boolean) => {
    setMarked((old) => {
      const next = new Set(old);
      if (on) next.add(id);
      else next.delete(id);
      return next;
    });
  }, []);
  const open = () => {
    const row = list.rows[at];
    if (row)
      void navigate({
        to: "/orders/$number",
        params: { number: row.number },
        search: filterPart(search),
      });
  };
  const group = "ui.inbox.keys.group_list";
  useShortcuts([
    { keys: "j", label: "ui.inbox.keys.next", group, run: () => move(1) },
    { keys: "k", label: "ui.inbox.keys.previous", group, run: () => move(-1) },
    { keys: "Shift+j", label: "ui.inbox.keys.extend_down", group, run: () => move(1, true) },
    { keys: "Shift+k", label: "ui.inbox.keys.extend_up", group, run: () => move(-1, true) },
    { keys: "Enter", label: "ui.inbox.keys.open", group, run: open },
    {
      keys: "x",
      label: "ui.inbox.keys.mark",
      group,
      run: () => {
        const row = list.rows[at];
        if (row) mark(row.id, !marked.has(row.id));
      },
    },
    { keys: "]", label: "ui.inbox.keys.whole", group, run: open },
    {
      keys: "Escape",
      label: "ui.inbox.keys.close",
      group,
      run: () => {
        if (marked.size > 0) setMarked(new Set());
        else if (selected) change(withoutSelection(search), true);
      },
    },
  ]);
  // A selection belongs to the list it was made in.
  const stamp = JSON.stringify(filterPart(search));
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list, no selection
  useEffect(() => setMarked(new Set()), [stamp]);

  const rows_marked = list.rows.filter((row) => marked.has(row.id));
  const total = list.total;
  const is_inbox = search.view === "inbox";
  const body = list.error ? (
    <ErrorState error={list.error} retry={list.retry} />
  ) : !list.loading && list.rows.length === 0 ? (
    <Suspense fallback={null}>
      <Nothing
        search={search}
        onClear={() => change({})}
        waiting={list.waiting}
        onShow={list.showWaiting}
      />
    </Suspense>
  ) : (
    <div className={split && !only_carts ? styles.split : styles.single}>
      {list.loading ? (
        <ListSkeleton />
      ) : (
        <OrderList
          list={list}
          selected={selected}
          marked={marked}
          with_state={!is_inbox && !only_carts}
          addressOf={placeOf}
          onMark={mark}
          bulk={
            rows_marked.length > 0 && (
              <Suspense fallback={null}>
                <BulkBar rows={rows_marked} onClear={() => setMarked(new Set())} />
              </Suspense>
            )
          }
        />
      )}
      {split && !only_carts && (
        <Suspense fallback={<Skeleton lines={8} />}>
          {selected ? (
            <OrderPane
              key={selected}
              number={selected}
              place={at < 0 ? null : { at, total: total?.count ?? list.rows.length }}
              onPrevious={at > 0 ? () => move(-1) : null}
              onNext={at >= 0 && at + 1 < list.rows.length ? () => move(1) : null}
              onDone={() => {
                const next = list.rows[at + 1] ?? list.rows[at - 1];
                if (next) select(next);
                else change(withoutSelection(search), true);
              }}
            />
          ) : (
            <p className={styles.none}>{t("ui.inbox.none_selected")}</p>
          )}
        </Suspense>
      )}
    </div>
  );
  return (
    <Screen
      title={title}
      count={
        total &&
        (is_inbox && counts && counts.inbox_unread > 0
          ? t("ui.inbox.count_unread", {
              count: total.count,
              unread: count(counts.inbox_unread),
            })
          : t(only_carts ? "ui.inbox.count_carts" : "ui.inbox.count", { count: total.count }))
      }
      actions={
        can("order_edit") && (
          <Link to="/carts" className={buttonClass("outline")}>
            <Icon of={Plus} />
            {t("ui.inbox.new_order")}
          </Link>
        )
      }
      bar={<FilterBar search={search} onChange={change} />}
      fixed
    >
      <div className={styles.whole}>
        <IgnoredHint names={list.ignored} />
        {body}
      </div>
    </Screen>
  );
}

function withoutSelection(search: Search): Search {
  const { sel: _sel, ...rest } = search;
  return rest;
}

/** Unknown parameters of an address are named, never an error (U3). */
function IgnoredHint({ names }: { names: string[] }) {
  const t = useText();
  if (names.length === 0) return null;
  return (
    <p className={styles.ignored} role="status">
      {t("ui.inbox.ignored", { names: names.join(", ") })}
    </p>
  );
}
