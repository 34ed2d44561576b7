import { useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { AccountRef, Membership, MembershipInput, Role } from "../api/types";
import { kLocales, type Locale, useLocale, useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { useDraft } from "../ui/draft";
import { Form, Select, TextInput } from "../ui/Field";
import { showToast } from "../ui/toast";
import { CapabilityBoxes } from "./CapabilityBoxes";
import { rolesFor } from "./roles";

const kLanguages: Record<Locale, string> = { de: "Deutsch", en: "English", fr: "Français" };
const kForm = "invite-user";

/** Adds someone to an account by mail. Who has a login already gets a membership, not a
 *  second one. */
export function InviteDialog({ account, onClose }: { account: AccountRef; onClose: () => void }) {
  const t = useText();
  const locale = useLocale();
  const roles = rolesFor(account.kind);
  const form = useDraft<MembershipInput>({
    email: "",
    name: "",
    locale,
    role: account.kind === "operator" ? "sales" : "buyer",
    capabilities: [],
  });
  const [faults, setFaults] = useState<Record<string, string>>({});
  const invite = useCommand({
    run: (input: MembershipInput, call) =>
      api.post<Membership>(`/accounts/${account.id}/memberships`, input, { key: call.key }),
    invalidates: [["memberships"], ["users"]],
    onDone: (_, input) => {
      showToast({ text: t("ui.users.invited", { email: input.email }) });
      onClose();
    },
    onProblem: () => true,
  });
  const submit = () => {
    const found: Record<string, string> = {};
    if (!form.values.email.trim()) found.email = t("ui.users.email_missing");
    if (!form.values.name.trim()) found.name = t("ui.users.name_missing");
    setFaults(found);
    if (Object.keys(found).length === 0) invite.go(form.values);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("ui.users.invite_title", { account: account.name })}
      lead={t("ui.users.invite_lead")}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.common.cancel")}</Button>
          <Button type="submit" form={kForm} variant="primary" pending={invite.pending}>
            {t("ui.users.send_invitation")}
          </Button>
        </>
      }
    >
      <Form id={kForm} onSubmit={submit} problem={invite.problem} errors={faults}>
        <TextInput
          label={t("ui.users.email")}
          type="email"
          autoComplete="off"
          {...form.bind("email")}
        />
        <TextInput label={t("ui.profile.name")} autoComplete="off" {...form.bind("name")} />
        <Select
          label={t("ui.users.role")}
          name="role"
          value={form.values.role}
          onChange={(role) => form.set("role", role as Role)}
          options={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
          hint={t(`role.about.${form.values.role}`)}
        />
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
          options={kLocales.map((one) => ({ value: one, label: kLanguages[one] }))}
        />
      </Form>
    </Dialog>
  );
}
