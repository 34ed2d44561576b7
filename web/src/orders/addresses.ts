import type { OrderRow } from "../api/types";
import type { Search } from "../app/search";
import { filterPart } from "./filter";

/** Where a row leads: a cart to its page, an order into the pane beside the list or to its page. */
export function addressOf(
  row: Pick<OrderRow, "state" | "number" | "account">,
  search: Search,
  split: boolean,
): { to: string; search: Search } {
  if (row.state === "cart") return { to: cartAddress(row.account.number, row.number), search: {} };
  if (split) return { to: "/orders", search: { ...search, sel: row.number } };
  return { to: `/orders/${encodeURIComponent(row.number)}`, search: filterPart(search) };
}

/** The customer's number stands in the address, so that nobody works for the wrong one (B2). */
export function cartAddress(account_number: string, cart_number: string): string {
  return `/carts/${encodeURIComponent(account_number)}/${encodeURIComponent(cart_number)}`;
}
