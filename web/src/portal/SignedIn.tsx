import { lazy, Suspense, useEffect, useRef } from "react";
import { useConflict } from "../api/conflict";
import { listenForHints } from "../api/hints";
import type { Session } from "../api/types";
import { RightMissing } from "../app/RightMissing";
import { SessionProvider } from "../app/session";
import { useLocale, useText } from "../i18n/index";
import { changeLocale } from "../i18n/load";
import { buttonClass } from "../ui/Button";
import { EmptyState, Skeleton } from "../ui/feedback";
import { addressOf, go, usePlace } from "./address";
import { Frame } from "./Frame";
import { Go } from "./Go";
import { Home } from "./Home";
import { MyData } from "./MyData";
import { Gone, NoAccount, StaffOnly } from "./NoAccount";
import { PageHead } from "./PageHead";
import { People } from "./People";

const ConflictDialog = lazy(() => import("../app/ConflictDialog"));

/** Behind the login: which account this tab acts for, and its pages. */
export default function SignedIn({ session }: { session: Session }) {
  const locale = useLocale();
  const { number } = usePlace();
  const conflict = useConflict();
  // An account that is lost while the tab is open is still called by its name.
  const names = useRef(new Map<string, string>());
  for (const { account } of session.memberships) names.current.set(account.number, account.name);

  useEffect(() => listenForHints(), []);
  useEffect(() => {
    if (session.user.locale !== locale) void changeLocale(session.user.locale);
  }, [session.user.locale, locale]);

  const own = session.memberships.filter((one) => one.account.kind !== "operator");
  const acting = own.find((one) => one.account.number === number) ?? null;
  const first = own[0];
  const is_first = first?.id === session.memberships[0]?.id;
  useEffect(() => {
    if (number !== null || !first) return;
    const address = addressOf("", first.account.number);
    // What the session says is about its first account; for another one it is asked anew.
    if (is_first) go(address, "replace");
    else window.location.replace(address);
  }, [number, first, is_first]);

  if (number === null && first) return <Skeleton lines={4} />;
  return (
    <SessionProvider value={session}>
      <Frame session={session} own={own} acting={acting}>
        {acting === null && number !== null ? (
          <Gone number={number} name={names.current.get(number)} own={own} />
        ) : (
          <Page session={session} account={acting?.account ?? null} />
        )}
      </Frame>
      <Suspense fallback={null}>{conflict && <ConflictDialog conflict={conflict} />}</Suspense>
    </SessionProvider>
  );
}

function Page({
  session,
  account,
}: {
  session: Session;
  account: Session["memberships"][number]["account"] | null;
}) {
  const t = useText();
  const { page, number } = usePlace();
  const to_start = (
    <Go href={addressOf("", number)} className={buttonClass("primary")}>
      {t("ui.error.to_start")}
    </Go>
  );
  if (page === "data") return <MyData account={account} />;
  if (!account) return session.staff ? <StaffOnly /> : <NoAccount session={session} />;
  if (page === "") return <Home session={session} account={account} />;
  if (page === "people") {
    if (!session.permissions.includes("user_read")) {
      return (
        <>
          <PageHead title={t("ui.users.title")} />
          <RightMissing right="user_read" way_on={to_start} />
        </>
      );
    }
    return <People account={account} />;
  }
  return (
    <>
      <PageHead title={t("ui.error.no_page_title")} hidden />
      <EmptyState kind="no_hits" title={t("ui.error.no_page_title")} actions={to_start}>
        {t("ui.error.no_page_text")}
      </EmptyState>
    </>
  );
}
