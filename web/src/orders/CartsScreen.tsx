import { Link, Navigate, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Plus, ShoppingCart } from "lucide-react";
import { useMemo } from "react";
import { api } from "../api/client";
import { useList } from "../api/lists";
import { useCommand } from "../api/query";
import type { Account, AccountRow, Order, OrderRow } from "../api/types";
import { ListScreen, useFilters } from "../app/ListScreen";
import { LoadingPage } from "../app/LoadingPage";
import { Card, PageBody, Screen } from "../app/Screen";
import type { Search } from "../app/search";
import { ownNumber, useCan, useSession } from "../app/session";
import { useAccountByNumber } from "../customers/account";
import { textOf, useText } from "../i18n/index";
import { Button, buttonClass } from "../ui/Button";
import { DataTable, type TableColumn } from "../ui/DataTable";
import { EmptyState, ErrorState } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { LoadMore } from "../ui/LoadMore";
import { Chip, StateChip } from "../ui/signs";
import { Money, RelativeTime } from "../ui/Values";
import { cartAddress } from "./addresses";
import styles from "./Cart.module.css";
import { ContextBar, GearMenu } from "./CartFrame";
import { GoneOrder } from "./Gone";

/** Who orders for himself has nobody to choose (P06). */
export function CartsScreen() {
  const number = ownNumber(useSession());
  if (number === null) return <ForWhom />;
  return <Navigate to="/carts/$account" params={{ account: number }} replace />;
}

/** For whom? The first step of every new order (B2). */
function ForWhom() {
  const t = useText();
  const can = useCan();
  const navigate = useNavigate();
  const [search, filter] = useFilters("/carts");
  const q = search.q ?? "";
  const list = useList<AccountRow>("accounts", "/accounts", { q, limit: 30 });
  const columns = useMemo<TableColumn<AccountRow>[]>(
    () => [
      {
        id: "name",
        header: t("ui.cart.customer"),
        cell: (row) => (
          <Link to="/carts/$account" params={{ account: row.number }} className={styles.name}>
            <b>{row.name}</b>
            <small className="dim">
              <span className="id">{row.number}</span> {row.city}
            </small>
          </Link>
        ),
      },
      {
        id: "kind",
        header: t("ui.cart.kind"),
        minor: true,
        cell: (row) =>
          row.kind === "prospect" ? (
            <Chip tone="plain">{textOf(`state.account_kind.${row.kind}`)}</Chip>
          ) : (
            textOf(`state.account_kind.${row.kind}`)
          ),
      },
      {
        id: "carts",
        header: t("ui.cart.open_carts"),
        align: "right",
        cell: (row) => <span className="num">{row.open_carts || "–"}</span>,
      },
      {
        id: "orders",
        header: t("ui.cart.open_orders"),
        align: "right",
        minor: true,
        cell: (row) => <span className="num">{row.open_orders || "–"}</span>,
      },
    ],
    [t],
  );
  const rows = list.items.filter((row) => row.kind !== "operator");
  return (
    <ListScreen
      title={t("ui.cart.choose_title")}
      list={list}
      rows={rows}
      rowId={(row) => row.id}
      columns={columns}
      onOpen={(row) => void navigate({ to: "/carts/$account", params: { account: row.number } })}
      search={{
        label: t("ui.cart.search_customer"),
        value: q,
        onChange: (next) => filter({ q: next || undefined }, true),
      }}
      actions={
        <Link to="/orders" search={{ view: "carts" }} className={buttonClass("outline")}>
          <Icon of={ShoppingCart} />
          {t("ui.cart.all_carts")}
        </Link>
      }
      onClear={q ? () => filter({ q: undefined }) : undefined}
      no_hits={{ title: t("ui.cart.no_customer"), text: t("ui.cart.no_customer_text") }}
      nothing={{
        title: t("ui.cart.no_customers"),
        text: t("ui.cart.no_customers_text"),
        action: can("account_create") && (
          <Link
            to="/customers"
            search={{ new: "customer" } as Search}
            className={buttonClass("primary")}
          >
            <Icon of={Plus} />
            {t("ui.customers.new.customer")}
          </Link>
        ),
      }}
    />
  );
}

function useNewCart(account: Account | undefined) {
  const navigate = useNavigate();
  return useCommand<null, Order>({
    run: (_, call) => api.post("/orders", { account_id: account?.id, name: "" }, { key: call.key }),
    invalidates: [["orders"], ["views"]],
    onDone: (cart) => void navigate({ to: cartAddress(cart.account.number, cart.number) }),
  });
}

