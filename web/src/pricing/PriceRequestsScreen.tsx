import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { useList } from "../api/lists";
import type { PriceRequestRow } from "../api/types";
import { ListScreen, TwoLines, useFilters } from "../app/ListScreen";
import { useCan } from "../app/session";
import { useText } from "../i18n/index";
import { cartAddress } from "../orders/addresses";
import { buttonClass } from "../ui/Button";
import type { TableColumn } from "../ui/DataTable";
import { Tabs } from "../ui/Tabs";
import { Money, RelativeTime } from "../ui/Values";
import styles from "./Requests.module.css";
import { RequestChip } from "./Rounds";
import { difference } from "./requests";

const AnswerSheet = lazy(() => import("./AnswerSheet"));

const kStates = [
  "open",
  "countered",
  "approved",
  "rejected",
  "taken",
  "withdrawn",
  "closed",
  "all",
] as const;

/** What waits for an answer, the longest first (A4); for who asked, what became of it. */
export function PriceRequestsScreen() {
  const t = useText();
  const decides = useCan()("price_request_decide");
  const [search, filter] = useFilters("/price-requests");
  const usual = decides ? "open" : "all";
  const state = kStates.find((one) => one === search.state) ?? usual;
  const list = useList<PriceRequestRow>("price_requests", "/price-requests", { state });
  const waiting = state === "open";
  const columns = useMemo<TableColumn<PriceRequestRow>[]>(
    () => [
      {
        id: "customer",
        header: t("ui.cart.customer"),
        cell: (row) => (
          <button type="button" className={styles.open} onClick={() => filter({ sel: row.id })}>
            <TwoLines
              main={row.account.name}
              more={<span className="id">{row.account.number}</span>}
            />
          </button>
        ),
      },
      {
        id: "cart",
        header: t("ui.cart.cart"),
        minor: true,
        cell: (row) => (
          <Link to={cartAddress(row.account.number, row.order_number)} className="link id nowrap">
            {row.order_number}
          </Link>
        ),
      },
      {
        id: "asked_by",
        header: t("ui.price_request.asked_by"),
        minor: true,
        cell: (row) => <TwoLines main={row.asked_by} more={row.asker_account} />,
      },
      {
        id: "round",
        header: t("ui.price_request.round_head"),
        align: "right",
        minor: true,
        cell: (row) => <span className="num">{row.round}</span>,
      },
      ...(waiting
        ? []
        : [
            {
              id: "state",
              header: t("ui.price_request.state"),
              cell: (row: PriceRequestRow) => <RequestChip state={row.state} />,
            },
          ]),
      {
        id: "since",
        header: t(waiting ? "ui.price_request.waits_since" : "ui.price_request.asked_at"),
        cell: (row) => <RelativeTime at_ms={row.asked_at_ms} />,
      },
      {
        id: "list",
        header: t("ui.price_request.list_sum"),
        align: "right",
        minor: true,
        cell: (row) => <Money cents={row.list_cents} currency={row.currency} />,
      },
      {
        id: "asked",
        header: t("ui.price_request.asked_sum"),
        align: "right",
        cell: (row) => (
          <b>
            <Money cents={row.asked_cents} currency={row.currency} />
          </b>
        ),
      },
      {
        id: "difference",
        header: t("ui.price_request.difference"),
        align: "right",
        cell: (row) => (
          <span className="num nowrap">{difference(row.asked_cents, row.list_cents) || "–"}</span>
        ),
      },
    ],
    [t, filter, waiting],
  );
  return (
    <ListScreen
      title={t("ui.nav.price_requests")}
      list={list}
      rows={list.items}
      rowId={(row) => row.id}
      columns={columns}
      selected={search.sel ?? null}
      onOpen={(row) => filter({ sel: row.id })}
      bar={
        <Tabs
          segmented
          label={t("ui.price_request.state")}
          value={state}
          onChange={(next) => filter({ state: next === usual ? undefined : next })}
          tabs={kStates.map((one) => ({
            key: one,
            label: one === "all" ? t("ui.common.all") : t(`state.price_request.${one}`),
          }))}
        />
      }
      onClear={state === usual ? undefined : () => filter({ state: undefined })}
      no_hits={{
        title: t("ui.price_request.none_title"),
        text: t("ui.price_request.none_text"),
      }}
      nothing={
        decides
          ? {
              title: t("ui.price_request.none_open_title"),
              text: t("ui.price_request.none_open_text"),
              done: true,
            }
          : {
              title: t("ui.price_request.never_title"),
              text: t("ui.price_request.never_text"),
              action: (
                <Link to="/carts" className={buttonClass("primary")}>
                  {t("ui.price_request.to_carts")}
                </Link>
              ),
            }
      }
    >
      <Selected
        rows={list.items}
        id={search.sel ?? null}
        onClose={() => filter({ sel: undefined })}
      />
    </ListScreen>
  );
}

/** The chosen request. Its row may leave the list while it is open: then it stays as it was. */
function Selected({
  rows,
  id,
  onClose,
}: {
  rows: PriceRequestRow[];
  id: string | null;
  onClose: () => void;
}) {
  const [kept, setKept] = useState<PriceRequestRow | null>(null);
  const found = rows.find((row) => row.id === id);
  if (found && found.id !== kept?.id) setKept(found);
  if (!id || kept?.id !== id) return null;
  return (
    <Suspense fallback={null}>
      <AnswerSheet
        cart={{
          id: kept.order_id,
          number: kept.order_number,
          account: kept.account,
          currency: kept.currency,
        }}
        request_id={id}
        onClose={onClose}
      />
    </Suspense>
  );
}
