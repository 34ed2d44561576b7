import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import type { PriceList, PriceRow } from "../api/types";
import { TwoLines } from "../app/ListScreen";
import { useCan } from "../app/session";
import { useText } from "../i18n/index";
import { classes } from "../ui/classes";
import type { TableColumn } from "../ui/DataTable";
import { useMedia } from "../ui/useMedia";
import { PriceCell, TierCell } from "./PriceCells";
import styles from "./Prices.module.css";

/** An article's price, floor and tiers in one list. A phone has no room for four columns: there the
 *  floor stands below the price, the tiers below the article. */
export function usePriceColumns(list: PriceList | undefined): TableColumn<PriceRow>[] {
  const t = useText();
  const can = useCan();
  const floors = can("floor_price_read");
  const narrow = useMedia("(max-width: 719px)");
  return useMemo(() => {
    if (!list) return [];
    const article = (row: PriceRow) => (
      <Link to="/products/$id" params={{ id: row.product_id }}>
        <TwoLines main={row.name} more={<span className="id">{row.sku}</span>} />
      </Link>
    );
    const price = (row: PriceRow) => <PriceCell list={list} row={row} amount="unit_price_e4" />;
    const floor = (row: PriceRow) => <PriceCell list={list} row={row} amount="floor_price_e4" />;
    if (narrow) {
      return [
        {
          id: "article",
          header: t("ui.products.name"),
          cell: (row) => (
            <span className={styles.stack}>
              {article(row)}
              <span className={styles.labelled}>
                <small className="dim">{t("ui.prices.tiers")}</small>
                <TierCell list={list} row={row} />
              </span>
            </span>
          ),
        },
        {
          id: "price",
          header: `${t("ui.prices.price")} (${list.currency})`,
          align: "right",
          cell: (row) => (
            <span className={classes(styles.stack, styles.stack_right)}>
              {price(row)}
              {floors && (
                <>
                  <small className="dim">{t("ui.prices.floor")}</small>
                  {floor(row)}
                </>
              )}
            </span>
          ),
        },
      ];
    }
    const columns: TableColumn<PriceRow>[] = [
      { id: "article", header: t("ui.products.name"), cell: article },
      {
        id: "tiers",
        header: t("ui.prices.tiers"),
        cell: (row) => <TierCell list={list} row={row} />,
      },
      {
        id: "floor",
        header: `${t("ui.prices.floor")} (${list.currency})`,
        align: "right",
        cell: floor,
      },
      {
        id: "price",
        header: `${t("ui.prices.price")} (${list.currency})`,
        align: "right",
        cell: price,
      },
    ];
    return columns.filter((column) => column.id !== "floor" || floors);
  }, [list, t, floors, narrow]);
}
