import { useState } from "react";
import { api } from "../api/client";
import type { Order, Shipment } from "../api/types";
import { useText } from "../i18n/index";
import { useOrderWrite } from "../orders/useOrder";
import { FormDialog } from "../ui/FormDialog";
import { showToast } from "../ui/toast";
import type { ShipmentStep } from "./ShipmentCard";

const kPaths = { lose: "lose", take_back: "take-back", cancel: "cancel" } as const;

/** A parcel is lost, came back, or never went out: what that means, before it is booked. */
export default function StepDialog({
  order,
  shipment,
  step,
  onClose,
}: {
  order: Order;
  shipment: Shipment;
  step: ShipmentStep;
  onClose: () => void;
}) {
  const t = useText();
  const [seen] = useState(order);
  const write = useOrderWrite<null>(
    seen,
    (_, call) => api.post(`/orders/${order.id}/shipments/${shipment.id}/${kPaths[step]}`, {}, call),
    {
      moves: true,
      in_form: true,
      onDone: (next) => {
        showToast({ text: t(`ui.event.done.${step}`, { number: next.number }) });
        onClose();
      },
    },
  );
  return (
    <FormDialog
      size="small"
      title={t(`ui.event.${step}_title`, { number: order.number })}
      lead={t(`ui.event.${step}_lead`)}
      submit={t(`ui.event.${step}_do`)}
      variant="danger"
      pending={write.pending}
      problem={write.problem}
      onClose={onClose}
      onSubmit={() => write.go(null)}
    >
      {null}
    </FormDialog>
  );
}
