import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Archive, ArchiveRestore, Pencil, Plus } from "lucide-react";
import { lazy, Suspense, useMemo, useRef, useState } from "react";
import { api } from "../api/client";
import { useList } from "../api/lists";
import type { PriceList, PriceRow, Product, Variant } from "../api/types";
import { TwoLines } from "../app/ListScreen";
import { LoadingPage } from "../app/LoadingPage";
import { Columns, Facts, RecordHead, RecordLog } from "../app/Record";
import { Card, PageBody, Screen } from "../app/Screen";
import type { Search } from "../app/search";
import { useCan, useSession } from "../app/session";
import { quantity, unitPrice } from "../i18n/format";
import { useText } from "../i18n/index";
import { usePriceColumns } from "../prices/priceColumns";
import { usePriceLists } from "../prices/priceLists";
import { Button, buttonClass, IconButton } from "../ui/Button";
import { DataTable, type TableColumn } from "../ui/DataTable";
import { Banner, EmptyState, ErrorState, Skeleton } from "../ui/feedback";
import { Chip } from "../ui/signs";
import { Tabs } from "../ui/Tabs";
import { showToast, showUndo } from "../ui/toast";
import { DateTime } from "../ui/Values";
import styles from "./Products.module.css";
import { kept, useProduct, useProductWrite, useVariantWrite } from "./product";

const EditProduct = lazy(() => import("./EditProduct"));
const VariantDialog = lazy(() => import("./VariantDialog"));
const kTabs = ["overview", "prices", "log"] as const;

/** One article: what it is, its variants, its prices in every list, its log. */
export function ProductScreen() {
  const t = useText();
  const can = useCan();
  const { staff } = useSession();
  const navigate = useNavigate();
  const { id = "" } = useParams({ strict: false });
  const search = useSearch({ strict: false }) as Search;
  const product = useProduct(id);
  const data = product.data;
  const shown = { overview: true, prices: staff, log: can("floor_price_read") };
  const tabs = kTabs.filter((key) => shown[key]);
  const tab = tabs.find((one) => one === search.tab) ?? "overview";
  return (
    <Screen
      title={data?.name ?? t("ui.nav.products")}
      count={data?.number}
      bar={
        tabs.length > 1 && (
          <Tabs
            segmented
            label={t("ui.products.parts")}
            value={tab}
            onChange={(next) =>
              void navigate({
                to: "/products/$id",
                params: { id },
                search: (next === "overview" ? {} : { tab: next }) as Search,
                replace: true,
              })
            }
            tabs={tabs.map((key) => ({ key, label: t(`ui.products.show_${key}`) }))}
          />
        )
      }
    >
      {product.isPending && <LoadingPage side />}
      {product.error && !data && (
        <ErrorState
          error={product.error}
          retry={() => void product.refetch()}
          instead={
            <Link to="/products" className={buttonClass("primary")}>
              {t("ui.products.to_list")}
            </Link>
          }
        />
      )}
      {data && (
        <>
          <PageBody>
            <Head product={data} />
            {tab === "overview" && <Overview product={data} />}
            {tab === "prices" && <Prices product={data} />}
          </PageBody>
          {tab === "log" && (
            <RecordLog subject={["product", data.id]} path={`/products/${data.id}/events`} />
          )}
        </>
      )}
    </Screen>
  );
}

