import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../api/client";
import type { Account, AccountPatch } from "../api/types";
import { useText } from "../i18n/index";
import { useDraft } from "../ui/draft";
import { FormDialog } from "../ui/FormDialog";
import { showToast } from "../ui/toast";
import { AccountFields, type AccountValues } from "./AccountFields";
import { refusalOf, useAccountWrite } from "./account";

/** Changes the master data. Only what was changed is sent, so that the rest keeps what others
 *  wrote meanwhile. */
export default function EditAccount({
  account,
  onClose,
}: {
  account: Account;
  onClose: () => void;
}) {
  const t = useText();
  const navigate = useNavigate();
  // What others change meanwhile must not slip in under this form.
  const [opened] = useState(account);
  const [start] = useState<AccountValues>(() => ({
    name: account.name,
    consumer: account.consumer,
    vat_id: account.vat_id,
    email: account.email,
    phone: account.phone,
    locale: account.locale,
    price_list_id: account.price_list_id ?? "",
    number: account.number,
    power_of_attorney: account.power_of_attorney,
  }));
  const form = useDraft(start);
  const fixed = refusalOf(account, "manage") ?? null;
  const save = useAccountWrite(
    opened,
    (patch: AccountPatch, call) =>
      api.patch<Account>(`/accounts/${account.id}`, patch, { version: call.version }),
    {
      onTheirs: onClose,
      onDone: (next) => {
        showToast({ text: t("ui.common.saved") });
        onClose();
        if (next.number !== account.number) {
          void navigate({ to: "/customers/$number", params: { number: next.number } });
        }
      },
    },
  );
  const submit = () => {
    const names = Object.keys(start) as (keyof AccountValues)[];
    const changed = names.filter((name) => form.values[name] !== start[name]);
    if (changed.length === 0) {
      onClose();
      return;
    }
    const patch: Record<string, unknown> = {};
    for (const name of changed) patch[name] = form.values[name];
    if ("price_list_id" in patch) patch.price_list_id = form.values.price_list_id || null;
    save.go(patch);
  };
  return (
    <FormDialog
      as="sheet"
      size="wide"
      title={t("ui.customers.edit_title", { name: account.name })}
      lead={fixed ?? undefined}
      submit={t("ui.common.save")}
      pending={save.pending}
      problem={save.problem}
      fields_of_code={{ number_taken: "number" }}
      onSubmit={submit}
      onClose={onClose}
    >
      <AccountFields
        values={form.values}
        set={form.set}
        prospect={account.kind === "prospect"}
        fixed={fixed !== null}
        number_hint={t("ui.customers.renumber_hint")}
      />
    </FormDialog>
  );
}
