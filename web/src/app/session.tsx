import { type QueryClient, useQuery } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { api, setActingAccount, setCsrfToken } from "../api/client";
import { Problem } from "../api/problem";
import type { OwnMembership, Permission, Session, Turn } from "../api/types";
import { forgetDrafts } from "./drafts";
import { setShortcutMode } from "./shortcuts";
import { applyDensity, applyTheme } from "./theme";

/** The account's number in this tab's address (`/a/K-20417/…`), or null. */
export function accountInAddress(pathname = window.location.pathname): string | null {
  const found = /^(?:\/portal)?\/a\/([^/]+)/.exec(pathname);
  return found?.[1] ? decodeURIComponent(found[1]) : null;
}

/** The membership this tab acts for: the one in the address, else the first. */
export function actingMembership(session: Session): OwnMembership | null {
  const number = accountInAddress();
  const named = session.memberships.find((one) => one.account.number === number);
  return named ?? (number === null ? (session.memberships[0] ?? null) : null);
}

const kServesOthers = ["operator", "partner", "sub_partner"];

/** The number of who orders for himself alone: he has nobody to choose (P06). Else null. */
export function ownNumber(session: Session): string | null {
  const account = actingMembership(session)?.account;
  return account && !kServesOthers.includes(account.kind) ? account.number : null;
}

/** Whose turn it is when it is that of the reader's side. */
export function ownTurn(session: Session): Turn {
  if (session.staff) return "us";
  return ownNumber(session) === null ? "partner" : "customer";
}

/** Puts in force what a session brings: token, acting account, theme, density, shortcuts. */
export function takeSession(session: Session): Session {
  setCsrfToken(session.csrf_token);
  setActingAccount(actingMembership(session)?.account.id ?? null);
  applyTheme(session.user.theme);
  applyDensity(session.user.density);
  setShortcutMode(session.user.shortcuts);
  return session;
}

/** The server answers for the login's first account until it is told which one this tab acts for;
 *  what one may do differs between them, so the answer for the right one is fetched. */
export async function settleSession(first: Session): Promise<Session> {
  const wanted = actingMembership(takeSession(first))?.account.id;
  if (!wanted || wanted === first.acting_account_id) return first;
  return takeSession(await api.get<Session>("/session"));
}

/** null: nobody is signed in. */
export async function loadSession(): Promise<Session | null> {
  try {
    return await settleSession(await api.early<Session>("/session"));
  } catch (error) {
    if (Problem.from(error).status === 401) return null;
    throw error;
  }
}

export const kSessionKey = ["session"];

/** Another person, or nobody: what was read for the one before must not be seen any more, and who
 *  signs out leaves no drafts. The session's own entry stays, because the page watches it. */
export function replaceSession(client: QueryClient, session: Session | null): void {
  if (!session) forgetDrafts();
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== kSessionKey[0] });
  client.setQueryData(kSessionKey, session && takeSession(session));
}

/** Where a login is at home: who orders for himself in the portal, who serves others at the
 *  desk. */
export function isCustomer(session: Session): boolean {
  return session.memberships.length === 0 || ownNumber(session) !== null;
}

export function useSessionQuery() {
  return useQuery({ queryKey: kSessionKey, queryFn: loadSession, staleTime: 5 * 60_000 });
}

const Context = createContext<Session | null>(null);
export const SessionProvider = Context.Provider;

/** The session of a signed-in screen. */
export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error("useSession outside of a signed-in screen");
  return session;
}

/** Whether a named right is held. Only for what is shown; the server decides. */
export function useCan(): (permission: Permission) => boolean {
  const { permissions } = useSession();
  return (permission) => permissions.includes(permission);
}
