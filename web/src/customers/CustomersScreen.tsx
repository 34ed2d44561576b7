import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useList } from "../api/lists";
import type { AccountKind, AccountRow } from "../api/types";
import { Screen } from "../app/Screen";
import { count } from "../i18n/format";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { DataTable, type TableColumn } from "../ui/DataTable";
import { EmptyState, ErrorState } from "../ui/feedback";
import { LoadMore } from "../ui/LoadMore";
import { SearchBox } from "../ui/SearchBox";
import { Tabs } from "../ui/Tabs";
import styles from "./Customers.module.css";

const kKinds: AccountKind[] = [
  "customer",
  "prospect",
  "key_account",
  "partner",
  "sub_partner",
  "reseller",
];

/** Everybody we serve, within reach: customers, prospects, partners. */
export function CustomersScreen() {
  const t = useText();
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const kind = kKinds.find((one) => one === search.kind) ?? "all";
  const list = useList<AccountRow>("accounts", "/accounts", {
    kind: kind === "all" ? kKinds.join(",") : kind,
    q: search.q,
  });
  const filter = (change: Record<string, string | undefined>, replace = false) =>
    void navigate({
      to: "/customers",
      search: { ...search, ...change } as Record<string, string>,
      replace,
    });
  const columns = useMemo<TableColumn<AccountRow>[]>(
    () => [
      {
        id: "number",
        header: t("ui.customers.number"),
        cell: (row) => (
          <Link to="/customers/$number" params={{ number: row.number }} className="id">
            {row.number}
          </Link>
        ),
      },
      {
        id: "name",
        header: t("ui.customers.name"),
        cell: (row) => (
          <span className={styles.name}>
            <b>{row.name}</b>
            <small className="dim">{[row.city, row.email].filter(Boolean).join(", ")}</small>
          </span>
        ),
      },
      {
        id: "kind",
        header: t("ui.customers.kind"),
        minor: true,
        cell: (row) => t(`state.account_kind.${row.kind}`),
      },
      {
        id: "parent",
        header: t("ui.customers.parent"),
        minor: true,
        cell: (row) => <span className="muted">{row.parent?.name ?? "–"}</span>,
      },
      {
        id: "open",
        header: t("ui.customers.open_orders"),
        align: "right",
        cell: (row) => (row.open_orders > 0 ? count(row.open_orders) : "–"),
      },
    ],
    [t],
  );
  return (
    <Screen
      title={t("ui.nav.customers")}
      count={list.total && count(list.total.count, list.total.capped)}
      search={
        <SearchBox
          label={t("ui.customers.search")}
          value={search.q ?? ""}
          onChange={(q) => filter({ q: q || undefined }, true)}
        />
      }
      bar={
        <Tabs
          segmented
          label={t("ui.customers.kind")}
          value={kind}
          onChange={(next) => filter({ kind: next === "all" ? undefined : next })}
          tabs={(["all", ...kKinds] as const).map((one) => ({
            key: one,
            label: one === "all" ? t("ui.common.all") : t(`state.account_kind.${one}`),
          }))}
        />
      }
      fixed
    >
      {list.error ? (
        <ErrorState error={list.error} retry={list.retry} />
      ) : (
        <div className={styles.list}>
          <DataTable
            label={t("ui.nav.customers")}
            columns={columns}
            rows={list.items}
            rowId={(row) => row.id}
            total={list.total?.count}
            loading={list.loading}
            tall
            onOpen={(row) =>
              void navigate({ to: "/customers/$number", params: { number: row.number } })
            }
            empty={
              search.q || kind !== "all" ? (
                <EmptyState
                  kind="no_hits"
                  title={t("ui.customers.none_title")}
                  actions={
                    <Button onClick={() => filter({ q: undefined, kind: undefined })}>
                      {t("ui.common.clear_filters")}
                    </Button>
                  }
                >
                  {t("ui.customers.none_text")}
                </EmptyState>
              ) : (
                <EmptyState kind="nothing" title={t("ui.customers.empty_title")}>
                  {t("ui.customers.empty_text")}
                </EmptyState>
              )
            }
          />
          {list.items.length > 0 && (
            <LoadMore
              shown={list.items.length}
              total={list.total}
              more={list.more}
              loading={list.loading_more}
              onMore={list.onMore}
            />
          )}
        </div>
      )}
    </Screen>
  );
}
