import { useSessionQuery } from "../app/session";
import { ErrorState, Skeleton } from "../ui/feedback";

/** The customer portal: its own entry, because it must be light on a phone. No router library
 *  here. */
export function PortalApp() {
  const session = useSessionQuery();
  if (session.error)
    return <ErrorState error={session.error} retry={() => void session.refetch()} />;
  return <Skeleton lines={4} />;
}