function Head({ product }: { product: Product }) {
  const t = useText();
  const archived = product.state === "archived";
  const archive = product.actions.find((one) => one.name === "archive");
  const restore = product.actions.find((one) => one.name === "restore");
  const back = useProductWrite<null>(
    product,
    (_, call) => api.post<Product>(`/products/${product.id}/restore`, {}, { key: call.key }),
    { as_toast: true, onDone: () => showToast({ text: t("ui.products.restored") }) },
  );
  const latest = useRef(back);
  latest.current = back;
  const off = useProductWrite<null>(
    product,
    (_, call) => api.post<Product>(`/products/${product.id}/archive`, {}, { key: call.key }),
    {
      as_toast: true,
      onDone: () => showUndo(t("ui.products.was_archived"), () => latest.current.go(null)),
    },
  );
  return (
    <>
      <RecordHead
        crumbs={[{ label: t("ui.nav.products"), to: "/products" }]}
        signs={
          <>
            {archived && <Chip tone="warn">{t("state.product.archived")}</Chip>}
            {product.by_quote && <Chip tone="plum">{t("ui.products.by_quote")}</Chip>}
            {product.charge_type !== "one_off" && (
              <Chip tone="info">{t(`ui.products.charge.${product.charge_type}`)}</Chip>
            )}
            <span>
              {t("ui.products.changed")} <DateTime at_ms={product.changed_at_ms} />
            </span>
          </>
        }
        actions={
          archive && (
            <Button
              icon={Archive}
              pending={off.pending}
              refused={archive.allowed ? null : archive.message}
              onClick={() => off.go(null)}
            >
              {t("ui.products.archive")}
            </Button>
          )
        }
      />
      {archived && (
        <Banner
          icon={Archive}
          title={t("ui.products.archived_title")}
          action={
            restore && (
              <Button
                icon={ArchiveRestore}
                pending={back.pending}
                refused={restore.allowed ? null : restore.message}
                onClick={() => back.go(null)}
              >
                {t("ui.products.restore")}
              </Button>
            )
          }
        >
          {t("ui.products.archived_text")}
        </Banner>
      )}
    </>
  );
}

function Overview({ product }: { product: Product }) {
  const t = useText();
  const can = useCan();
  const [editing, setEditing] = useState(false);
  const yes = (on: boolean) => t(on ? "ui.common.true" : "ui.common.false");
  return (
    <Columns
      side={
        <Card
          title={t("ui.products.data")}
          aside={
            can("catalog_manage") && (
              <Button size="small" icon={Pencil} onClick={() => setEditing(true)}>
                {t("ui.common.edit")}
              </Button>
            )
          }
        >
          <Facts
            rows={[
              [t("ui.products.number"), product.number],
              [t("field.unit"), product.unit],
              [t("field.tax_class"), t(`ui.cart.tax.${product.tax_class}`)],
              [t("field.charge_type"), t(`ui.products.charge.${product.charge_type}`)],
              [t("field.by_quote"), yes(product.by_quote)],
              [t("field.needs_shipping"), yes(product.needs_shipping)],
              [t("field.stock_hint"), t(`ui.products.stock_hint.${product.stock_hint}`)],
              ...(product.supplier_sku === null
                ? []
                : ([[t("field.supplier_sku"), product.supplier_sku]] as [string, string][])),
            ]}
          />
          {editing && (
            <Suspense fallback={null}>
              <EditProduct product={product} onClose={() => setEditing(false)} />
            </Suspense>
          )}
        </Card>
      }
    >
      <Variants product={product} />
      {product.description && (
        <Card title={t("field.description")}>
          <p className={styles.description}>{product.description}</p>
        </Card>
      )}
    </Columns>
  );
}