const kLists = { carts: "cart", orders: "!cart" } as const;

/** A customer's carts, and what became of them (B3). */
export function CustomerCartsScreen() {
  const t = useText();
  const can = useCan();
  const navigate = useNavigate();
  const { account: number = "" } = useParams({ strict: false });
  const search = useSearch({ strict: false });
  const which = search.show === "orders" ? "orders" : "carts";
  const account = useAccountByNumber(number);
  const list = useList<OrderRow>(
    "orders",
    "/orders",
    { account: number, state: kLists[which], sort: "-changed" },
    { enabled: account.data !== undefined },
  );
  const create = useNewCart(account.data);
  const columns = useMemo<TableColumn<OrderRow>[]>(() => {
    const addressOf = (row: OrderRow) =>
      row.state === "cart"
        ? cartAddress(row.account.number, row.number)
        : `/orders/${encodeURIComponent(row.number)}`;
    return [
      {
        id: "name",
        header: t(which === "carts" ? "ui.cart.cart" : "ui.cart.order"),
        cell: (row) => (
          <Link to={addressOf(row)} className={styles.name}>
            <b>{row.name || row.summary || t("ui.inbox.no_lines")}</b>
            <small className="id dim">{row.number}</small>
          </Link>
        ),
      },
      {
        id: "lines",
        header: t("ui.cart.positions"),
        align: "right",
        minor: true,
        cell: (row) => <span className="num">{row.lines_count}</span>,
      },
      {
        id: "state",
        header: t("ui.cart.state"),
        minor: true,
        cell: (row) =>
          row.state === "cart" ? t("ui.cart.state_open") : <StateChip state={row.state} />,
      },
      {
        id: "changed",
        header: t("ui.cart.changed"),
        cell: (row) => <RelativeTime at_ms={row.changed_at_ms} />,
      },
      {
        id: "sum",
        header: t("ui.cart.sum"),
        align: "right",
        cell: (row) => <Money cents={row.total_cents} currency={row.currency} />,
      },
    ];
  }, [t, which]);
  if (!account.data) {
    return (
      <Screen title={t("ui.cart.title")}>
        {account.error ? (
          <GoneOrder error={account.error} retry={() => void account.refetch()} />
        ) : (
          <LoadingPage />
        )}
      </Screen>
    );
  }
  const new_cart = can("order_edit") && (
    <Button variant="primary" icon={Plus} pending={create.pending} onClick={() => create.go(null)}>
      {t("ui.cart.new")}
    </Button>
  );
  return (
    <Screen
      title={t("ui.cart.title_of", { name: account.data.name })}
      context={<ContextBar account={account.data} />}
    >
      <PageBody>
        <div className={styles.head}>
          <h2>{t(which === "carts" ? "ui.cart.title" : "ui.cart.orders_title")}</h2>
          <div className={styles.head_actions}>
            <GearMenu account={number} />
            {(list.items.length > 0 || which === "orders") && new_cart}
          </div>
        </div>
        <nav className={styles.which} aria-label={t("ui.cart.show")}>
          {(["carts", "orders"] as const).map((one) => (
            <Link
              key={one}
              to="/carts/$account"
              params={{ account: number }}
              search={one === "carts" ? {} : { show: one }}
              aria-current={one === which || undefined}
              activeProps={{}}
            >
              {t(one === "carts" ? "ui.cart.title" : "ui.cart.orders_title")}
            </Link>
          ))}
        </nav>
        {list.error ? (
          <ErrorState error={list.error} retry={list.retry} />
        ) : (
          <Card flush>
            <DataTable
              label={t("ui.cart.title_of", { name: account.data.name })}
              columns={columns}
              rows={list.items}
              rowId={(row) => row.id}
              loading={list.loading}
              tall
              onOpen={(row) =>
                void navigate({
                  to:
                    row.state === "cart"
                      ? cartAddress(row.account.number, row.number)
                      : `/orders/${encodeURIComponent(row.number)}`,
                })
              }
              empty={
                <EmptyState
                  kind="nothing"
                  title={t(which === "carts" ? "ui.cart.none" : "ui.cart.no_orders")}
                  actions={which === "carts" && new_cart}
                >
                  {t(which === "carts" ? "ui.cart.none_text" : "ui.cart.no_orders_text")}
                </EmptyState>
              }
            />
            {list.items.length > 0 && <LoadMore shown={list.items.length} list={list} />}
          </Card>
        )}
      </PageBody>
    </Screen>
  );
}
