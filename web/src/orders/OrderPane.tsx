import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import {
  CalendarClock,
  Check,
  CircleAlert,
  Copy,
  Hand,
  Inbox,
  Lock,
  MoreHorizontal,
  Printer,
  Trash2,
  Undo2,
  X,
} from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { addressOf, api } from "../api/client";
import type { Action, Order } from "../api/types";
import { useCan } from "../app/session";
import { useShortcuts } from "../app/shortcuts";
import { dateTime } from "../i18n/format";
import { textOf, useText } from "../i18n/index";
import { EventButtons, useComplete } from "../payments/EventButtons";
import { eventGroups, offered, refusedBy } from "../payments/eventItems";
import { useQuickEvent } from "../payments/quick";
import { Button, buttonClass } from "../ui/Button";
import { Banner, ErrorState, Skeleton } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { Menu, type MenuItem } from "../ui/Menu";
import { showToast } from "../ui/toast";
import { cartAddress } from "./addresses";
import { Composer, type ComposerHandle } from "./Composer";
import { GoneOrder } from "./Gone";
import type { OrderDialog } from "./OrderDialogs";
import styles from "./OrderPane.module.css";
import { Strip, SubLine, TitleLine } from "./PaneHead";
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
  const actionOf = (name: string) => offered(order).find((one) => one.name === name);
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
          <EventButtons order={order} />
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
          <Composer key={order.id} ref={composer} order={order} />
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
  const quick = useQuickEvent(order);
  const complete = useComplete(order);
  const remove = offered(order).find((one) => one.name === "delete");
  const removing: MenuItem[] = remove
    ? [
        {
          label: t("ui.orders.action.delete_dots"),
          icon: Trash2,
          danger: true,
          refused: refusedBy(remove),
          run: () => open("delete"),
        },
      ]
    : [];
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
          ...eventGroups(order, quick.go, () => complete.go(null), open),
          { items: removing },
        ]}
      />
    </span>
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
