import type { AccountRef, Role } from "../api/types";
import { useText } from "../i18n/index";
import { Select } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { InviteFields } from "./InviteFields";
import { useInvite } from "./invite";
import { rolesFor } from "./roles";

/** Adds someone to an account by mail. */
export function InviteDialog({ account, onClose }: { account: AccountRef; onClose: () => void }) {
  const t = useText();
  const { form, faults, submit, problem, pending } = useInvite(account, onClose);
  return (
    <FormDialog
      title={t("ui.users.invite_title", { account: account.name })}
      lead={t("ui.users.invite_lead")}
      submit={t("ui.users.send_invitation")}
      pending={pending}
      problem={problem}
      errors={faults}
      onSubmit={submit}
      onClose={onClose}
    >
      <InviteFields
        account={account}
        form={form}
        role={
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
        }
      />
    </FormDialog>
  );
}
