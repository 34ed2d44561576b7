// A row that no longer belongs into the list leaves it, and nothing else moves: new orders stay
// behind their button, the reader's place stays his.
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { api, type QueryValue } from "../api/client";
import type { Order, OrderRow, Page } from "../api/types";
import { kOrders } from "../orders/rowPart";

type Pages = InfiniteData<Page<OrderRow>>;
type Filters = Record<string, QueryValue>;

const kStillMs = 1500;
let moved_at_ms = 0;
if (typeof window !== "undefined") {
  window.addEventListener("pointermove", () => {
    moved_at_ms = Date.now();
  });
}

/** A list does not change below a hand that is about to click. */
async function stillHand(): Promise<void> {
  for (;;) {
    const rest_ms = moved_at_ms + kStillMs - Date.now();
    if (rest_ms <= 0) return;
    await new Promise((done) => window.setTimeout(done, rest_ms));
  }
}

/** Takes the order out of each list on the screen whose filter it no longer meets. */
export async function leaveLists(client: QueryClient, order: Order): Promise<void> {
  const lists = client.getQueryCache().findAll({ queryKey: kOrders, type: "active" });
  for (const { queryKey } of lists) {
    const [, path, filters] = queryKey as [string, string, Filters];
    const data = client.getQueryData<Pages>(queryKey);
    if (path !== "/orders" || !data || !holds(data, order.id)) continue;
    if (await belongs(filters, order).catch(() => true)) continue;
    await stillHand();
    const next = neighbourOfFocus(order.number);
    client.setQueryData<Pages>(queryKey, (pages) => pages && without(pages, order.id));
    if (next) window.requestAnimationFrame(() => linkOf(next)?.focus());
  }
  void client.invalidateQueries({ queryKey: ["start"] });
}

function holds(data: Pages, id: string): boolean {
  return data.pages.some((page) => page.items.some((row) => row.id === id));
}

/** Asks the server; its number makes it a question of one row. */
async function belongs(filters: Filters, order: Order): Promise<boolean> {
  const q = filters.q ? `${filters.q} ${order.number}` : order.number;
  const page = await api.get<Page<OrderRow>>("/orders", { ...filters, q });
  return page.items.some((row) => row.id === order.id);
}

export function without(data: Pages, id: string): Pages {
  return {
    ...data,
    pages: data.pages.map((page) => ({
      ...page,
      items: page.items.filter((row) => row.id !== id),
      total: page.total && { ...page.total, count: Math.max(0, page.total.count - 1) },
    })),
  };
}

/** The row of this order in the list. */
export const linkOf = (number: string): HTMLElement | null =>
  document.querySelector<HTMLElement>(`a[data-number="${CSS.escape(number)}"]`);

/** Whoever works by keyboard in the row that goes finds himself in the one below. */
function neighbourOfFocus(number: string): string | null {
  const slot = linkOf(number)?.parentElement;
  if (!slot?.contains(document.activeElement)) return null;
  const near = slot.nextElementSibling ?? slot.previousElementSibling;
  return near?.querySelector("a[data-number]")?.getAttribute("data-number") ?? null;
}
