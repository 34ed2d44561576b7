import { Link } from "@tanstack/react-router";
import { Check, ChevronRight, Hourglass, Plus, UserRound } from "lucide-react";
import { useViewCounts } from "../app/Shell";
import type { Search } from "../app/search";
import { useCan } from "../app/session";
import { textOf, useText } from "../i18n/index";
import { Button, buttonClass } from "../ui/Button";
import { EmptyState } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { clausesOf, filterPart } from "./filter";
import styles from "./OrdersScreen.module.css";

/** The three ways of having nothing to show: done, no hits, never had anything. */
export default function Nothing({
  search,
  onClear,
  waiting,
  onShow,
}: {
  search: Search;
  onClear: () => void;
  waiting: number;
  onShow: () => void;
}) {
  const t = useText();
  const counts = useViewCounts().data;
  const can = useCan();
  const of = (key: string) => counts?.views.find((view) => view.key === key);
  // Unknown until the counts are here: then nobody is told that he has never had an order.
  const all = counts && (of("all")?.count ?? 0) + (of("carts")?.count ?? 0);
  const show_new = waiting > 0 && (
    <Button variant="primary" onClick={onShow}>
      {t("ui.inbox.show_new", { count: waiting })}
    </Button>
  );
  const plain_view = search.view !== undefined && Object.keys(filterPart(search)).length === 1;
  if (all === 0) {
    return (
      <EmptyState
        kind="nothing"
        title={t("ui.inbox.empty.nothing_title")}
        actions={
          can("order_edit") && (
            <Link to="/carts" className={buttonClass("primary")}>
              <Icon of={Plus} />
              {t("ui.inbox.new_order")}
            </Link>
          )
        }
      >
        {t("ui.inbox.empty.nothing_text")}
      </EmptyState>
    );
  }
  if (!plain_view && clausesOf(search).length > 0) {
    return (
      <EmptyState
        kind="no_hits"
        title={t("ui.inbox.empty.no_hits_title")}
        actions={show_new || <Button onClick={onClear}>{t("ui.common.clear_filters")}</Button>}
      >
        {t("ui.inbox.empty.no_hits_text")}
      </EmptyState>
    );
  }
  const nexts = [
    { key: "in_progress", icon: UserRound },
    { key: "waiting_customer", icon: Hourglass },
    { key: "confirmed", icon: Check },
  ].filter(({ key }) => key !== search.view && (of(key)?.count ?? 0) > 0);
  return (
    <div className={styles.empty}>
      <div className={styles.empty_in}>
        <EmptyState
          kind="done"
          title={
            search.view !== "inbox"
              ? t("ui.inbox.empty.view_title")
              : counts?.done_today
                ? t("ui.inbox.empty.done_today", { count: counts.done_today })
                : t("ui.inbox.empty.done_title")
          }
          actions={show_new}
        >
          {t("ui.inbox.empty.done_text")}
        </EmptyState>
        {nexts.length > 0 && (
          <div className={styles.nexts}>
            <h3>{t("ui.inbox.empty.next")}</h3>
            {nexts.map(({ key, icon }) => (
              <Link key={key} to="/orders" search={{ view: key }}>
                <Icon of={icon} />
                <b>{textOf(`ui.inbox.empty.${key}`, { count: of(key)?.count ?? 0 })}</b>
                <Icon of={ChevronRight} />
              </Link>
            ))}
          </div>
        )}
      </div>
    </div>
  );
}
