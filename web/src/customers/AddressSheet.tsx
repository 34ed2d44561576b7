import { useState } from "react";
import type { Account, Address } from "../api/types";
import { AddressFields, kNoAddress } from "../app/AddressFields";
import { useSession } from "../app/session";
import { useText } from "../i18n/index";
import { useDraft } from "../ui/draft";
import { Checkbox, RadioGroup } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { showToast } from "../ui/toast";
import { placeOf, useAddressWrite } from "./addressWrite";

const kKinds = ["billing", "shipping"] as const;

/** One address of a customer: a new one, or a change. */
export default function AddressSheet({
  account,
  address,
  onClose,
}: {
  account: Account;
  address: Address | null;
  onClose: () => void;
}) {
  const t = useText();
  const { tenant } = useSession();
  const [opened] = useState(account);
  const [start] = useState<Address>(() => {
    if (address) return address;
    const kind = account.addresses.some((one) => one.kind === "billing") ? "shipping" : "billing";
    const named = account.consumer ? { name: account.name } : { company: account.name };
    const first = !account.addresses.some((one) => one.kind === kind);
    return {
      ...kNoAddress,
      ...named,
      country: tenant.country,
      id: null,
      kind,
      is_default: first,
    };
  });
  const form = useDraft(start);
  const { values, set } = form;
  const only = !account.addresses.some((one) => one.kind === values.kind && one.id !== start.id);
  const save = useAddressWrite(opened, {
    onTheirs: onClose,
    onDone: () => {
      showToast({ text: t("ui.common.saved") });
      onClose();
    },
  });
  const at = `addresses/${placeOf(account.addresses, start)}`;
  return (
    <FormDialog
      title={t(address ? "ui.customers.address_title" : "ui.customers.add_address")}
      lead={address ? t("ui.customers.address_lead") : undefined}
      submit={t("ui.common.save")}
      pending={save.pending}
      problem={save.problem}
      onSubmit={() => save.go({ put: { ...values, is_default: values.is_default || only } })}
      onClose={onClose}
    >
      <RadioGroup
        inline
        label={t("ui.customers.address_for")}
        name={`${at}/kind`}
        value={values.kind}
        onChange={(kind) => set("kind", kind as Address["kind"])}
        options={kKinds.map((value) => ({ value, label: t(`ui.customers.address_${value}`) }))}
      />
      <AddressFields at={at} value={values} onChange={set} />
      <Checkbox
        label={t(`ui.customers.default_${values.kind}`)}
        hint={only ? t("ui.customers.single") : undefined}
        disabled={only}
        checked={values.is_default || only}
        onChange={(on) => set("is_default", on)}
      />
    </FormDialog>
  );
}
