// Where one is in the portal. Five pages need no router library: the address is the state, and
// these lines read and write it.
//   /portal                       the door, or the way to one's first account
//   /portal/access, /password     other pages in front of the login
//   /portal/a/K-20417/people      a page of the account that this tab acts for (R19)
import { useSyncExternalStore } from "react";
import { accountInAddress } from "../app/session";

export interface Place {
  /** The account's number, or null without one. */
  number: string | null;
  /** "" is the first page. */
  page: string;
}

export function placeOf(pathname: string): Place {
  const number = accountInAddress(pathname);
  const rest = pathname.replace(/^\/portal/, "").replace(/^\/a\/[^/]+/, "");
  return { number, page: rest.replace(/^\/+|\/+$/g, "") };
}

export function addressOf(page: string, number: string | null): string {
  const base = number === null ? "/portal" : `/portal/a/${encodeURIComponent(number)}`;
  return page ? `${base}/${page}` : `${base}${number === null ? "" : "/"}`;
}

const listeners = new Set<() => void>();
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", listener);
  };
}

/** To another page of this tab. Of another account only by a new load: nothing that was read for
 *  the one before may be seen there. */
export function go(address: string, how: "push" | "replace" = "push"): void {
  if (how === "push") window.history.pushState(null, "", address);
  else window.history.replaceState(null, "", address);
  if (how === "push") window.scrollTo(0, 0);
  for (const listener of listeners) listener();
}

export function usePlace(): Place {
  const pathname = useSyncExternalStore(subscribe, () => window.location.pathname);
  return placeOf(pathname);
}
