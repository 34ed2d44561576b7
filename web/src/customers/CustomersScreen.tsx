import { Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { lazy, Suspense, useMemo } from "react";
import { useList } from "../api/lists";
import type { AccountRow } from "../api/types";
import { ListScreen, TwoLines, useFilters } from "../app/ListScreen";
import type { Search } from "../app/search";
import { useCan } from "../app/session";
import { count } from "../i18n/format";
import { useText } from "../i18n/index";
import { Button, buttonClass } from "../ui/Button";
import type { TableColumn } from "../ui/DataTable";
import { Switch } from "../ui/Field";
import { Chip } from "../ui/signs";
import { Tabs } from "../ui/Tabs";
import styles from "./Customers.module.css";
import { isKind, kKinds } from "./kinds";

const NewAccount = lazy(() => import("./NewAccount"));

/** Everybody we serve, within reach: customers, prospects, partners. */
export function CustomersScreen() {
  const t = useText();
  const can = useCan();
  const navigate = useNavigate();
  const [search, filter] = useFilters("/customers");
  const kind = isKind(search.kind) ? search.kind : "all";
  const closed = search.state === "all";
  const list = useList<AccountRow>("accounts", "/accounts", {
    kind: kind === "all" ? kKinds.join(",") : kind,
    state: closed ? "all" : undefined,
    q: search.q,
  });
  const columns = useColumns();
  const add = can("account_create") && (
    <Button
      variant="primary"
      icon={Plus}
      onClick={() => filter({ new: kind === "all" ? "customer" : kind })}
    >
      {t(`ui.customers.new.${kind === "all" ? "customer" : kind}`)}
    </Button>
  );
  return (
    <ListScreen
      title={t("ui.nav.customers")}
      list={list}
      rows={list.items}
      rowId={(row) => row.id}
      columns={columns}
      onOpen={(row) => void navigate({ to: "/customers/$number", params: { number: row.number } })}
      search={{
        label: t("ui.customers.search"),
        value: search.q ?? "",
        onChange: (q) => filter({ q: q || undefined }, true),
      }}
      actions={add}
      bar={
        <>
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
          <span className={styles.closed}>
            <Switch
              label={t("ui.customers.with_closed")}
              checked={closed}
              onChange={(on) => filter({ state: on ? "all" : undefined })}
            />
          </span>
        </>
      }
      onClear={
        search.q || kind !== "all" || closed
          ? () => filter({ q: undefined, kind: undefined, state: undefined })
          : undefined
      }
      no_hits={{ title: t("ui.customers.none_title"), text: t("ui.customers.none_text") }}
      nothing={{
        title: t("ui.customers.empty_title"),
        text: t("ui.customers.empty_text"),
        action: can("data_import") && (
          <Link
            to="/imports"
            search={{ kind: "customers" } as Search}
            className={buttonClass("outline")}
          >
            {t("ui.customers.import")}
          </Link>
        ),
      }}
    >
      {search.new && (
        <Suspense fallback={null}>
          <NewAccount
            kind={isKind(search.new) ? search.new : "customer"}
            under={search.under ?? null}
            onClose={() => filter({ new: undefined, under: undefined })}
          />
        </Suspense>
      )}
    </ListScreen>
  );
}

function useColumns(): TableColumn<AccountRow>[] {
  const t = useText();
  return useMemo(
    () => [
      {
        id: "number",
        header: t("ui.customers.number"),
        cell: (row) => (
          <Link to="/customers/$number" params={{ number: row.number }} className="id nowrap">
            {row.number}
          </Link>
        ),
      },
      {
        id: "name",
        header: t("ui.customers.name"),
        cell: (row) => (
          <TwoLines main={row.name} more={[row.city, row.email].filter(Boolean).join(", ")} />
        ),
      },
      {
        id: "kind",
        header: t("ui.customers.kind"),
        minor: true,
        cell: (row) => (
          <span className="row">
            {t(`state.account_kind.${row.kind}`)}
            {row.state === "closed" && <Chip tone="plain">{t("ui.customers.closed")}</Chip>}
          </span>
        ),
      },
      {
        id: "parent",
        header: t("ui.customers.parent"),
        minor: true,
        cell: (row) => <span className="muted">{row.parent?.name ?? "–"}</span>,
      },
      {
        id: "carts",
        header: t("ui.customers.carts"),
        align: "right",
        minor: true,
        cell: (row) => (row.open_carts > 0 ? count(row.open_carts) : "–"),
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
}
