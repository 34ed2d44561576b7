import { Outlet, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { onSignedOut } from "../api/client";
import { useConflict } from "../api/conflict";
import { listenForHints } from "../api/hints";
import { queries } from "../api/query";
import type { Session } from "../api/types";
import { useLocale, useText } from "../i18n/index";
import { changeLocale } from "../i18n/load";
import { buttonClass } from "../ui/Button";
import { EmptyState, ErrorState, Skeleton } from "../ui/feedback";
import { openCheatSheet, openPalette, useCheatSheetOpen, usePaletteOpen } from "./palette";
import { actingMembership, kSessionKey, SessionProvider, useSessionQuery } from "./session";
import { useShortcutListener, useShortcuts } from "./shortcuts";

const Palette = lazy(() => import("./CommandPalette"));
const CheatSheet = lazy(() => import("./CheatSheet"));
const ConflictDialog = lazy(() => import("./ConflictDialog"));

/** Around every screen that needs a session: asks who is there, sends a stranger to the login,
 *  keeps the line for hints open. */
export function SignedIn() {
  const session = useSessionQuery();
  const navigate = useNavigate();
  const gone = session.data === null;

  useEffect(() => onSignedOut(() => queries.setQueryData(kSessionKey, null)), []);
  useEffect(() => {
    if (!gone) return;
    const here = window.location.pathname + window.location.search;
    void navigate({ to: "/login", search: here === "/" ? {} : { next: here }, replace: true });
  }, [gone, navigate]);

  if (session.error && !session.data) {
    return <ErrorState error={session.error} retry={() => void session.refetch()} />;
  }
  if (!session.data) return <Skeleton lines={6} />;
  return <WithSession session={session.data} />;
}

function WithSession({ session }: { session: Session }) {
  const t = useText();
  const locale = useLocale();
  useEffect(() => listenForHints(), []);
  useEffect(() => {
    if (session.user.locale !== locale) void changeLocale(session.user.locale);
    // Only the session decides here; a change of language in the profile writes the session first.
  }, [session.user.locale, locale]);
  if (!actingMembership(session)) {
    const none = session.memberships.length === 0;
    return (
      <EmptyState
        kind="no_hits"
        title={t(none ? "ui.shell.no_account_title" : "ui.shell.wrong_account_title")}
        actions={
          <a href="/portal" className={buttonClass("primary")}>
            {t(none ? "ui.portal.ask_access" : "ui.login.to_portal")}
          </a>
        }
      >
        {t(none ? "ui.shell.no_account_text" : "ui.shell.wrong_account_text")}
      </EmptyState>
    );
  }
  return (
    <SessionProvider value={session}>
      <GlobalKeys />
      <Outlet />
      <Overlays />
    </SessionProvider>
  );
}

function GlobalKeys() {
  const navigate = useNavigate();
  useShortcutListener();
  useShortcuts([
    {
      keys: "Ctrl+k",
      label: "ui.keys.palette",
      group: "ui.keys.group_everywhere",
      run: openPalette,
      always: true,
    },
    {
      keys: "?",
      label: "ui.keys.cheat_sheet",
      group: "ui.keys.group_everywhere",
      run: openCheatSheet,
    },
    {
      keys: "g s",
      label: "ui.keys.go_start",
      group: "ui.keys.group_go",
      run: () => void navigate({ to: "/" }),
    },
    {
      keys: "g i",
      label: "ui.keys.go_inbox",
      group: "ui.keys.group_go",
      run: () => void navigate({ to: "/orders", search: { view: "inbox" } }),
    },
    {
      keys: "g a",
      label: "ui.keys.go_orders",
      group: "ui.keys.group_go",
      run: () => void navigate({ to: "/orders", search: { view: "all" } }),
    },
    {
      keys: "g c",
      label: "ui.keys.go_carts",
      group: "ui.keys.group_go",
      run: () => void navigate({ to: "/orders", search: { view: "carts" } }),
    },
    {
      keys: "g k",
      label: "ui.keys.go_customers",
      group: "ui.keys.group_go",
      run: () => void navigate({ to: "/carts" }),
    },
  ]);
  return null;
}

/** What lies over the page; none of it is loaded before it is wanted. */
function Overlays() {
  const palette = usePaletteOpen();
  const sheet = useCheatSheetOpen();
  const conflict = useConflict();
  return (
    <Suspense fallback={null}>
      {palette && <Palette />}
      {sheet && <CheatSheet />}
      {conflict && <ConflictDialog conflict={conflict} />}
    </Suspense>
  );
}
