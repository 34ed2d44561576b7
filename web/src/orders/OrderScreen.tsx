import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import type { OrderRow } from "../api/types";
import { Screen } from "../app/Screen";
import type { Search } from "../app/search";
import { useShortcuts } from "../app/shortcuts";
import { useText } from "../i18n/index";
import { Icon } from "../ui/Icon";
import { useMedia } from "../ui/useMedia";
import { filterPart } from "./filter";
import OrderPane from "./OrderPane";
import styles from "./OrdersScreen.module.css";
import { kSplit, useOrdersTitle } from "./place";
import { useOrders } from "./useOrders";

/** One order on a page of its own; the list it came from stands in the address. */
export function OrderScreen() {
  const t = useText();
  const navigate = useNavigate();
  const { number = "" } = useParams({ strict: false });
  const search = useSearch({ strict: false }) as Search;
  const split = useMedia(kSplit);
  const from_list = Object.keys(search).length > 0;
  const list = useOrders(search, from_list);
  const list_title = useOrdersTitle(search);
  const at = list.rows.findIndex((row) => row.number === number);
  const go = (row: OrderRow | undefined) => {
    if (!row) return;
    void navigate({ to: "/orders/$number", params: { number: row.number }, search, replace: true });
  };
  const back = () =>
    void navigate({
      to: "/orders",
      search: split ? { ...filterPart(search), sel: number } : search,
    });
  const group = "ui.inbox.keys.group_list";
  useShortcuts([
    { keys: "j", label: "ui.inbox.keys.next", group, run: () => go(list.rows[at + 1]) },
    { keys: "k", label: "ui.inbox.keys.previous", group, run: () => go(list.rows[at - 1]) },
    { keys: "[", label: "ui.inbox.keys.split", group, run: back },
    { keys: "Escape", label: "ui.inbox.keys.back", group, run: back },
  ]);
  return (
    <Screen
      title={t("ui.orders.page_title", { number })}
      bar={
        <nav className={styles.crumb} aria-label={t("ui.orders.where")}>
          <Link to="/orders" search={filterPart(search)} className="link row">
            <Icon of={ArrowLeft} />
            {from_list ? list_title : t("ui.view.all")}
          </Link>
        </nav>
      }
      fixed
    >
      <OrderPane
        key={number}
        number={number}
        place={at < 0 ? null : { at, total: list.total?.count ?? list.rows.length }}
        onPrevious={at > 0 ? () => go(list.rows[at - 1]) : null}
        onNext={at >= 0 && at + 1 < list.rows.length ? () => go(list.rows[at + 1]) : null}
        onDone={() => {
          const next = list.rows[at + 1] ?? list.rows[at - 1];
          if (at >= 0 && next) go(next);
        }}
      />
    </Screen>
  );
}
