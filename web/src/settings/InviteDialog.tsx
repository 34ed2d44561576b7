import type { AccountRef, Role } from "../api/types";
import { kLocaleNames, kLocales, type Locale, useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Form, Select, TextInput } from "../ui/Field";
import { CapabilityBoxes } from "./CapabilityBoxes";
import { useInvite } from "./invite";
import { rolesFor } from "./roles";

const kForm = "invite-user";

/** Adds someone to an account by mail. */
export function InviteDialog({ account, onClose }: { account: AccountRef; onClose: () => void }) {
  const t = useText();
  const { form, faults, submit, problem, pending } = useInvite(account, onClose);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("ui.users.invite_title", { account: account.name })}
      lead={t("ui.users.invite_lead")}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.common.cancel")}</Button>
          <Button type="submit" form={kForm} variant="primary" pending={pending}>
            {t("ui.users.send_invitation")}
          </Button>
        </>
      }
    >
      <Form id={kForm} onSubmit={submit} problem={problem} errors={faults}>
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
          options={rolesFor(account.kind).map((role) => ({
            value: role,
            label: t(`role.${role}`),
          }))}
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
          options={kLocales.map((one) => ({ value: one, label: kLocaleNames[one] }))}
        />
      </Form>
    </Dialog>
  );
}
