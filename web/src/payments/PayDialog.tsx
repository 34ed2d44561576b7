import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api/client";
import type { OrderMoney } from "../api/types";
import { dayOf, money } from "../i18n/format";
import { useText } from "../i18n/index";
import { useMethods } from "../orders/lookups";
import type { Props } from "../orders/OrderDialogs";
import { useOrderWrite } from "../orders/useOrder";
import { useDraft } from "../ui/draft";
import { Checkbox, DateInput, FieldRow, MoneyInput, Select, TextInput } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { EventWordsFields, useEventWords } from "./EventWords";
import { offerUndo } from "./quick";

/** Money has come: how much, when, by what way, and what the customer is told. */
export function PayDialog({ order, onClose, sums }: Props & { sums: OrderMoney }) {
  const t = useText();
  const client = useQueryClient();
  const methods = useMethods("payment").data ?? [];
  const [missing, setMissing] = useState<Record<string, string>>({});
  const draft = useDraft({
    amount_cents: (sums.owed_cents || null) as number | null,
    received_on: dayOf(Date.now()),
    payment_method: order.payment_method ?? "",
    reference: "",
  });
  const amount = draft.values.amount_cents ?? 0;
  const words = useEventWords(order, "payment.captured", {
    "payment.amount": money(amount, sums.currency),
    "order.owed": money(Math.max(0, sums.owed_cents - amount), sums.currency),
  });
  const [confirms, setConfirms] = useState(false);
  const waits = ["pending", "processing"].includes(order.state);
  const write = useOrderWrite<object>(
    order,
    (body, call) => api.post(`/orders/${order.id}/pay`, body, call),
    {
      in_form: true,
      onDone: (next) => {
        const sum = {
          number: next.number,
          amount: money(amount, sums.currency),
        };
        const done = words.notify ? "ui.event.done.booked" : "ui.event.done.booked_silent";
        offerUndo(client, next, "pay", t(done, sum));
        onClose();
      },
    },
  );
  const submit = () => {
    const { amount_cents, received_on, payment_method, reference } = draft.values;
    if (!amount_cents) {
      setMissing({ amount_cents: t("ui.event.no_amount") });
      return;
    }
    setMissing({});
    write.go({
      amount_cents,
      received_on: received_on || null,
      payment_method: payment_method || null,
      reference,
      quick: waits && confirms,
      ...words.told,
    });
  };
  return (
    <FormDialog
      title={t("ui.event.pay_title", { number: order.number })}
      lead={
        sums.owed_cents > 0
          ? t("ui.event.pay_lead", { owed: money(sums.owed_cents, sums.currency) })
          : t("ui.event.pay_lead_nothing")
      }
      submit={t("ui.event.pay_do")}
      pending={write.pending}
      problem={write.problem}
      onClose={onClose}
      onSubmit={submit}
      errors={missing}
      fields_of_code={{ nothing_owed: "amount_cents", method_unknown: "payment_method" }}
    >
      <FieldRow>
        <MoneyInput
          label={t("ui.event.amount")}
          currency={sums.currency}
          {...draft.bind("amount_cents")}
        />
        <DateInput label={t("ui.event.received_on")} {...draft.bind("received_on")} />
      </FieldRow>
      <FieldRow>
        <Select
          label={t("ui.orders.payment_method")}
          {...draft.bind("payment_method")}
          placeholder={t("ui.orders.none_chosen")}
          options={methods.map((one) => ({ value: one.code, label: one.name }))}
        />
        <TextInput
          label={t("ui.event.reference")}
          aside={t("ui.orders.optional")}
          maxLength={140}
          autoComplete="off"
          {...draft.bind("reference")}
        />
      </FieldRow>
      {waits && (
        <Checkbox
          label={t("ui.event.confirm_too")}
          hint={t("ui.event.confirm_too_hint")}
          checked={confirms}
          onChange={setConfirms}
        />
      )}
      <EventWordsFields order={order} words={words} />
    </FormDialog>
  );
}
