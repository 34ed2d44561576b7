// What the lists of orders show of one that has changed.
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { Order, OrderRow, Page } from "../api/types";

export const kOrders = ["orders"];

type Pages = InfiniteData<Page<OrderRow>>;

/** Changes one row in every list that holds it. */
export function patchRow(client: QueryClient, id: string, change: Partial<OrderRow>): void {
  client.setQueriesData<Pages>({ queryKey: kOrders }, (data) =>
    data?.pages
      ? {
          ...data,
          pages: data.pages.map((page) => ({
            ...page,
            items: page.items.map((row) => (row.id === id ? { ...row, ...change } : row)),
          })),
        }
      : data,
  );
}

export function rowPartOf(order: Order): Partial<OrderRow> {
  return {
    state: order.state,
    number: order.number,
    total_cents: order.totals.total_cents,
    payment_state: order.payment_state,
    fulfilment_state: order.fulfilment_state,
    turn: order.turn,
    turn_since_ms: order.turn_since_ms,
    labels: order.labels,
    assignee: order.assignee,
    due_on: order.due_on,
    unread: order.unread,
    has_unpriced: order.has_unpriced,
    changed_at_ms: order.changed_at_ms,
    holds_count: order.holds.length,
    version: order.version,
  };
}
