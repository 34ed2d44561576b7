import { X } from "lucide-react";
import { useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { AccountRef, Membership, Role } from "../api/types";
import { useCan, useSession } from "../app/session";
import { useText } from "../i18n/index";
import { Button, IconButton } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { useDraft, useSeenVersion } from "../ui/draft";
import { Form, FormActions, Select, TextArea } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { showToast } from "../ui/toast";
import { CapabilityBoxes } from "./CapabilityBoxes";
import styles from "./Members.module.css";
import { standing } from "./people";
import { rolesFor } from "./roles";

const kStale = [["memberships"], ["users"]];

/** One person in one account: role and rights, and what ends or renews the access. */
export function MemberPanel({
  account,
  member,
  onClose,
  framed,
}: {
  account: AccountRef;
  member: Membership;
  onClose: () => void;
  framed?: boolean;
}) {
  const t = useText();
  const can = useCan();
  const manage = can("user_manage");
  const form = useDraft({ role: member.role, capabilities: member.capabilities });
  const version = useSeenVersion(member.version, form.dirty);
  const save = useCommand({
    version,
    run: (change: { role: Role; capabilities: Membership["capabilities"] }, call) =>
      api.patch<Membership>(`/memberships/${member.id}`, change, { version: call.version }),
    invalidates: kStale,
    onDone: () => showToast({ text: t("ui.users.saved") }),
    onProblem: (problem) => !problem.is_unexpected,
  });
  return (
    <>
      {framed && (
        <header className={styles.panel_head}>
          <h2>{member.user.name || member.user.email}</h2>
          <IconButton icon={X} label={t("ui.common.close")} onClick={onClose} />
        </header>
      )}
      <section className={styles.part}>
        <Form onSubmit={() => save.go(form.values)} problem={save.problem}>
          <Select
            label={t("ui.users.role")}
            name="role"
            disabled={!manage}
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
            disabled={!manage}
            value={form.values.capabilities}
            onChange={(capabilities) => form.set("capabilities", capabilities)}
          />
          {manage && (
            <FormActions>
              <Button type="submit" pending={save.pending} disabled={!form.dirty}>
                {t("ui.common.save")}
              </Button>
            </FormActions>
          )}
        </Form>
      </section>
      <section className={styles.part}>
        <h3>{t("ui.users.access")}</h3>
        <dl className={styles.facts}>
          <dt>{t("ui.users.email")}</dt>
          <dd>{member.user.email}</dd>
        </dl>
        {manage && <AccessButtons account={account} member={member} onClose={onClose} />}
      </section>
    </>
  );
}

type Question = "block" | "remove";

function AccessButtons({
  account,
  member,
  onClose,
}: {
  account: AccountRef;
  member: Membership;
  onClose: () => void;
}) {
  const t = useText();
  const can = useCan();
  const { user } = useSession();
  const [asked, setAsked] = useState<Question | null>(null);
  const name = member.user.name || member.user.email;
  const again = useCommand({
    run: (id: string, call) => api.post(`/memberships/${id}/invite`, {}, { key: call.key }),
    invalidates: kStale,
    onDone: () => showToast({ text: t("ui.users.invited", { email: member.user.email }) }),
  });
  const unblock = useCommand({
    run: (id: string, call) => api.post(`/users/${id}/unblock`, {}, { key: call.key }),
    invalidates: kStale,
    onDone: () => showToast({ text: t("ui.users.unblocked", { name }) }),
  });
  const sign_out = useCommand({
    run: (id: string, call) => api.post(`/users/${id}/sign-out`, {}, { key: call.key }),
    onDone: () => showToast({ text: t("ui.users.signed_out", { name }) }),
  });
  const is_me = member.user.id === user.id;
  const here = standing(member);
  return (
    <>
      <div className={styles.buttons}>
        {here === "invited" && (
          <Button pending={again.pending} onClick={() => again.go(member.id)}>
            {t("ui.users.invite_again")}
          </Button>
        )}
        {here === "active" && can("user_block") && !is_me && (
          <Button pending={sign_out.pending} onClick={() => sign_out.go(member.user.id)}>
            {t("ui.users.sign_out")}
          </Button>
        )}
        {here === "blocked" && can("user_block") && (
          <Button pending={unblock.pending} onClick={() => unblock.go(member.user.id)}>
            {t("ui.users.unblock")}
          </Button>
        )}
        {here === "active" && can("user_block") && !is_me && (
          <Button variant="danger" onClick={() => setAsked("block")}>
            {t("ui.users.block")}
          </Button>
        )}
        <Button variant="danger" onClick={() => setAsked("remove")}>
          {t("ui.users.remove")}
        </Button>
      </div>
      {asked === "block" && (
        <BlockDialog member={member} name={name} onClose={() => setAsked(null)} />
      )}
      {asked === "remove" && (
        <RemoveDialog
          account={account}
          member={member}
          name={name}
          onClose={() => setAsked(null)}
          onDone={onClose}
        />
      )}
    </>
  );
}

function BlockDialog({
  member,
  name,
  onClose,
}: {
  member: Membership;
  name: string;
  onClose: () => void;
}) {
  const t = useText();
  const [reason, setReason] = useState("");
  const block = useCommand({
    run: (words: string, call) =>
      api.post(`/users/${member.user.id}/block`, { reason: words }, { key: call.key }),
    invalidates: kStale,
    onDone: () => {
      showToast({ text: t("ui.users.blocked", { name }) });
      onClose();
    },
    onProblem: () => true,
  });
  return (
    <FormDialog
      size="small"
      title={t("ui.users.block_title", { name })}
      lead={t("ui.users.block_lead")}
      submit={t("ui.users.block_now")}
      variant="danger"
      pending={block.pending}
      problem={block.problem}
      onSubmit={() => block.go(reason)}
      onClose={onClose}
    >
      <TextArea
        label={t("ui.users.block_reason")}
        name="reason"
        value={reason}
        onChange={setReason}
      />
    </FormDialog>
  );
}

/** Says before the click how far it reaches (R20). */
function RemoveDialog({
  account,
  member,
  name,
  onClose,
  onDone,
}: {
  account: AccountRef;
  member: Membership;
  name: string;
  onClose: () => void;
  onDone: () => void;
}) {
  const t = useText();
  const remove = useCommand({
    run: (id: string) => api.del(`/memberships/${id}`),
    invalidates: kStale,
    onDone: () => {
      showToast({ text: t("ui.users.removed", { name, account: account.name }) });
      onClose();
      onDone();
    },
    onProblem: () => true,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={t("ui.users.remove_title", { name })}
      lead={t("ui.users.remove_lead", { name, account: account.name })}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.common.cancel")}</Button>
          <Button variant="danger" pending={remove.pending} onClick={() => remove.go(member.id)}>
            {t("ui.users.remove_now")}
          </Button>
        </>
      }
    >
      {remove.problem && <p className="bad">{remove.problem.sentence}</p>}
    </Dialog>
  );
}
