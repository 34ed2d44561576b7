// What a row of the list offers at its end: paid and shipped by one click, the rest in a menu.
import { useQuery } from "@tanstack/react-query";
import { Banknote, MoreHorizontal, Package } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { api } from "../api/client";
import { Problem } from "../api/problem";
import type { Running } from "../api/query";
import type { Order, OrderRow } from "../api/types";
import { useCan } from "../app/session";
import { useText } from "../i18n/index";
import type { OrderDialog } from "../orders/OrderDialogs";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import { showToast } from "../ui/toast";
import { useComplete } from "./EventButtons";
import { eventGroups, mayBePaid, mayBeShipped } from "./eventItems";
import { linkOf } from "./leave";
import { confirmsToo, type QuickEvent, useQuickEvent } from "./quick";
import styles from "./RowEvents.module.css";

const OrderDialogs = lazy(() => import("../orders/OrderDialogs"));

export default function RowEvents({ row }: { row: OrderRow }) {
  const can = useCan();
  const quick = useQuickEvent(row);
  const offers = (event: QuickEvent) =>
    event === "pay"
      ? can("payment_write") && mayBePaid(row)
      : can("shipment_write") && mayBeShipped(row);
  return (
    <div className={styles.events}>
      {(["pay", "ship"] as const).filter(offers).map((event) => (
        <QuickButton key={event} event={event} row={row} quick={quick} />
      ))}
      <RowMenu row={row} quick={quick.go} />
    </div>
  );
}

const kIcons = { pay: Banknote, ship: Package } as const;

function QuickButton({
  event,
  row,
  quick,
}: {
  event: QuickEvent;
  row: OrderRow;
  quick: Running<QuickEvent>;
}) {
  const t = useText();
  return (
    <button
      type="button"
      className={styles.quick}
      aria-disabled={quick.pending || undefined}
      title={confirmsToo(row) ? t("ui.event.confirms_too") : undefined}
      onClick={({ detail }) => {
        quick.go(event);
        // The button goes with what it does; whoever pressed it by key stays in the row.
        if (detail === 0) linkOf(row.number)?.focus();
      }}
    >
      <Icon of={kIcons[event]} size={14} />
      {t(`ui.orders.action.${event}`)}
      <span className="visually-hidden"> {row.number}</span>
    </button>
  );
}

/** All events of the order. Which of them are possible is asked when somebody comes near. */
function RowMenu({ row, quick }: { row: OrderRow; quick: (event: QuickEvent) => void }) {
  const t = useText();
  const [near, setNear] = useState(false);
  const [pressed, setPressed] = useState(false);
  const [dialog, setDialog] = useState<OrderDialog | null>(null);
  const { data: order, error } = useQuery({
    queryKey: ["order", row.id],
    queryFn: () => api.get<Order>(`/orders/${row.id}`),
    enabled: near,
  });
  const complete = useComplete(row);
  useEffect(() => {
    if (!error || !pressed) return;
    setPressed(false);
    showToast({ text: Problem.from(error).sentence, tone: "bad" });
  }, [error, pressed]);
  const come = () => setNear(true);
  const trigger = (
    <button
      type="button"
      className={styles.more}
      aria-label={t("ui.event.of_order", { number: row.number })}
      title={t("ui.event.of_order", { number: row.number })}
      aria-haspopup="menu"
      aria-busy={(pressed && !order) || undefined}
      onPointerEnter={come}
      onFocus={come}
      onClick={() => {
        come();
        setPressed(true);
      }}
    >
      <Icon of={MoreHorizontal} />
    </button>
  );
  if (!order) return trigger;
  return (
    <>
      <Menu
        align="end"
        at_once={pressed}
        trigger={trigger}
        groups={eventGroups(order, quick, () => complete.go(null), setDialog)}
      />
      {dialog && (
        <Suspense fallback={null}>
          <OrderDialogs
            which={dialog}
            order={order}
            onClose={() => setDialog(null)}
            onEnded={() => setDialog(null)}
          />
        </Suspense>
      )}
    </>
  );
}
