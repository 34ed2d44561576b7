// "Paid" and "Shipped" by one click (row S06), with the time to take them back. The server tells
// the customer only when that time is over.
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { api } from "../api/client";
import { Problem } from "../api/problem";
import type { Order, OrderMoney, OrderRow, OrderShipments } from "../api/types";
import { text } from "../i18n/index";
import { patchRow, rowPartOf } from "../orders/rowPart";
import { useOrderWrite } from "../orders/useOrder";
import { kUndoMs, showToast, showUndo } from "../ui/toast";
import { leaveLists } from "./leave";

export type QuickEvent = "pay" | "ship";

/** What the server is sent: paying by one click also confirms an order that waits for it. */
export const kQuickBody = { pay: { quick: true }, ship: {} } as const;

type Booked = Pick<OrderRow, "id" | "version" | "number" | "state">;

/** Whether one click also confirms the order. */
export function confirmsToo(order: Pick<OrderRow, "state">): boolean {
  return order.state === "pending" || order.state === "processing";
}

export function useQuickEvent(order: Booked) {
  const client = useQueryClient();
  const confirms = useRef(false);
  return useOrderWrite<QuickEvent>(
    order,
    (event, call) => {
      confirms.current = confirmsToo(order);
      return api.post(`/orders/${order.id}/${event}`, kQuickBody[event], call);
    },
    {
      onDone: (next, event) =>
        offerUndo(
          client,
          next,
          event,
          text(`ui.event.${confirms.current ? "done_confirmed" : "done"}.${event}`, {
            number: next.number,
          }),
        ),
    },
  );
}

/** Says what was booked and offers to take it back. Lists keep the row for as long. */
export function offerUndo(
  client: QueryClient,
  order: Order,
  event: QuickEvent,
  words: string,
): void {
  const booked = lastBooked(order.id, event);
  // An undo that nobody asks for must not fail aloud.
  booked.catch(() => undefined);
  showUndo(words, () => void takeBack(client, order, event, booked));
  window.setTimeout(() => void leaveLists(client, order), kUndoMs);
}

async function lastBooked(id: string, event: QuickEvent): Promise<string> {
  const path =
    event === "pay"
      ? await api
          .get<OrderMoney>(`/orders/${id}/payments`)
          .then(({ payments }) => payments.filter((one) => one.can_void).at(-1))
      : await api
          .get<OrderShipments>(`/orders/${id}/shipments`)
          .then(({ items }) => items.filter((one) => one.actions.includes("cancel")).at(-1));
  return path?.id ?? "";
}

async function takeBack(
  client: QueryClient,
  order: Order,
  event: QuickEvent,
  booked: Promise<string>,
): Promise<void> {
  const what = event === "pay" ? "payments" : "shipments";
  const step = event === "pay" ? "void" : "cancel";
  try {
    const id = await booked.catch(() => lastBooked(order.id, event));
    // Others may have written meanwhile; what is taken back is our own booking all the same.
    const { version } = await api.get<Order>(`/orders/${order.id}`);
    const next = await api.post<Order>(
      `/orders/${order.id}/${what}/${id}/${step}`,
      {},
      { version },
    );
    showOrder(client, next);
    showToast({ text: text(`ui.event.undone.${event}`, { number: order.number }) });
  } catch (error) {
    showToast({ text: Problem.from(error).sentence, tone: "bad", stay_ms: 0 });
  }
}

/** An answer of the server stands in every place that shows this order. */
export function showOrder(client: QueryClient, order: Order): void {
  client.setQueryData(["order", order.id], order);
  patchRow(client, order.id, rowPartOf(order));
  for (const key of [["order", order.id], ["views"], ["start"]]) {
    void client.invalidateQueries({ queryKey: key });
  }
}
