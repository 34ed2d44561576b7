import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api/client";
import type { OrderMoney } from "../api/types";
import { money } from "../i18n/format";
import { useText } from "../i18n/index";
import type { Props } from "../orders/OrderDialogs";
import { useOrderWrite } from "../orders/useOrder";
import { useDraft } from "../ui/draft";
import { FieldRow, MoneyInput, TextArea, TextInput } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { showToast } from "../ui/toast";
import { EventWordsFields, useEventWords } from "./EventWords";
import { leaveLists } from "./leave";

/** Money goes back: all of it or a part, and why (row S29). */
export function RefundDialog({ order, onClose, sums }: Props & { sums: OrderMoney }) {
  const t = useText();
  const client = useQueryClient();
  const [missing, setMissing] = useState<Record<string, string>>({});
  const draft = useDraft({
    amount_cents: (sums.refundable_cents || null) as number | null,
    reference: "",
    reason: "",
  });
  const { amount_cents } = draft.values;
  const left = money(sums.refundable_cents, sums.currency);
  const words = useEventWords(order, "payment.refunded", {
    "payment.amount": money(amount_cents ?? 0, sums.currency),
  });
  const write = useOrderWrite<object>(
    order,
    (body, call) => api.post(`/orders/${order.id}/refund`, body, call),
    {
      in_form: true,
      onDone: (next) => {
        const amount = money(amount_cents ?? 0, sums.currency);
        showToast({ text: t("ui.event.done.refund", { number: next.number, amount }) });
        void leaveLists(client, next);
        onClose();
      },
    },
  );
  const submit = () => {
    const wrong = !amount_cents
      ? t("ui.event.no_amount")
      : amount_cents > sums.refundable_cents
        ? t("ui.event.at_most", { amount: left })
        : "";
    setMissing(wrong ? { amount_cents: wrong } : {});
    if (!wrong) write.go({ ...draft.values, ...words.told });
  };
  return (
    <FormDialog
      title={t("ui.event.refund_title", { number: order.number })}
      lead={t("ui.event.refund_lead", { amount: left })}
      submit={t("ui.orders.action.refund")}
      variant="danger"
      pending={write.pending}
      problem={write.problem}
      onClose={onClose}
      onSubmit={submit}
      errors={missing}
      fields_of_code={{ more_than_paid: "amount_cents" }}
    >
      <FieldRow>
        <MoneyInput
          label={t("ui.event.amount")}
          currency={sums.currency}
          {...draft.bind("amount_cents")}
        />
        <TextInput
          label={t("ui.event.reference")}
          aside={t("ui.orders.optional")}
          maxLength={140}
          autoComplete="off"
          {...draft.bind("reference")}
        />
      </FieldRow>
      <TextArea
        label={t("ui.orders.reason")}
        hint={t("ui.event.refund_reason_hint")}
        rows={2}
        maxLength={500}
        {...draft.bind("reason")}
      />
      <EventWordsFields order={order} words={words} />
    </FormDialog>
  );
}
