import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import {
  CalendarClock,
  Check,
  ChevronDown,
  ChevronUp,
  CircleAlert,
  Copy,
  Hand,
  Inbox,
  Lock,
  MoreHorizontal,
  Plus,
  Printer,
  Trash2,
  Undo2,
  X,
} from "lucide-react";
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import { addressOf, api } from "../api/client";
import type { Action, Order } from "../api/types";
import { useCan, useSession } from "../app/session";
import { useShortcuts } from "../app/shortcuts";
import { dateOnly, dateTime, money } from "../i18n/format";
import { textOf, useText } from "../i18n/index";
import { Avatar } from "../ui/Avatar";
import { Button, buttonClass, IconButton } from "../ui/Button";
import { classes } from "../ui/classes";
import { Banner, ErrorState, Skeleton } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { Menu, type MenuItem } from "../ui/Menu";
import {
  FulfilmentSign,
  LabelChip,
  labelColor,
  PaymentSign,
  StateChip,
  TurnSign,
} from "../ui/signs";
import { showToast } from "../ui/toast";
import { useNow } from "../ui/Values";
import { cartAddress } from "./addresses";
import { Composer, type ComposerHandle } from "./Composer";
import { GoneOrder } from "./Gone";
import { useLabels, usePeople } from "./lookups";
import type { OrderDialog } from "./OrderDialogs";
import styles from "./OrderPane.module.css";
import { SideColumn } from "./SideColumn";
import { Timeline } from "./Timeline";
import { useOrderByNumber, useOrderWrite, useReadMark } from "./useOrder";

const OrderDialogs = lazy(() => import("./OrderDialogs"));

export interface OrderPaneProps {
  number: string;
  /** Where it stands in the list beside it. */
  place: { at: number; total: number } | null;
  onPrevious: (() => void) | null;
  onNext: (() => void) | null;
  /** It was confirmed or declined: the next one is wanted (U1, auto-advance). */
  onDone: () => void;
}

/** One order: what it is, what is wrong, whose turn it is, what can be done, its whole story. */
export default function OrderPane(props: OrderPaneProps) {
  const { order, loading, error, retry } = useOrderByNumber(props.number);
  const navigate = useNavigate();
  useReadMark(order);
  const cart = order?.state === "cart" ? cartAddress(order.account.number, order.number) : null;
  useEffect(() => {
    if (cart) void navigate({ to: cart, replace: true });
  }, [cart, navigate]);
  if (loading) return <Skeleton lines={8} />;
  if (error && (!order || isGone(error))) return <GoneOrder error={error} retry={retry} />;
  if (!order) return <ErrorState error={error} retry={retry} />;
  return <Pane {...props} order={order} />;
}

function isGone(error: unknown): boolean {
  return error instanceof Error && "status" in error && error.status === 404;
}

type Step = "decline" | "cancel" | "reopen";

