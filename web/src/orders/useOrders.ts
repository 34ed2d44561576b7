import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { api } from "../api/client";
import { holdBack, onHint } from "../api/hints";
import { useList } from "../api/lists";
import { Problem } from "../api/problem";
import type { Order, OrderRow, Page } from "../api/types";
import type { Search } from "../app/search";
import { dateOnly, dayHeading } from "../i18n/format";
import { textOf, useText } from "../i18n/index";
import { kViews, queryOf, sameFilter, sortOf } from "./filter";
import { type Group, groupBy } from "./groups";
import { kOrders, patchRow, rowPartOf } from "./rowPart";

const kSettleMs = 250;
const kFlashMs = 2500;
const kMostPerPage = 200;

/** The inbox has two parts: who has answered us, and who is new. Each is a list of its own, so that
 *  its head can say how many it holds. */
function isPlainInbox(search: Search): boolean {
  return sameFilter(search, { view: "inbox" });
}

export function useOrders(search: Search, enabled = true) {
  const t = useText();
  const parts = isPlainInbox(search);
  const query = useMemo(() => queryOf(search), [search]);
  const answered = useList<OrderRow>(
    "orders",
    "/orders",
    { ...kViews.inbox?.filter, state: "processing", sort: "waiting" },
    { enabled: enabled && parts },
  );
  const rest = useList<OrderRow>(
    "orders",
    "/orders",
    parts ? { ...kViews.inbox?.filter, state: "pending", sort: "waiting" } : query,
    { enabled },
  );
  const first_done = !answered.more;
  const groups: Group[] = parts
    ? [
        {
          key: "answered",
          label: t("ui.inbox.group.answered"),
          count: answered.total?.count ?? null,
          rows: answered.items,
        },
        {
          key: "new",
          label: t("ui.inbox.group.new"),
          count: rest.total?.count ?? null,
          rows: first_done ? rest.items : [],
        },
      ]
    : groupBy(rest.items, headOf(sortOf(search)));
  const rows = groups.flatMap((group) => group.rows);
  const count = (rest.total?.count ?? 0) + (parts ? (answered.total?.count ?? 0) : 0);
  const live = useLive(query, rows, enabled);
  const source = parts && !first_done ? answered : rest;
  return {
    groups,
    rows,
    total: rest.total && { count, capped: rest.total.capped },
    ignored: rest.ignored.filter((name) => name !== "saved"),
    loading: enabled && (rest.loading || (parts && answered.loading)),
    error: rest.error ?? (parts ? answered.error : null),
    retry: () => {
      rest.retry();
      if (parts) answered.retry();
    },
    more: source.more || (parts && !first_done),
    loading_more: source.loading_more,
    more_error: source.more_error,
    onMore: source.onMore,
    ...live,
  };
}

function headOf(sort: string): (row: OrderRow) => string {
  if (sort.endsWith("arrived")) {
    return (row) => dayHeading(row.placed_at_ms ?? row.created_at_ms);
  }
  if (sort.endsWith("changed")) return (row) => dayHeading(row.changed_at_ms);
  if (sort.endsWith("due")) {
    return (row) =>
      row.due_on
        ? textOf("ui.inbox.group.due", { day: dateOnly(row.due_on) })
        : textOf("ui.inbox.group.no_due");
  }
  return () => "";
}

/** Keeps a list that stands on the screen true without moving it (U21): what is shown changes in
 *  its place, what is new waits behind a button. */
function useLive(query: Search, rows: OrderRow[], enabled: boolean) {
  const client = useQueryClient();
  const [fresh, setFresh] = useState<Set<string>>(new Set());
  const [changed, setChanged] = useState<Set<string>>(new Set());
  const [gone, setGone] = useState<Set<string>>(new Set());
  const shown = useRef({ query, stamp: "", rows });
  // By its text: a render in between makes a new object of the same query.
  const stamp = JSON.stringify(query);
  shown.current = { query, stamp, rows };

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list starts anew
  useEffect(() => {
    setFresh(new Set());
    setGone(new Set());
  }, [stamp]);

  useEffect(() => {
    if (!enabled) return;
    const release = holdBack("orders");
    const hinted = new Set<string>();
    let settle: number | undefined;
    let fade: number | undefined;
    const look = async () => {
      const ids = new Set(hinted);
      hinted.clear();
      const { query, stamp, rows } = shown.current;
      const limit = Math.min(kMostPerPage, rows.length + ids.size + 1);
      const page = await api.get<Page<OrderRow>>("/orders", { ...query, limit }).catch(() => null);
      if (!page || shown.current.stamp !== stamp) return;
      const known = new Map(rows.map((row) => [row.id, row]));
      const flash = new Set<string>();
      for (const id of ids) {
        const now = page.items.find((row) => row.id === id);
        const before = known.get(id);
        if (now && !before) setFresh((old) => new Set(old).add(id));
        else if (now && before && now.version > before.version) {
          patchRow(client, id, now);
          flash.add(id);
        } else if (!now && before) await lookAtOne(id, flash);
      }
      if (flash.size === 0) return;
      setChanged(flash);
      window.clearTimeout(fade);
      fade = window.setTimeout(() => setChanged(new Set()), kFlashMs);
    };
    const lookAtOne = async (id: string, flash: Set<string>) => {
      try {
        const order = await api.get<Order>(`/orders/${id}`);
        patchRow(client, id, rowPartOf(order));
        flash.add(id);
      } catch (error) {
        if (Problem.from(error).status === 404) setGone((old) => new Set(old).add(id));
      }
    };
    const stop = onHint((hint) => {
      if (hint.type !== "order") return;
      hinted.add(hint.subject);
      window.clearTimeout(settle);
      settle = window.setTimeout(() => void look(), kSettleMs);
    });
    return () => {
      stop();
      release();
      window.clearTimeout(settle);
      window.clearTimeout(fade);
    };
  }, [client, enabled]);

  const ids = new Set(rows.map((row) => row.id));
  const waiting = [...fresh].filter((id) => !ids.has(id)).length;
  return {
    waiting,
    changed,
    gone,
    showWaiting: () => {
      setFresh(new Set());
      setGone(new Set());
      void client.invalidateQueries({ queryKey: kOrders });
    },
  };
}
