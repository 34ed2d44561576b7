// The upper part of an order: number, customer and labels, whose turn it is, who works on it.
import { Link } from "@tanstack/react-router";
import { ChevronDown, ChevronUp, Plus } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { api } from "../api/client";
import type { Order } from "../api/types";
import { ownTurn, useCan, useSession } from "../app/session";
import { useShortcuts } from "../app/shortcuts";
import { dateOnly, dateTime, dayOf, money } from "../i18n/format";
import { textOf, useText } from "../i18n/index";
import { Avatar } from "../ui/Avatar";
import { IconButton } from "../ui/Button";
import { classes } from "../ui/classes";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import {
  FulfilmentSign,
  LabelChip,
  labelColor,
  PaymentSign,
  StateChip,
  TurnSign,
} from "../ui/signs";
import { useNow } from "../ui/Values";
import { useLabels, usePeople } from "./lookups";
import type { OrderPaneProps } from "./OrderPane";
import styles from "./OrderPane.module.css";
import { useOrderWrite } from "./useOrder";

export function TitleLine({
  order,
  place,
  onPrevious,
  onNext,
}: Pick<OrderPaneProps, "place" | "onPrevious" | "onNext"> & { order: Order }) {
  const t = useText();
  return (
    <div className={styles.title}>
      <h2>{order.number}</h2>
      <StateChip state={order.state} />
      {order.unread && <span className="visually-hidden">{t("ui.inbox.unread")}</span>}
      {place && (
        <span className={styles.place}>
          <span className="xs dim">
            {t("ui.orders.place", { at: place.at + 1, total: place.total })}
          </span>
          <span className={styles.pair}>
            <IconButton
              icon={ChevronUp}
              label={t("ui.orders.previous")}
              disabled={!onPrevious}
              onClick={() => onPrevious?.()}
            />
            <IconButton
              icon={ChevronDown}
              label={t("ui.orders.next")}
              disabled={!onNext}
              onClick={() => onNext?.()}
            />
          </span>
        </span>
      )}
    </div>
  );
}

export function SubLine({ order, onNewLabel }: { order: Order; onNewLabel: () => void }) {
  const can = useCan();
  return (
    <div className={styles.sub}>
      <Link
        to="/orders"
        search={{ account: order.account.number, view: "all" }}
        className="link ellipsis"
      >
        {order.account.name}
      </Link>
      <i />
      <span className="id">{order.account.number}</span>
      <i />
      <span>{textOf(`state.origin.${order.origin}`)}</span>
      <i />
      <span className="num">{dateTime(order.placed_at_ms ?? order.created_at_ms)}</span>
      <span className={styles.labels}>
        {order.labels.map((label) => (
          <LabelChip key={label.id} name={label.name} color={label.color} />
        ))}
        {can("order_organise") && <LabelMenu order={order} onNew={onNewLabel} />}
      </span>
    </div>
  );
}

/** Opens a menu by key: its trigger understands the arrow as the menu's own keyboard does. */
function openMenu(trigger: HTMLElement | null): void {
  trigger?.focus();
  trigger?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
}

function LabelMenu({ order, onNew }: { order: Order; onNew: () => void }) {
  const t = useText();
  const trigger = useRef<HTMLButtonElement>(null);
  const labels = useLabels().data ?? [];
  const set = useOrderWrite<string[]>(
    order,
    (label_ids, call) => api.put(`/orders/${order.id}/labels`, { label_ids }, { key: call.key }),
    {
      optimistic: (before, ids) => ({
        ...before,
        labels: labels.filter((one) => ids.includes(one.id)),
      }),
    },
  );
  useShortcuts([
    {
      keys: "l",
      label: "ui.orders.keys.label",
      group: "ui.orders.keys.group",
      run: () => openMenu(trigger.current),
    },
  ]);
  const ids = order.labels.map((one) => one.id);
  return (
    <Menu
      align="end"
      trigger={
        <button
          ref={trigger}
          type="button"
          className={styles.plus}
          aria-label={t("ui.orders.set_labels")}
          title={t("ui.orders.set_labels")}
        >
          <Icon of={Plus} size={14} />
        </button>
      }
      groups={[
        {
          label: t("ui.orders.labels"),
          items: labels.map((label) => ({
            label: label.name,
            checked: ids.includes(label.id),
            stays: true,
            aside: <i className={styles.swatch} style={{ background: labelColor(label.color) }} />,
            run: () =>
              set.go(
                ids.includes(label.id) ? ids.filter((one) => one !== label.id) : [...ids, label.id],
              ),
          })),
        },
        { items: [{ label: t("ui.orders.new_label"), icon: Plus, run: onNew }] },
      ]}
    />
  );
}

