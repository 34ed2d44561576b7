import { useState } from "react";
import { api } from "../api/client";
import type { Order, Payment } from "../api/types";
import { money } from "../i18n/format";
import { useText } from "../i18n/index";
import { useOrderWrite } from "../orders/useOrder";
import { TextArea } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { showToast } from "../ui/toast";

/** A payment that was booked by mistake. Only the team hears of it. */
export default function VoidDialog({
  order,
  payment,
  onClose,
}: {
  order: Order;
  payment: Payment;
  onClose: () => void;
}) {
  const t = useText();
  const [seen] = useState(order);
  const [reason, setReason] = useState("");
  const write = useOrderWrite<string>(
    seen,
    (why, call) =>
      api.post(`/orders/${order.id}/payments/${payment.id}/void`, { reason: why }, call),
    {
      moves: true,
      in_form: true,
      onDone: (next) => {
        showToast({ text: t("ui.event.undone.pay", { number: next.number }) });
        onClose();
      },
    },
  );
  return (
    <FormDialog
      size="small"
      title={t("ui.event.void_title", { amount: money(payment.amount_cents, order.currency) })}
      lead={t("ui.event.void_lead")}
      submit={t("ui.event.take_back")}
      variant="danger"
      pending={write.pending}
      problem={write.problem}
      onClose={onClose}
      onSubmit={() => write.go(reason)}
    >
      <TextArea
        label={t("ui.orders.reason")}
        name="reason"
        aside={t("ui.orders.optional")}
        rows={2}
        maxLength={500}
        value={reason}
        onChange={setReason}
      />
    </FormDialog>
  );
}
