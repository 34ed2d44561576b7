// What can be booked on an order, as entries of a menu: at once, or with all its particulars.
import { Banknote, CircleCheck, Package, Undo2, X } from "lucide-react";
import type { Action, Order, OrderRow } from "../api/types";
import { text } from "../i18n/index";
import type { OrderDialog } from "../orders/OrderDialogs";
import type { MenuGroup, MenuItem } from "../ui/Menu";
import type { QuickEvent } from "./quick";

// What this person never may is no entry; what is not possible now is one, with its reason (P21).
const kNeverTheirs = ["role_forbids", "capability_missing", "scope_missing", "no_account"];

export function offered(order: Order): Action[] {
  return order.actions.filter((one) => one.allowed || !kNeverTheirs.includes(one.reason ?? ""));
}

export function refusedBy(action: Action | undefined): string | null {
  return action && !action.allowed ? (action.message ?? "") : null;
}

type Money = Pick<OrderRow, "state" | "payment_state">;
type Goods = Pick<OrderRow, "state" | "fulfilment_state">;

/** Whether a click on "Paid" is the thing to do; a declined order's debt is none. */
export function mayBePaid(order: Money): boolean {
  return (
    ["unpaid", "authorized", "partly_paid"].includes(order.payment_state) &&
    !["cart", "declined", "cancelled"].includes(order.state)
  );
}
export function mayBeShipped(order: Goods): boolean {
  return (
    ["pending", "processing", "confirmed"].includes(order.state) &&
    ["none", "partial"].includes(order.fulfilment_state)
  );
}

/** Entries for one click (with a mail to the customer) and those that open a form. */
export function eventGroups(
  order: Order,
  quick: (event: QuickEvent) => void,
  complete: () => void,
  open: (dialog: OrderDialog) => void,
): MenuGroup[] {
  const all = offered(order);
  const entry = (name: string, label: string, rest: Omit<MenuItem, "label">): MenuItem[] => {
    const action = all.find((one) => one.name === name);
    return action ? [{ label, refused: refusedBy(action), ...rest }] : [];
  };
  const at_once = [
    ...entry("pay", text("ui.orders.action.pay"), {
      icon: Banknote,
      run: () => quick("pay"),
      // After a refund only the server knows what is owed.
      ...(["paid", "overpaid"].includes(order.payment_state) && {
        refused: text("ui.event.nothing_owed"),
      }),
    }),
    ...entry("ship", text("ui.orders.action.ship"), { icon: Package, run: () => quick("ship") }),
    ...entry("complete", text("ui.orders.action.complete"), { icon: CircleCheck, run: complete }),
  ];
  const in_full = [
    ...entry("pay", text("ui.orders.action.pay_dots"), { icon: Banknote, run: () => open("pay") }),
    ...entry("ship", text("ui.orders.action.ship_dots"), {
      icon: Package,
      run: () => open("ship"),
    }),
    ...entry("refund", text("ui.orders.action.refund_dots"), {
      icon: Undo2,
      run: () => open("refund"),
    }),
    ...entry("cancel", text("ui.orders.action.cancel_dots"), {
      icon: X,
      danger: true,
      run: () => open("cancel"),
    }),
  ];
  return [
    { label: text("ui.event.at_once"), items: at_once },
    // Alone (a customer may cancel) it needs no heading.
    { ...(at_once.length > 0 && { label: text("ui.event.in_full") }), items: in_full },
  ];
}
