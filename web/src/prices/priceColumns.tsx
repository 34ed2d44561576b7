import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import type { PriceList, PriceRow } from "../api/types";
import { TwoLines } from "../app/ListScreen";
import { useCan } from "../app/session";
import { useText } from "../i18n/index";
import type { TableColumn } from "../ui/DataTable";
import { PriceCell, TierCell } from "./PriceCells";

/** An article's price, floor and tiers in one list. */
export function usePriceColumns(list: PriceList | undefined): TableColumn<PriceRow>[] {
  const t = useText();
  const can = useCan();
  const floors = can("floor_price_read");
  return useMemo(() => {
    if (!list) return [];
    const columns: TableColumn<PriceRow>[] = [
      {
        id: "article",
        header: t("ui.products.name"),
        cell: (row) => (
          <Link to="/products/$id" params={{ id: row.product_id }}>
            <TwoLines main={row.name} more={<span className="id">{row.sku}</span>} />
          </Link>
        ),
      },
      {
        id: "tiers",
        header: t("ui.prices.tiers"),
        cell: (row) => <TierCell list={list} row={row} />,
      },
      {
        id: "floor",
        header: `${t("ui.prices.floor")} (${list.currency})`,
        align: "right",
        minor: true,
        cell: (row) => <PriceCell list={list} row={row} amount="floor_price_e4" />,
      },
      {
        id: "price",
        header: `${t("ui.prices.price")} (${list.currency})`,
        align: "right",
        cell: (row) => <PriceCell list={list} row={row} amount="unit_price_e4" />,
      },
    ];
    return columns.filter((column) => column.id !== "floor" || floors);
  }, [list, t, floors]);
}
