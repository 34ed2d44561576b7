import { useState } from "react";
import { useText } from "../i18n/index";
import { FormDialog } from "../ui/FormDialog";
import type { Picked } from "../ui/Picker";
import { showToast } from "../ui/toast";
import { useInboundMail, useMailStep } from "./inbound";
import { OrderPicker } from "./StepDialogs";

/** The mail landed at the wrong order. Loaded when somebody says so. */
export default function MoveDialog({
  mail_id,
  order_number,
  onClose,
}: {
  mail_id: string;
  order_number: string;
  onClose: () => void;
}) {
  const t = useText();
  const mail = useInboundMail(mail_id);
  const [order, setOrder] = useState<Picked | null>(null);
  const [missing, setMissing] = useState<Record<string, string>>({});
  const step = useMailStep<{ order_id: string }>(mail.data, "move", (done) => {
    showToast({ text: t("ui.inbound.moved", { number: done.order?.number ?? "" }) });
    onClose();
  });
  const submit = () => {
    if (!order) setMissing({ order_id: t("ui.inbound.order_missing") });
    else if (order.label === order_number) setMissing({ order_id: t("ui.inbound.same_order") });
    else if (mail.data) {
      setMissing({});
      step.go({ order_id: order.id });
    }
  };
  return (
    <FormDialog
      title={t("ui.inbound.move_title")}
      lead={t("ui.inbound.move_lead", { number: order_number })}
      submit={t("ui.inbound.move")}
      variant="danger"
      pending={step.pending || mail.isPending}
      problem={step.problem}
      errors={missing}
      onClose={onClose}
      onSubmit={submit}
    >
      <OrderPicker value={order} onChange={setOrder} />
    </FormDialog>
  );
}
