import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Download, Ellipsis, Pencil, Upload } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { addressOf, api } from "../api/client";
import { useList } from "../api/lists";
import type { PriceList, PriceRow } from "../api/types";
import { ListScreen, useFilters } from "../app/ListScreen";
import { Screen } from "../app/Screen";
import type { Search } from "../app/search";
import { useCan } from "../app/session";
import { useText } from "../i18n/index";
import { Button, buttonClass } from "../ui/Button";
import { TableSkeleton } from "../ui/DataTable";
import { ErrorState } from "../ui/feedback";
import { Menu } from "../ui/Menu";
import { Chip } from "../ui/signs";
import styles from "./Prices.module.css";
import { usePriceColumns } from "./priceColumns";

const PriceListForm = lazy(() => import("./PriceListForm"));

/** All articles with their prices in one list, typed right into the table. */
export function PriceListScreen() {
  const t = useText();
  const { id = "" } = useParams({ strict: false });
  const list = useQuery({
    queryKey: ["price_list", id],
    queryFn: () => api.get<PriceList>(`/price-lists/${id}`),
    retry: false,
  });
  if (list.data) return <Prices list={list.data} />;
  return (
    <Screen
      title={t("ui.nav.price_lists")}
      bar={
        <Link to="/price-lists" className="link">
          {t("ui.nav.price_lists")}
        </Link>
      }
      fixed
    >
      {list.error ? (
        <ErrorState
          error={list.error}
          retry={() => void list.refetch()}
          instead={
            <Link to="/price-lists" className={buttonClass("primary")}>
              {t("ui.prices.to_list")}
            </Link>
          }
        />
      ) : (
        <TableSkeleton tall />
      )}
    </Screen>
  );
}

function Prices({ list }: { list: PriceList }) {
  const t = useText();
  const can = useCan();
  const navigate = useNavigate();
  const [search, filter] = useFilters(`/price-lists/${list.id}`);
  const [editing, setEditing] = useState(false);
  const prices = useList<PriceRow>("prices", `/price-lists/${list.id}/prices`, { q: search.q });
  const columns = usePriceColumns(list);
  const data = {
    label: t("ui.prices.more"),
    items: [
      ...(can("data_export")
        ? [
            {
              label: t("ui.prices.export"),
              icon: Download,
              href: addressOf("/exports/prices.csv"),
            },
          ]
        : []),
      ...(can("data_import")
        ? [
            {
              label: t("ui.prices.import"),
              icon: Upload,
              run: () => void navigate({ to: "/imports", search: { kind: "prices" } as Search }),
            },
          ]
        : []),
    ],
  };
  return (
    <ListScreen
      title={list.name}
      list={prices}
      rows={prices.items}
      rowId={(row) => row.variant_id}
      columns={columns}
      search={{
        label: t("ui.products.search"),
        value: search.q ?? "",
        onChange: (q) => filter({ q: q || undefined }, true),
      }}
      actions={
        <>
          <Menu
            align="end"
            trigger={
              <Button variant="soft" icon={Ellipsis}>
                {t("ui.prices.file")}
              </Button>
            }
            groups={[data]}
          />
          {can("price_manage") && (
            <Button icon={Pencil} onClick={() => setEditing(true)}>
              {t("ui.common.edit")}
            </Button>
          )}
        </>
      }
      bar={
        <span className={styles.facts}>
          <Link to="/price-lists" className="link">
            {t("ui.nav.price_lists")}
          </Link>
          <span>
            {list.currency}, {t(list.gross ? "ui.prices.gross" : "ui.prices.net")}
          </span>
          {list.is_default && <Chip tone="ok">{t("field.is_default")}</Chip>}
          {can("price_manage") && <span className={styles.how}>{t("ui.prices.how")}</span>}
        </span>
      }
      onClear={search.q ? () => filter({ q: undefined }) : undefined}
      no_hits={{ title: t("ui.products.none_title"), text: t("ui.prices.none_text") }}
      nothing={{ title: t("ui.products.empty_title"), text: t("ui.prices.empty_text") }}
    >
      {editing && (
        <Suspense fallback={null}>
          <PriceListForm list={list} onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </ListScreen>
  );
}
