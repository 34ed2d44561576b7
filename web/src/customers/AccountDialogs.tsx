import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../api/client";
import type { Account } from "../api/types";
import { useSession } from "../app/session";
import { useText } from "../i18n/index";
import { TextArea, TextInput } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { type Picked, Picker } from "../ui/Picker";
import { showToast } from "../ui/toast";
import { findAccounts, useAccountWrite } from "./account";
import type { Question } from "./CustomerScreen";
import { isKind, kParents } from "./kinds";

interface Props {
  account: Account;
  onClose: () => void;
}

/** What changes a customer's place or life. */
export default function AccountDialogs({ asked, ...props }: Props & { asked: Question }) {
  if (asked === "become_customer") return <BecomeCustomer {...props} />;
  return asked === "move" ? <Move {...props} /> : <Close {...props} />;
}

function BecomeCustomer({ account, onClose }: Props) {
  const t = useText();
  const navigate = useNavigate();
  const { staff } = useSession();
  const [number, setNumber] = useState("");
  const write = useAccountWrite(
    account,
    (wanted: string | null, call) =>
      api.post<Account>(`/accounts/${account.id}/become-customer`, { number: wanted }, call),
    {
      onTheirs: onClose,
      onDone: (next) => {
        showToast({ text: t("ui.customers.became", { name: next.name, number: next.number }) });
        onClose();
        void navigate({ to: "/customers/$number", params: { number: next.number } });
      },
    },
  );
  return (
    <FormDialog
      size="small"
      title={t("ui.customers.become_title", { name: account.name })}
      lead={t("ui.customers.become_lead", { number: account.number })}
      submit={t("ui.customers.become_now")}
      pending={write.pending}
      problem={write.problem}
      fields_of_code={{ number_taken: "number" }}
      onSubmit={() => write.go(number.trim() || null)}
      onClose={onClose}
    >
      {staff && (
        <TextInput
          label={t("ui.customers.number")}
          name="number"
          aside={t("ui.common.optional")}
          hint={t("ui.customers.number_hint")}
          autoComplete="off"
          value={number}
          onChange={setNumber}
        />
      )}
    </FormDialog>
  );
}

function Move({ account, onClose }: Props) {
  const t = useText();
  const [parent, setParent] = useState<Picked | null>(null);
  const [missing, setMissing] = useState(false);
  const write = useAccountWrite(
    account,
    (parent_id: string, call) =>
      api.post<Account>(`/accounts/${account.id}/move`, { parent_id }, call),
    {
      onTheirs: onClose,
      onDone: (next) => {
        showToast({
          text: t("ui.customers.moved", { name: next.name, parent: next.parent?.name ?? "" }),
        });
        onClose();
      },
    },
  );
  const kinds = isKind(account.kind) ? kParents[account.kind] : [];
  return (
    <FormDialog
      size="small"
      title={t("ui.customers.move_title", { name: account.name })}
      lead={t("ui.customers.move_lead")}
      submit={t("ui.customers.move_now")}
      pending={write.pending}
      problem={write.problem}
      errors={missing ? { parent_id: t("ui.customers.parent_missing") } : {}}
      fields_of_code={{
        kind_not_allowed_here: "parent_id",
        move_below_itself: "parent_id",
        tree_too_deep: "parent_id",
        account_closed: "parent_id",
      }}
      onSubmit={() => {
        setMissing(!parent);
        if (parent) write.go(parent.id);
      }}
      onClose={onClose}
    >
      <Picker
        label={t("ui.customers.new_parent")}
        name="parent_id"
        hint={account.parent && t("ui.customers.parent_now", { name: account.parent.name })}
        value={parent}
        onChange={setParent}
        source={`move-${account.id}`}
        find={findAccounts(kinds, account.id)}
        placeholder={t("ui.customers.find")}
      />
    </FormDialog>
  );
}

function Close({ account, onClose }: Props) {
  const t = useText();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const write = useAccountWrite(
    account,
    (words: string, call) =>
      api.post<Account>(`/accounts/${account.id}/close`, { reason: words }, call),
    {
      onTheirs: onClose,
      onDone: (next) => {
        showToast({ text: t("ui.customers.was_closed", { name: next.name }) });
        onClose();
      },
    },
  );
  return (
    <FormDialog
      size="small"
      title={t("ui.customers.close_title", { name: account.name })}
      lead={t("ui.customers.close_lead")}
      submit={t("ui.customers.close_now")}
      variant="danger"
      pending={write.pending}
      problem={write.problem}
      errors={missing ? { reason: t("ui.customers.reason_missing") } : {}}
      onSubmit={() => {
        setMissing(!reason.trim());
        if (reason.trim()) write.go(reason.trim());
      }}
      onClose={onClose}
    >
      <TextArea
        label={t("ui.customers.close_reason")}
        name="reason"
        value={reason}
        onChange={setReason}
      />
    </FormDialog>
  );
}