function Pane({ order, place, onPrevious, onNext, onDone }: OrderPaneProps & { order: Order }) {
  const t = useText();
  const can = useCan();
  const [dialog, setDialog] = useState<OrderDialog | null>(null);
  const composer = useRef<ComposerHandle>(null);
  const actionOf = (name: string) => order.actions.find((one) => one.name === name);
  const confirm = useOrderWrite<null>(
    order,
    (_, call) => api.post(`/orders/${order.id}/confirm`, {}, call),
    {
      moves: true,
      onDone: (next) => {
        showToast({ text: t("ui.orders.done.confirm", { number: next.number }) });
        onDone();
      },
    },
  );
  const start = useOrderWrite<null>(
    order,
    (_, call) => api.post(`/orders/${order.id}/start`, {}, call),
    {
      moves: true,
      onDone: (next) => showToast({ text: t("ui.orders.done.start", { number: next.number }) }),
    },
  );
  const group = "ui.orders.keys.group";
  useShortcuts([
    {
      keys: "1",
      label: "ui.orders.keys.confirm",
      group,
      run: () => actionOf("confirm")?.allowed && confirm.go(null),
    },
    {
      keys: "3",
      label: "ui.orders.keys.decline",
      group,
      run: () => actionOf("decline")?.allowed && setDialog("decline"),
    },
    { keys: "e", label: "ui.orders.keys.done", group, run: onDone },
    { keys: "n", label: "ui.orders.keys.note", group, run: () => composer.current?.focus("note") },
    {
      keys: "r",
      label: "ui.orders.keys.reply",
      group,
      run: () => composer.current?.focus("message"),
    },
  ]);
  const blocked = ["confirm", "decline", "start", "reopen"]
    .map(actionOf)
    .filter((one): one is Action => one !== undefined && !one.allowed && one.message !== null);
  return (
    <section
      className={styles.pane}
      aria-label={t("ui.orders.page_title", { number: order.number })}
    >
      <header className={styles.head}>
        <TitleLine order={order} place={place} onPrevious={onPrevious} onNext={onNext} />
        <SubLine order={order} onNewLabel={() => setDialog("label")} />
        <div className={styles.actions}>
          {actionOf("confirm") && (
            <Button
              variant="primary"
              icon={Check}
              shortcut="1"
              pending={confirm.pending}
              refused={refusedBy(actionOf("confirm"))}
              onClick={() => confirm.go(null)}
            >
              {t("ui.orders.action.confirm")}
            </Button>
          )}
          {actionOf("decline") && (
            <StepButton step="decline" action={actionOf("decline")} open={setDialog} />
          )}
          {actionOf("reopen") && (
            <StepButton step="reopen" action={actionOf("reopen")} open={setDialog} />
          )}
          {actionOf("start") && (
            <Button
              icon={Inbox}
              pending={start.pending}
              refused={refusedBy(actionOf("start"))}
              onClick={() => start.go(null)}
            >
              {t("ui.orders.action.start")}
            </Button>
          )}
          {!actionOf("decline") && actionOf("cancel") && (
            <StepButton step="cancel" action={actionOf("cancel")} open={setDialog} />
          )}
          <Tools order={order} open={setDialog} can_hold={can("order_hold")} />
        </div>
        {blocked.map((one) => (
          <p key={one.name} className={styles.why}>
            <b>{textOf(`ui.orders.action.${one.name}`)}:</b> {one.message}
          </p>
        ))}
        <Strip order={order} />
      </header>
      <Banners order={order} open={setDialog} />
      <div className={styles.body}>
        <div className={styles.talk}>
          <Timeline order={order} />
          <Composer ref={composer} order={order} />
        </div>
        <SideColumn order={order} open={setDialog} />
      </div>
      {dialog && (
        <Suspense fallback={null}>
          <OrderDialogs
            which={dialog}
            order={order}
            onClose={() => setDialog(null)}
            onEnded={() => {
              setDialog(null);
              onDone();
            }}
          />
        </Suspense>
      )}
    </section>
  );
}

function refusedBy(action: Action | undefined): string | null {
  return action && !action.allowed ? (action.message ?? "") : null;
}

function StepButton({
  step,
  action,
  open,
}: {
  step: Step;
  action: Action | undefined;
  open: (dialog: OrderDialog) => void;
}) {
  const t = useText();
  return (
    <Button
      variant={step === "reopen" ? "outline" : "danger"}
      icon={step === "reopen" ? Undo2 : X}
      refused={refusedBy(action)}
      onClick={() => open(step)}
    >
      {t(`ui.orders.action.${step}_dots`)}
    </Button>
  );
}

