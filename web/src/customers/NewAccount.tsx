import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { Account, AccountInput, Address } from "../api/types";
import { AddressFields, kNoAddress } from "../app/AddressFields";
import { actingMembership, useSession } from "../app/session";
import { useText } from "../i18n/index";
import { useDraft } from "../ui/draft";
import { Checkbox, Select } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { type Picked, Picker } from "../ui/Picker";
import { showToast } from "../ui/toast";
import { AccountFields, type AccountValues } from "./AccountFields";
import { findAccounts, pickedOf } from "./account";
import styles from "./Customers.module.css";
import { type Kind, kKinds, kParents } from "./kinds";

/** A new customer, prospect or partner, with his address if it is known. */
export default function NewAccount({
  kind: wanted,
  under,
  onClose,
}: {
  kind: Kind;
  under: string | null;
  onClose: () => void;
}) {
  const acting = actingMembership(useSession())?.account;
  const above = useQuery({
    queryKey: ["account_number", under],
    queryFn: () => api.get<Account>(`/accounts/by-number/${encodeURIComponent(under ?? "")}`),
    enabled: under !== null,
  });
  if (!acting || (under !== null && above.isPending)) return null;
  const parent = above.data ?? acting;
  return <Sheet key={parent.id} kind={wanted} parent={parent} onClose={onClose} />;
}

function Sheet({
  kind: wanted,
  parent: above,
  onClose,
}: {
  kind: Kind;
  parent: Pick<Account, "id" | "name" | "number" | "kind">;
  onClose: () => void;
}) {
  const t = useText();
  const navigate = useNavigate();
  const session = useSession();
  const acting = actingMembership(session)?.account;
  const kinds = kKinds.filter(
    (one) => acting?.kind === "operator" || (acting && kParents[one].includes(acting.kind)),
  );
  const fits = (kind: Kind) => kParents[kind].includes(above.kind);
  const [kind, setKind] = useState<Kind>(() => {
    if (fits(wanted)) return wanted;
    const other = kinds.find(fits);
    return above.id === acting?.id ? wanted : (other ?? wanted);
  });
  const [parent, setParent] = useState<Picked | null>(fits(kind) ? pickedOf(above) : null);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const form = useDraft<AccountValues>({
    name: "",
    consumer: false,
    vat_id: "",
    email: "",
    phone: "",
    locale: session.user.locale,
    price_list_id: "",
    number: "",
    power_of_attorney: false,
  });
  const address = useDraft({ ...kNoAddress, country: session.tenant.country });
  const [ships_there, setShipsThere] = useState(true);
  const create = useCommand({
    run: (input: AccountInput, call) => api.post<Account>("/accounts", input, { key: call.key }),
    invalidates: [["accounts"], ["search"]],
    onProblem: () => true,
    onDone: (made) => {
      showToast({ text: t("ui.customers.created", { name: made.name, number: made.number }) });
      void navigate({ to: "/customers/$number", params: { number: made.number } });
    },
  });
  const choose = (next: Kind) => {
    setKind(next);
    if (!kParents[next].includes(above.kind)) setParent(null);
    else if (!parent) setParent(pickedOf(above));
  };
  const submit = () => {
    const found: Record<string, string> = {};
    if (!form.values.name.trim()) found.name = t("ui.customers.name_missing");
    if (!parent) found.parent_id = t("ui.customers.parent_missing");
    setFaults(found);
    if (Object.keys(found).length > 0 || !parent) return;
    const { values } = form;
    create.go({
      ...values,
      kind,
      parent_id: parent.id,
      vat_id: values.consumer ? "" : values.vat_id,
      price_list_id: values.price_list_id || null,
      number: values.number.trim() || null,
      power_of_attorney: kind !== "prospect" && values.power_of_attorney,
      addresses: addressesOf(address.values, values, ships_there),
    });
  };
  return (
    <FormDialog
      as="sheet"
      size="wide"
      title={t(`ui.customers.new.${kind}`)}
      submit={t("ui.common.create")}
      pending={create.pending}
      problem={create.problem}
      errors={faults}
      fields_of_code={{
        kind_not_allowed_here: "parent_id",
        tree_too_deep: "parent_id",
        account_closed: "parent_id",
        number_taken: "number",
      }}
      onSubmit={submit}
      onClose={onClose}
    >
      <div className={styles.pair}>
        <Select
          label={t("ui.customers.kind")}
          name="kind"
          value={kind}
          onChange={(next) => choose(next as Kind)}
          options={kinds.map((one) => ({ value: one, label: t(`state.account_kind.${one}`) }))}
        />
        <Picker
          key={kind}
          label={t("ui.customers.parent")}
          name="parent_id"
          value={parent}
          onChange={setParent}
          source={`parents-${kind}`}
          find={findAccounts(kParents[kind])}
          placeholder={t("ui.customers.find")}
        />
      </div>
      <AccountFields
        values={form.values}
        set={form.set}
        prospect={kind === "prospect"}
        number_hint={t("ui.customers.number_hint")}
      />
      <fieldset className={styles.part}>
        <legend>{t("ui.customers.first_address")}</legend>
        <AddressFields at="addresses/0" value={address.values} onChange={address.set} />
        <Checkbox
          label={t("ui.customers.ships_there")}
          checked={ships_there}
          onChange={setShipsThere}
        />
      </fieldset>
    </FormDialog>
  );
}

/** None when nothing of it was typed; without a name of its own it bears the customer's. */
function addressesOf(
  typed: Omit<Address, "id" | "kind" | "is_default">,
  account: AccountValues,
  ships_there: boolean,
): Address[] {
  if (Object.entries(typed).every(([name, words]) => name === "country" || !words.trim()))
    return [];
  const unnamed = !typed.company.trim() && !typed.name.trim();
  const named = unnamed
    ? { ...typed, [account.consumer ? "name" : "company"]: account.name }
    : typed;
  const billing: Address = { ...named, id: null, kind: "billing", is_default: true };
  return ships_there ? [billing, { ...billing, kind: "shipping" }] : [billing];
}
