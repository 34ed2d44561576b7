import type { ReactNode } from "react";
import type { AccountRef } from "../api/types";
import { kLocaleNames, kLocales, type Locale, useText } from "../i18n/index";
import { Select, TextInput } from "../ui/Field";
import { CapabilityBoxes } from "./CapabilityBoxes";
import type { Invitation } from "./invite";

/** Who is invited, as what, and in which language he is written to. The role is chosen in a way of
 *  their own by desk and portal. */
export function InviteFields({
  account,
  form,
  role,
}: {
  account: AccountRef;
  form: Invitation["form"];
  role: ReactNode;
}) {
  const t = useText();
  return (
    <>
      <TextInput
        label={t("ui.login.email")}
        type="email"
        inputMode="email"
        autoComplete="off"
        autoCapitalize="none"
        {...form.bind("email")}
      />
      <TextInput label={t("ui.profile.name")} autoComplete="off" {...form.bind("name")} />
      {role}
      <CapabilityBoxes
        kind={account.kind}
        value={form.values.capabilities}
        onChange={(capabilities) => form.set("capabilities", capabilities)}
      />
      <Select
        label={t("ui.users.mail_language")}
        name="locale"
        value={form.values.locale}
        onChange={(value) => form.set("locale", value as Locale)}
        options={kLocales.map((one) => ({ value: one, label: kLocaleNames[one] }))}
      />
    </>
  );
}
