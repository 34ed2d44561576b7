import { Link } from "@tanstack/react-router";
import { CalendarClock, Hand } from "lucide-react";
import { memo } from "react";
import type { OrderRow } from "../api/types";
import type { Search } from "../app/search";
import { ownTurn, useSession } from "../app/session";
import { dateOnly, dayOf, money } from "../i18n/format";
import { useText } from "../i18n/index";
import { Avatar } from "../ui/Avatar";
import { classes } from "../ui/classes";
import { Icon } from "../ui/Icon";
import { FulfilmentSign, LabelChip, PaymentSign, StateChip, TurnSign } from "../ui/signs";
import { useNow } from "../ui/Values";
import styles from "./OrderList.module.css";

export interface RowProps {
  row: OrderRow;
  to: string;
  search: Search;
  /** Stays on the list's address; the pane beside it shows the order. */
  selected: boolean;
  marked: boolean;
  changed: boolean;
  gone: boolean;
  /** The list shows several states: the row then names its own. */
  with_state: boolean;
  onMark: (on: boolean) => void;
}

// Beside the state there is room for one.
const kLabelsShown = 2;

/** 76 px: number, customer, amount; what, payment, goods; whose turn, labels, who works on it. */
export const Row = memo(function Row(props: RowProps) {
  const { row, to, search, selected, marked, changed, gone, with_state, onMark } = props;
  const t = useText();
  const now_ms = useNow();
  const own = ownTurn(useSession());
  const today = dayOf(now_ms);
  const labels_shown = with_state ? 1 : kLabelsShown;
  const late = row.due_on !== null && row.due_on < today;
  return (
    <>
      <Link
        to={to}
        search={search}
        className={classes(
          styles.row,
          row.unread && styles.unread,
          (marked || selected) && styles.marked,
          selected && styles.selected,
          changed && styles.flash,
          gone && styles.gone,
        )}
        activeOptions={{ exact: true }}
        data-number={row.number}
      >
        {row.unread && <i className={styles.dot} />}
        <span className={styles.first}>
          {row.unread && <span className="visually-hidden">{t("ui.inbox.unread")} </span>}
          <span className={classes("id", styles.number)}>{row.number}</span>
          <b>{row.account.name}</b>
        </span>
        <span className={styles.amount}>{money(row.total_cents, row.currency)}</span>
        <span className={styles.what}>{row.summary || t("ui.inbox.no_lines")}</span>
        <span className={styles.pay}>
          <PaymentSign state={row.payment_state} />
        </span>
        <span className={styles.ship}>
          <FulfilmentSign state={row.fulfilment_state} />
        </span>
        <span className={styles.third}>
          {with_state && <StateChip state={row.state} />}
          <TurnSign turn={row.turn} since_ms={row.turn_since_ms} now_ms={now_ms} own={own} />
          {row.due_on && (
            <span className={classes(styles.due, late && styles.late)}>
              <Icon of={CalendarClock} size={14} />
              {t("ui.inbox.due_on", { day: dateOnly(row.due_on) })}
            </span>
          )}
          {row.labels.slice(0, labels_shown).map((label) => (
            <span key={label.id} data-label="" className="row">
              <LabelChip name={label.name} color={label.color} />
            </span>
          ))}
          {row.labels.length > labels_shown && (
            <span className="xs dim" data-label="">
              +{row.labels.length - labels_shown}
            </span>
          )}
        </span>
        <span className={styles.assigned}>
          {row.holds_count > 0 && (
            <span role="img" aria-label={t("ui.inbox.on_hold")} title={t("ui.inbox.on_hold")}>
              <Icon of={Hand} size={14} />
            </span>
          )}
          <span title={row.assignee ? undefined : t("ui.inbox.nobody_assigned")}>
            <Avatar name={row.assignee?.name ?? null} size={20} />
          </span>
        </span>
      </Link>
      <label className={styles.check}>
        <span className="visually-hidden">{t("ui.inbox.mark", { number: row.number })}</span>
        <input
          type="checkbox"
          checked={marked}
          onChange={(event) => onMark(event.target.checked)}
        />
      </label>
    </>
  );
});
