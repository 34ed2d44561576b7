import { type ComponentProps, lazy, Suspense, useEffect, useState } from "react";
import { onSignedOut } from "../api/client";
import { queries } from "../api/query";
import { kSessionKey, useSessionQuery } from "../app/session";
import { useText } from "../i18n/index";
import { ForgotForm } from "../login/ForgotForm";
import { ErrorState, Skeleton } from "../ui/feedback";
import { AccessDoor } from "./AccessDoor";
import { addressOf, usePlace } from "./address";
import { Go } from "./Go";
import { PortalLogin } from "./PortalLogin";

// What was loaded before the first drawing is drawn with it: React shows a fallback for at least
// 300 ms, however soon its content is there.
let loaded: typeof import("./SignedIn").default | null = null;
const Late = lazy(() => import("./SignedIn"));

/** Loads what is behind the login. */
export async function loadSignedIn(): Promise<void> {
  loaded = (await import("./SignedIn")).default;
}

function SignedIn(props: ComponentProps<typeof Late>) {
  const [Now] = useState(() => loaded ?? Late);
  return <Now {...props} />;
}

/** The customer portal: its own entry, light for phones (C1, C6 to C8). In front of the login it is
 *  this file; what comes behind is loaded after it. */
export function PortalApp() {
  const session = useSessionQuery();
  const { page } = usePlace();
  const [ended, setEnded] = useState(false);
  useEffect(
    () =>
      onSignedOut(() => {
        if (queries.getQueryData(kSessionKey)) setEnded(true);
        queries.setQueryData(kSessionKey, null);
      }),
    [],
  );

  if (session.error && session.data === undefined) {
    return <ErrorState error={session.error} retry={() => void session.refetch()} />;
  }
  if (session.data === undefined) return <Skeleton lines={4} />;
  if (session.data === null) {
    if (page === "access") return <AccessDoor />;
    if (page === "password") return <Forgot />;
    return <PortalLogin ended={ended} />;
  }
  return (
    <Suspense fallback={<Skeleton lines={4} />}>
      <SignedIn session={session.data} />
    </Suspense>
  );
}

function Forgot() {
  const t = useText();
  return (
    <ForgotForm
      house="portal"
      toLogin={(look) => (
        <Go href={addressOf("", null)} className={look}>
          {t("ui.login.back")}
        </Go>
      )}
    />
  );
}