/** Whose turn since when, money, goods, due date, who works on it. */
export function Strip({ order }: { order: Order }) {
  const t = useText();
  const now_ms = useNow();
  const today = dayOf(now_ms);
  const session = useSession();
  const { staff } = session;
  const own = ownTurn(session);
  const open_amount = order.payment_state === "unpaid";
  return (
    <div className={styles.strip}>
      {order.turn !== "nobody" && (
        <TurnSign turn={order.turn} since_ms={order.turn_since_ms} now_ms={now_ms} own={own} long />
      )}
      <span className={styles.fact}>
        <span className="xs dim">{t("ui.orders.payment")}</span>
        <PaymentSign state={order.payment_state}>
          {open_amount
            ? t("ui.orders.amount_open", {
                amount: money(order.totals.total_cents, order.currency),
              })
            : undefined}
        </PaymentSign>
      </span>
      <span className={styles.fact}>
        <span className="xs dim">{t("ui.orders.shipping")}</span>
        <FulfilmentSign state={order.fulfilment_state} />
      </span>
      {order.due_on && (
        <span className={styles.fact}>
          <span className="xs dim">{t("ui.orders.due")}</span>
          <span className={classes("xs num", order.due_on < today && "bad")}>
            {dateOnly(order.due_on)}
          </span>
        </span>
      )}
      {staff && (
        <span className={styles.assignee}>
          <AssignMenu order={order} />
        </span>
      )}
    </div>
  );
}

function AssignMenu({ order }: { order: Order }) {
  const t = useText();
  const can = useCan();
  const { user } = useSession();
  const trigger = useRef<HTMLButtonElement>(null);
  const people = usePeople().data ?? [];
  const set = useOrderWrite<string | null>(
    order,
    (user_id, call) => api.put(`/orders/${order.id}/assignee`, { user_id }, { key: call.key }),
    {
      optimistic: (before, id) => ({
        ...before,
        assignee: people.find((one) => one.id === id) ?? null,
      }),
    },
  );
  const may = can("order_organise");
  useShortcuts([
    {
      keys: "a",
      label: "ui.orders.keys.assign",
      group: "ui.orders.keys.group",
      run: () => openMenu(trigger.current),
    },
  ]);
  const words: ReactNode = (
    <>
      <Avatar name={order.assignee?.name ?? null} size={20} silent />
      {order.assignee?.name ?? t("ui.orders.nobody")}
    </>
  );
  if (!may) return <span className="row xs muted">{words}</span>;
  const others = people.filter((one) => one.id !== user.id);
  return (
    <Menu
      align="end"
      trigger={
        <button ref={trigger} type="button" className={styles.assign}>
          <span className="visually-hidden">{t("ui.orders.assignee")} </span>
          {words}
        </button>
      }
      groups={[
        {
          label: t("ui.orders.assign_to"),
          items: [
            {
              label: t("ui.orders.to_me"),
              checked: order.assignee?.id === user.id,
              run: () => set.go(user.id),
            },
            ...others.map((one) => ({
              label: one.name,
              checked: order.assignee?.id === one.id,
              run: () => set.go(one.id),
            })),
            { label: t("ui.orders.nobody"), checked: !order.assignee, run: () => set.go(null) },
          ],
        },
      ]}
    />
  );
}
