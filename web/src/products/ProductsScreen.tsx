import { Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { lazy, Suspense, useMemo } from "react";
import { useList } from "../api/lists";
import type { Product, Variant } from "../api/types";
import { ListScreen, TwoLines, useFilters } from "../app/ListScreen";
import type { Search } from "../app/search";
import { useCan } from "../app/session";
import { quantity, unitPrice } from "../i18n/format";
import { useText } from "../i18n/index";
import { Button, buttonClass } from "../ui/Button";
import type { TableColumn } from "../ui/DataTable";
import { Chip } from "../ui/signs";
import { Tabs } from "../ui/Tabs";

const NewProduct = lazy(() => import("./NewProduct"));
const kStates = ["active", "archived"] as const;
type Row = { product: Product; variant: Variant };

/** What we sell: one row per variant, as it is ordered. */
export function ProductsScreen() {
  const t = useText();
  const can = useCan();
  const navigate = useNavigate();
  const [search, filter] = useFilters("/products");
  const state = kStates.find((one) => one === search.state) ?? "active";
  const list = useList<Product>("products", "/products", { q: search.q, state });
  const rows = list.items.flatMap((product) =>
    product.variants.map((variant) => ({ product, variant })),
  );
  const columns = useColumns();
  return (
    <ListScreen
      title={t("ui.nav.products")}
      list={list}
      rows={rows}
      shown={list.items.length}
      rowId={(row) => row.variant.id}
      columns={columns}
      onOpen={(row) => void navigate({ to: "/products/$id", params: { id: row.product.id } })}
      search={{
        label: t("ui.products.search"),
        value: search.q ?? "",
        onChange: (q) => filter({ q: q || undefined }, true),
      }}
      actions={
        can("catalog_manage") && (
          <Button variant="primary" icon={Plus} onClick={() => filter({ new: "1" })}>
            {t("ui.products.new")}
          </Button>
        )
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
      onClear={
        search.q || state !== "active"
          ? () => filter({ q: undefined, state: undefined })
          : undefined
      }
      no_hits={{ title: t("ui.products.none_title"), text: t("ui.products.none_text") }}
      nothing={{
        title: t("ui.products.empty_title"),
        text: t("ui.products.empty_text"),
        action: can("data_import") && (
          <Link
            to="/imports"
            search={{ kind: "products" } as Search}
            className={buttonClass("outline")}
          >
            {t("ui.products.import")}
          </Link>
        ),
      }}
    >
      {search.new && (
        <Suspense fallback={null}>
          <NewProduct onClose={() => filter({ new: undefined })} />
        </Suspense>
      )}
    </ListScreen>
  );
}

function useColumns(): TableColumn<Row>[] {
  const t = useText();
  return useMemo(
    () => [
      {
        id: "sku",
        header: t("ui.products.sku"),
        cell: ({ product, variant }) => (
          <Link to="/products/$id" params={{ id: product.id }} className="id nowrap">
            {variant.sku}
          </Link>
        ),
      },
      {
        id: "name",
        header: t("ui.products.name"),
        cell: ({ product, variant }) => (
          <TwoLines
            main={product.name}
            more={variant.name || variant.options.map((option) => option.value).join(", ")}
          />
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
}