function Variants({ product }: { product: Product }) {
  const t = useText();
  const can = useCan();
  const manage = can("catalog_manage");
  const [edited, setEdited] = useState<Variant | "new" | null>(null);
  const back = useVariantWrite(product, {
    as_toast: true,
    onDone: () => showToast({ text: t("ui.products.variant_back") }),
  });
  const latest = useRef(back);
  latest.current = back;
  const off = useVariantWrite(product, {
    as_toast: true,
    onDone: (_, change) =>
      "archive" in change &&
      showUndo(t("ui.products.variant_archived"), () =>
        latest.current.go({ put: kept(change.archive) }),
      ),
  });
  const only = product.variants.length === 1;
  const archive = off.go;
  const columns = useMemo<TableColumn<Variant>[]>(() => {
    const shown: TableColumn<Variant>[] = [
      {
        id: "sku",
        header: t("field.sku"),
        cell: (row) => (
          <TwoLines
            main={<span className="id">{row.sku}</span>}
            more={[
              row.name,
              ...row.options
                .filter((one) => one.value !== row.name)
                .map((one) => `${one.name}: ${one.value}`),
            ]
              .filter(Boolean)
              .join(", ")}
          />
        ),
      },
      {
        id: "stock",
        header: t("field.stock_milli"),
        align: "right",
        cell: (row) =>
          row.stock_milli === null
            ? t(`ui.products.stock_hint.${row.stock_hint}`)
            : quantity(row.stock_milli),
      },
      {
        id: "floor",
        header: t("ui.prices.floor"),
        align: "right",
        minor: true,
        cell: (row) =>
          row.floor_price_e4 === null ? "–" : unitPrice(row.floor_price_e4, product.currency),
      },
      {
        id: "price",
        header: t("ui.products.price"),
        align: "right",
        cell: (row) => (
          <>
            {row.list_price_e4 === null ? "–" : unitPrice(row.list_price_e4, product.currency)}
            {row.floor_price_e4 !== null && can("floor_price_read") && (
              <small className={styles.floor}>
                {t("ui.prices.at_least", {
                  price: unitPrice(row.floor_price_e4, product.currency),
                })}
              </small>
            )}
          </>
        ),
      },
      {
        id: "tools",
        header: <span className="visually-hidden">{t("ui.common.actions")}</span>,
        align: "right",
        width: 88,
        cell: (row) => (
          <span className={styles.tools}>
            <IconButton
              icon={Pencil}
              label={t("ui.products.edit_this", { sku: row.sku })}
              onClick={() => setEdited(row)}
            />
            {!only && (
              <IconButton
                icon={Archive}
                label={t("ui.products.archive_this", { sku: row.sku })}
                onClick={() => archive({ archive: row })}
              />
            )}
          </span>
        ),
      },
    ];
    return shown.filter(
      (one) => (one.id !== "tools" || manage) && (one.id !== "floor" || can("floor_price_read")),
    );
  }, [t, product.currency, manage, only, can, archive]);
  return (
    <Card
      flush
      title={t("ui.products.variants")}
      aside={
        manage && (
          <Button size="small" icon={Plus} onClick={() => setEdited("new")}>
            {t("ui.products.add_variant")}
          </Button>
        )
      }
    >
      <DataTable
        label={t("ui.products.variants")}
        columns={columns}
        rows={product.variants}
        rowId={(row) => row.id}
        tall
      />
      {edited && (
        <Suspense fallback={null}>
          <VariantDialog
            product={product}
            variant={edited === "new" ? null : edited}
            onClose={() => setEdited(null)}
          />
        </Suspense>
      )}
    </Card>
  );
}

/** What the article costs in each price list. */
function Prices({ product }: { product: Product }) {
  const t = useText();
  const lists = usePriceLists();
  if (lists.error && !lists.data) {
    return <ErrorState error={lists.error} retry={() => void lists.refetch()} />;
  }
  if (!lists.data) return <Skeleton lines={4} />;
  if (product.state === "archived") {
    return <EmptyState kind="nothing" title={t("ui.products.no_prices_archived")} />;
  }
  if (lists.data.length === 0) {
    return (
      <EmptyState kind="nothing" title={t("ui.prices.no_lists")}>
        {t("ui.prices.no_lists_text")}
      </EmptyState>
    );
  }
  return (
    <>
      {lists.data.map((list) => (
        <PricesIn key={list.id} list={list} product={product} />
      ))}
    </>
  );
}

function PricesIn({ list, product }: { list: PriceList; product: Product }) {
  const t = useText();
  const prices = useList<PriceRow>("prices", `/price-lists/${list.id}/prices`, {
    q: product.number,
    limit: 200,
  });
  const columns = usePriceColumns(list);
  const rows = prices.items.filter((row) => row.product_id === product.id);
  return (
    <Card
      flush
      title={list.name}
      aside={
        <>
          <span className="dim">
            {list.currency}, {t(list.gross ? "ui.prices.gross" : "ui.prices.net")}
          </span>
          {list.is_default && <Chip tone="ok">{t("field.is_default")}</Chip>}
        </>
      }
    >
      {prices.error ? (
        <ErrorState error={prices.error} retry={prices.retry} />
      ) : (
        <DataTable
          label={list.name}
          columns={columns}
          rows={rows}
          rowId={(row) => row.variant_id}
          loading={prices.loading}
          tall
        />
      )}
    </Card>
  );
}
