import { Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { useList } from "../api/lists";
import type { PriceList } from "../api/types";
import { ListScreen } from "../app/ListScreen";
import { useCan } from "../app/session";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import type { TableColumn } from "../ui/DataTable";
import { Chip } from "../ui/signs";

const PriceListForm = lazy(() => import("./PriceListForm"));

/** All price lists: each fixes a currency, net or gross. */
export function PriceListsScreen() {
  const t = useText();
  const can = useCan();
  const navigate = useNavigate();
  const list = useList<PriceList>("price_lists", "/price-lists");
  const [adding, setAdding] = useState(false);
  const columns = useMemo<TableColumn<PriceList>[]>(
    () => [
      {
        id: "name",
        header: t("field.name"),
        cell: (row) => (
          <span className="row">
            <Link to="/price-lists/$id" params={{ id: row.id }}>
              <b>{row.name}</b>
            </Link>
            {row.is_default && <Chip tone="ok">{t("field.is_default")}</Chip>}
          </span>
        ),
      },
      { id: "currency", header: t("field.currency"), cell: (row) => row.currency },
      {
        id: "gross",
        header: t("ui.prices.prices_are"),
        cell: (row) => t(row.gross ? "ui.prices.gross" : "ui.prices.net"),
      },
    ],
    [t],
  );
  const add = can("price_manage") && (
    <Button variant="primary" icon={Plus} onClick={() => setAdding(true)}>
      {t("ui.prices.new_list")}
    </Button>
  );
  return (
    <ListScreen
      title={t("ui.nav.price_lists")}
      list={list}
      rows={list.items}
      rowId={(row) => row.id}
      columns={columns}
      onOpen={(row) => void navigate({ to: "/price-lists/$id", params: { id: row.id } })}
      actions={add}
      no_hits={{ title: t("ui.prices.no_lists"), text: t("ui.prices.no_lists_text") }}
      nothing={{ title: t("ui.prices.no_lists"), text: t("ui.prices.no_lists_text") }}
    >
      {adding && (
        <Suspense fallback={null}>
          <PriceListForm
            list={null}
            onClose={() => setAdding(false)}
            onDone={(made) => void navigate({ to: "/price-lists/$id", params: { id: made.id } })}
          />
        </Suspense>
      )}
    </ListScreen>
  );
}
