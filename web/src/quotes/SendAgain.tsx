// Sends a quote of the overview: its cart's version and what the reader may do are read first.
import type { QuoteHead } from "../api/types";
import { useText } from "../i18n/index";
import { Dialog } from "../ui/Dialog";
import { ErrorState, Skeleton } from "../ui/feedback";
import { actionOf, useQuotes } from "./quotes";
import StepDialogs from "./StepDialogs";

export default function SendAgain({ head, onClose }: { head: QuoteHead; onClose: () => void }) {
  const t = useText();
  const quotes = useQuotes(head.order_id);
  const quote = quotes.data?.items.find((one) => one.id === head.id);
  const send = actionOf(quote, "send");
  if (quotes.data && quote && send?.allowed) {
    return (
      <StepDialogs
        which="resend"
        cart={{ id: head.order_id, version: quotes.data.version }}
        quote={quote}
        onClose={onClose}
      />
    );
  }
  return (
    <Dialog
      open
      size="small"
      title={t("ui.quote.resend_title", { number: head.number })}
      onClose={onClose}
    >
      {quotes.isPending && <Skeleton lines={3} />}
      {quotes.error && !quotes.data && (
        <ErrorState error={quotes.error} retry={() => void quotes.refetch()} />
      )}
      {quotes.data && <p className="muted">{send?.message ?? t("ui.quote.cannot_send")}</p>}
    </Dialog>
  );
}
