import { useState } from "react";
import type { InboundMail } from "../api/types";
import { findAccounts, pickedOf } from "../customers/account";
import { kKinds } from "../customers/kinds";
import { useText } from "../i18n/index";
import { TextArea, TextInput } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { type Picked, Picker } from "../ui/Picker";
import { showToast } from "../ui/toast";
import { findOrders, useMailStep } from "./inbound";

interface Props {
  mail: InboundMail;
  onClose: () => void;
  onDone: () => void;
}
type Missing = Record<string, string>;

export function AttachDialog({ mail, onClose, onDone }: Props) {
  const t = useText();
  const suggested = mail.suggested_order;
  const [order, setOrder] = useState<Picked | null>(
    suggested && { id: suggested.id, label: suggested.number },
  );
  const [missing, setMissing] = useState<Missing>({});
  const step = useMailStep<{ order_id: string }>(mail, "attach", (done) => {
    showToast({ text: t("ui.inbound.attached", { number: done.order?.number ?? "" }) });
    onDone();
  });
  return (
    <FormDialog
      title={t("ui.inbound.attach_title")}
      lead={t("ui.inbound.attach_lead")}
      submit={t("ui.inbound.attach")}
      pending={step.pending}
      problem={step.problem}
      errors={missing}
      onClose={onClose}
      onSubmit={() =>
        order
          ? step.go({ order_id: order.id })
          : setMissing({ order_id: t("ui.inbound.order_missing") })
      }
    >
      <OrderPicker value={order} onChange={setOrder} suggested={suggested !== null} />
    </FormDialog>
  );
}

export function OrderPicker({
  value,
  onChange,
  suggested = false,
}: {
  value: Picked | null;
  onChange: (value: Picked | null) => void;
  suggested?: boolean;
}) {
  const t = useText();
  return (
    <Picker
      label={t("ui.inbound.order")}
      name="order_id"
      value={value}
      onChange={onChange}
      source="orders"
      find={findOrders}
      placeholder={t("ui.inbound.find_order")}
      hint={suggested && t("ui.inbound.suggestion_hint")}
    />
  );
}

export function OrderDialog({ mail, onClose, onDone }: Props) {
  const t = useText();
  const known = mail.suggested_account;
  const [account, setAccount] = useState<Picked | null>(known && pickedOf(known));
  const [missing, setMissing] = useState<Missing>({});
  const step = useMailStep<{ account_id: string }>(mail, "order", (done) => {
    showToast({ text: t("ui.inbound.order_made", { number: done.order?.number ?? "" }) });
    onDone();
  });
  return (
    <FormDialog
      title={t("ui.inbound.make_order_title")}
      lead={t("ui.inbound.make_order_lead")}
      submit={t("ui.inbound.make_order")}
      pending={step.pending}
      problem={step.problem}
      errors={missing}
      onClose={onClose}
      onSubmit={() =>
        account
          ? step.go({ account_id: account.id })
          : setMissing({ account_id: t("ui.inbound.customer_missing") })
      }
    >
      <Picker
        label={t("ui.inbound.customer")}
        name="account_id"
        value={account}
        onChange={setAccount}
        source="of-mail"
        find={findAccounts(kKinds)}
        placeholder={t("ui.customers.find")}
      />
    </FormDialog>
  );
}

export function AnswerDialog({ mail, onClose, onDone }: Props) {
  const t = useText();
  const [body, setBody] = useState("");
  const [missing, setMissing] = useState<Missing>({});
  const step = useMailStep<{ body: string }>(mail, "answer", () => {
    showToast({ text: t("ui.inbound.answered", { to: mail.from }) });
    onDone();
  });
  return (
    <FormDialog
      title={t("ui.inbound.answer_title")}
      lead={t("ui.inbound.answer_lead", { to: mail.from })}
      submit={t("ui.common.send")}
      pending={step.pending}
      problem={step.problem}
      errors={missing}
      onClose={onClose}
      onSubmit={() =>
        body.trim() ? step.go({ body }) : setMissing({ body: t("ui.inbound.words_missing") })
      }
    >
      <TextArea
        label={t("ui.inbound.answer")}
        name="body"
        rows={8}
        value={body}
        onChange={setBody}
      />
    </FormDialog>
  );
}

export function DiscardDialog({ mail, onClose, onDone }: Props) {
  const t = useText();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState<Missing>({});
  const step = useMailStep<{ reason: string }>(mail, "discard", () => {
    showToast({ text: t("ui.inbound.discarded") });
    onDone();
  });
  return (
    <FormDialog
      size="small"
      title={t("ui.inbound.discard_title")}
      lead={t("ui.inbound.discard_lead")}
      submit={t("ui.common.discard")}
      variant="danger"
      pending={step.pending}
      problem={step.problem}
      errors={missing}
      onClose={onClose}
      onSubmit={() =>
        reason.trim() ? step.go({ reason }) : setMissing({ reason: t("ui.inbound.reason_missing") })
      }
    >
      <TextInput
        label={t("ui.inbound.discard_reason")}
        name="reason"
        value={reason}
        onChange={setReason}
      />
    </FormDialog>
  );
}
