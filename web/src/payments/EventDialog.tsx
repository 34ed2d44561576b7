import { ShipDialog } from "../fulfilment/ShipDialog";
import { useText } from "../i18n/index";
import type { Props } from "../orders/OrderDialogs";
import { Dialog } from "../ui/Dialog";
import { ErrorState } from "../ui/feedback";
import { useOrderMoney, useShipments } from "./money";
import { PayDialog } from "./PayDialog";
import { RefundDialog } from "./RefundDialog";

/** The full event (rows S07, S22): its form opens with what is owed or still open. */
export default function EventDialog({
  which,
  ...props
}: Props & { which: "pay" | "refund" | "ship" }) {
  const t = useText();
  const { order, onClose } = props;
  const money = useOrderMoney(order.id);
  const shipments = useShipments(order.id);
  const needed = which === "ship" ? shipments : money;
  if (which === "ship" && shipments.data) {
    return <ShipDialog {...props} open={shipments.data.open} />;
  }
  if (which === "pay" && money.data) return <PayDialog {...props} sums={money.data} />;
  if (which === "refund" && money.data) return <RefundDialog {...props} sums={money.data} />;
  // Most often both are there: the order's page shows them. A dialog that changes under the reader
  // would lose his cursor.
  if (!needed.error) return null;
  return (
    <Dialog open onClose={onClose} title={t(`ui.event.${which}_title`, { number: order.number })}>
      <ErrorState error={needed.error} retry={() => void needed.refetch()} />
    </Dialog>
  );
}
