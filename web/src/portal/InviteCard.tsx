import { Mail } from "lucide-react";
import type { Ref } from "react";
import type { AccountRef, Role } from "../api/types";
import { useText } from "../i18n/index";
import { InviteFields } from "../settings/InviteFields";
import { useInvite } from "../settings/invite";
import { rolesFor } from "../settings/roles";
import { Button } from "../ui/Button";
import { Form, RadioGroup } from "../ui/Field";
import styles from "./People.module.css";

/** Beside the list on a wide screen, above it on a phone once asked for. */
export function InviteCard({
  account,
  open,
  onClose,
  ref,
}: {
  account: AccountRef;
  open: boolean;
  onClose: () => void;
  ref: Ref<HTMLElement>;
}) {
  const t = useText();
  const { form, faults, submit, problem, pending } = useInvite(account, onClose);
  return (
    <section className={styles.invite} data-open={open || undefined} ref={ref}>
      <h2>{t("ui.portal.invite_title")}</h2>
      <Form onSubmit={submit} problem={problem} errors={faults}>
        <InviteFields
          account={account}
          form={form}
          role={
            <RadioGroup
              label={t("ui.users.role")}
              name="role"
              value={form.values.role}
              onChange={(role) => form.set("role", role as Role)}
              options={rolesFor(account.kind).map((role) => ({
                value: role,
                label: t(`role.${role}`),
                hint: t(`role.about.${role}`),
              }))}
            />
          }
        />
        <Button type="submit" variant="primary" icon={Mail} wide pending={pending}>
          {t("ui.users.send_invitation")}
        </Button>
      </Form>
      <p className="sm dim">{t("ui.portal.invite_hint", { account: account.name })}</p>
    </section>
  );
}
