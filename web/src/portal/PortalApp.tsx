import { lazy, Suspense, useState } from "react";
import { useSessionQuery } from "../app/session";
import { useText } from "../i18n/index";
import { ErrorState, Skeleton } from "../ui/feedback";
import { PortalLogin } from "./PortalLogin";
import { RequestAccess } from "./RequestAccess";

const PortalHome = lazy(() => import("./PortalHome"));

/** The customer portal: its own entry, light for phones. No router library here. */
export function PortalApp() {
  const t = useText();
  const session = useSessionQuery();
  const [asking, setAsking] = useState(window.location.hash === "#access");
  if (session.error && !session.data) {
    return <ErrorState error={session.error} retry={() => void session.refetch()} />;
  }
  document.title = t("ui.portal.title");
  if (session.data === undefined) return <Skeleton lines={4} />;
  if (session.data === null) {
    return asking ? (
      <RequestAccess onBack={() => setAsking(false)} />
    ) : (
      <PortalLogin onAsk={() => setAsking(true)} />
    );
  }
  return (
    <Suspense fallback={<Skeleton lines={4} />}>
      <PortalHome session={session.data} />
    </Suspense>
  );
}
