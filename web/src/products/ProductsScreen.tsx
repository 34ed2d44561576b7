import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useList } from "../api/lists";
import type { Product } from "../api/types";
import { Screen } from "../app/Screen";
import styles from "../customers/Customers.module.css";
import { count, quantity, unitPrice } from "../i18n/format";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { DataTable, type TableColumn } from "../ui/DataTable";
import { EmptyState, ErrorState } from "../ui/feedback";
import { LoadMore } from "../ui/LoadMore";
import { SearchBox } from "../ui/SearchBox";
import { Chip } from "../ui/signs";
import { Tabs } from "../ui/Tabs";

const kStates = ["active", "archived"] as const;
type Row = { product: Product; variant: Product["variants"][number] };

/** What we sell: one row per variant, as it is ordered. */
export function ProductsScreen() {
  const t = useText();
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const state = kStates.find((one) => one === search.state) ?? "active";
  const list = useList<Product>("products", "/products", { q: search.q, state });
  const filter = (change: Record<string, string | undefined>, replace = false) =>
    void navigate({
      to: "/products",
      search: { ...search, ...change } as Record<string, string>,
      replace,
    });
  const rows = list.items.flatMap((product) =>
    product.variants.map((variant) => ({ product, variant })),
  );
  const columns = useMemo<TableColumn<Row>[]>(
    () => [
      {
        id: "sku",
        header: t("ui.products.sku"),
        cell: ({ variant }) => <span className="id">{variant.sku}</span>,
      },
      {
        id: "name",
        header: t("ui.products.name"),
        cell: ({ product, variant }) => (
          <span className={styles.name}>
            <b>{product.name}</b>
            <small className="dim">
              {variant.name || variant.options.map((option) => option.value).join(", ")}
            </small>
          </span>
        ),
      },
      {
        id: "marks",
        header: t("ui.products.kind"),
        minor: true,
        cell: ({ product }) => (
          <span className="row">
            {product.by_quote && <Chip tone="plum">{t("ui.products.by_quote")}</Chip>}
            {product.charge_type !== "one_off" && (
              <Chip tone="info">{t(`ui.products.charge.${product.charge_type}`)}</Chip>
            )}
            {!product.by_quote && product.charge_type === "one_off" && "–"}
          </span>
        ),
      },
      {
        id: "stock",
        header: t("ui.products.stock"),
        align: "right",
        minor: true,
        cell: ({ variant }) =>
          variant.stock_milli === null
            ? t(`ui.products.stock_hint.${variant.stock_hint}`)
            : quantity(variant.stock_milli),
      },
      {
        id: "price",
        header: t("ui.products.price"),
        align: "right",
        cell: ({ product, variant }) =>
          variant.list_price_e4 === null ? "–" : unitPrice(variant.list_price_e4, product.currency),
      },
    ],
    [t],
  );
  return (
    <Screen
      title={t("ui.nav.products")}
      count={list.total && count(list.total.count, list.total.capped)}
      search={
        <SearchBox
          label={t("ui.products.search")}
          value={search.q ?? ""}
          onChange={(q) => filter({ q: q || undefined }, true)}
        />
      }
      bar={
        <Tabs
          segmented
          label={t("ui.products.state")}
          value={state}
          onChange={(next) => filter({ state: next === "active" ? undefined : next })}
          tabs={kStates.map((one) => ({ key: one, label: t(`ui.products.tab_${one}`) }))}
        />
      }
      fixed
    >
      {list.error ? (
        <ErrorState error={list.error} retry={list.retry} />
      ) : (
        <div className={styles.list}>
          <DataTable
            label={t("ui.nav.products")}
            columns={columns}
            rows={rows}
            rowId={(row) => row.variant.id}
            total={list.total?.count}
            loading={list.loading}
            tall
            empty={
              search.q || state !== "active" ? (
                <EmptyState
                  kind="no_hits"
                  title={t("ui.products.none_title")}
                  actions={
                    <Button onClick={() => filter({ q: undefined, state: undefined })}>
                      {t("ui.common.clear_filters")}
                    </Button>
                  }
                >
                  {t("ui.products.none_text")}
                </EmptyState>
              ) : (
                <EmptyState kind="nothing" title={t("ui.products.empty_title")}>
                  {t("ui.products.empty_text")}
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