function TitleLine({
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

function SubLine({ order, onNewLabel }: { order: Order; onNewLabel: () => void }) {
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

/** What is used now and then: at the far end, softer, in words. */
function Tools({
  order,
  open,
  can_hold,
}: {
  order: Order;
  open: (dialog: OrderDialog) => void;
  can_hold: boolean;
}) {
  const t = useText();
  const can = useCan();
  const navigate = useNavigate();
  const client = useQueryClient();
  const copy = async () => {
    const cart = await api.post<Order>(`/orders/${order.id}/copy`);
    void client.invalidateQueries({ queryKey: ["views"] });
    showToast({ text: t("ui.orders.done.copy", { number: cart.number }) });
    void navigate({ to: cartAddress(cart.account.number, cart.number) });
  };
  const ending = (name: "cancel" | "delete"): MenuItem[] => {
    const action = order.actions.find((one) => one.name === name);
    if (!action) return [];
    return [
      {
        label: t(`ui.orders.action.${name}_dots`),
        icon: name === "cancel" ? X : Trash2,
        danger: true,
        refused: refusedBy(action),
        run: () => open(name),
      },
    ];
  };
  const is_open = ["pending", "processing", "confirmed"].includes(order.state);
  return (
    <span className={styles.tools}>
      <a
        className={buttonClass("soft")}
        href={addressOf(`/orders/${order.id}/print`)}
        target="_blank"
        rel="noreferrer"
      >
        <Icon of={Printer} />
        {t("ui.orders.action.print")}
      </a>
      {can("order_edit") && (
        <Button variant="soft" icon={Copy} onClick={() => void copy()}>
          {t("ui.orders.action.copy")}
        </Button>
      )}
      <Menu
        align="end"
        trigger={
          <Button variant="soft" icon={MoreHorizontal}>
            {t("ui.orders.action.more")}
          </Button>
        }
        groups={[
          {
            items: [
              ...(can("order_organise")
                ? [
                    {
                      label: t("ui.orders.action.due"),
                      icon: CalendarClock,
                      run: () => open("due"),
                    },
                  ]
                : []),
              ...(can_hold && is_open
                ? [{ label: t("ui.orders.action.hold"), icon: Hand, run: () => open("hold") }]
                : []),
            ],
          },
          { items: [...ending("cancel"), ...ending("delete")] },
        ]}
      />
    </span>
  );
}

/** Whose turn since when, money, goods, due date, who works on it. */
function Strip({ order }: { order: Order }) {
  const t = useText();
  const now_ms = useNow();
  const today = new Date(now_ms).toISOString().slice(0, 10);
  const open_amount = order.payment_state === "unpaid";
  return (
    <div className={styles.strip}>
      {order.turn !== "nobody" && (
        <TurnSign turn={order.turn} since_ms={order.turn_since_ms} now_ms={now_ms} long />
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
      <span className={styles.assignee}>
        <AssignMenu order={order} />
      </span>
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

/** What is wrong, since when and through whom, each with its way out. */
function Banners({ order, open }: { order: Order; open: (dialog: OrderDialog) => void }) {
  const t = useText();
  const can = useCan();
  const release = useOrderWrite<string>(
    order,
    (hold, call) => api.del(`/orders/${order.id}/holds/${hold}`, { key: call.key }),
    { moves: true },
  );
  const others = order.problems.filter((one) => one.code !== "on_hold");
  if (order.holds.length + others.length + order.locks.length === 0 && !order.decline) return null;
  const reopen = order.actions.find((one) => one.name === "reopen");
  return (
    <div className={styles.banners}>
      {order.decline && (
        <Banner
          tone="bad"
          icon={X}
          title={t("ui.orders.declined_because", {
            reason: textOf(`state.reason.${order.decline.reason}`),
          })}
          action={
            reopen?.allowed ? (
              <Button onClick={() => open("reopen")}>{t("ui.orders.action.reopen_dots")}</Button>
            ) : (
              reopen?.message
            )
          }
        >
          {order.decline.message && `„${order.decline.message}“`}
        </Banner>
      )}
      {order.holds.map((hold) => (
        <Banner
          key={hold.id}
          icon={Hand}
          title={t("ui.orders.held", { kind: textOf(`state.hold.${hold.kind}`) })}
          action={
            can("order_hold") ? (
              <Button pending={release.pending} onClick={() => release.go(hold.id)}>
                {t("ui.orders.release")}
              </Button>
            ) : (
              t("ui.orders.release_by", { name: hold.owner })
            )
          }
        >
          {hold.reason}{" "}
          {t("ui.orders.held_since", {
            since: dateTime(hold.since_ms),
            by: hold.owner,
            what: t(`ui.orders.blocks.${hold.blocks}`),
          })}
        </Banner>
      ))}
      {order.locks.map((lock) => (
        <Banner
          key={lock.cause}
          icon={Lock}
          title={lock.message}
          action={t("ui.orders.release_by", { name: lock.by })}
        />
      ))}
      {others.map((problem) => (
        <Banner
          key={problem.code}
          icon={CircleAlert}
          title={problem.message}
          action={
            problem.code === "payment_method_missing" ? (
              <Button onClick={() => open("payment")}>{t("ui.orders.choose_payment")}</Button>
            ) : problem.code === "address_missing" ? (
              <Button onClick={() => open("shipping_address")}>
                {t("ui.orders.enter_address")}
              </Button>
            ) : (
              <Button onClick={() => open("prices")}>{t("ui.orders.enter_prices")}</Button>
            )
          }
        />
      ))}
    </div>
  );
}
