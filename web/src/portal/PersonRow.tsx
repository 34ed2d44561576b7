import { Ban, Check, Mail, MailX, UserX } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { AccountRef, Membership, Role } from "../api/types";
import { kSessionKey, useSession } from "../app/session";
import { shortDate } from "../i18n/format";
import { useText } from "../i18n/index";
import { CapabilityBoxes } from "../settings/CapabilityBoxes";
import { rolesFor } from "../settings/roles";
import { initials } from "../ui/Avatar";
import { Button } from "../ui/Button";
import { useDraft } from "../ui/draft";
import { Form, RadioGroup } from "../ui/Field";
import { Chip } from "../ui/signs";
import { showToast } from "../ui/toast";
import { RelativeTime } from "../ui/Values";
import styles from "./People.module.css";
import { RemoveQuestion } from "./RemoveQuestion";

const kStale = [["memberships"], kSessionKey];

/** One person of the account: who, as what, since when; what may be done opens below the row. */
export function PersonRow({
  account,
  member,
  is_me,
  is_only_owner,
  onRemoved,
}: {
  account: AccountRef;
  member: Membership;
  is_me: boolean;
  is_only_owner: boolean;
  onRemoved: () => void;
}) {
  const t = useText();
  const [open, setOpen] = useState<"change" | "remove" | null>(null);
  const row = useRef<HTMLLIElement>(null);
  const close = () => {
    setOpen(null);
    // What had the focus is gone; the row itself takes it.
    row.current?.focus();
  };
  const name = member.user.name || member.user.email;
  const rights = member.capabilities.map((one) => t(`role.capability.${one}`)).join(", ");
  return (
    <li
      ref={row}
      tabIndex={-1}
      className={styles.person}
      data-gone={member.state === "removed" || undefined}
    >
      <span className={styles.avatar} aria-hidden="true">
        {initials(name)}
      </span>
      <p className={styles.who}>
        <b>{name}</b> {is_me && <span className="muted">{t("ui.portal.you")}</span>}
        <span>{member.user.email}</span>
      </p>
      <p className={styles.role}>
        {t(`role.${member.role}`)}
        {rights && <span>{rights}</span>}
      </p>
      <p className={styles.state}>
        <State member={member} />
      </p>
      <Actions
        member={member}
        name={name}
        is_only_owner={is_only_owner}
        open={open}
        onOpen={setOpen}
      />
      {open === "change" && <Change account={account} member={member} onClose={close} />}
      {open === "remove" && (
        <RemoveQuestion
          account={account}
          membership_id={member.id}
          what={is_me ? "leave" : member.state === "invited" ? "revoke" : "remove"}
          name={name}
          onClose={close}
          onDone={() => {
            if (!is_me) onRemoved();
            close();
          }}
        />
      )}
    </li>
  );
}

function State({ member }: { member: Membership }) {
  const t = useText();
  const { state, invited_until_ms } = member;
  const seen_at_ms = member.user.last_seen_at_ms;
  if (state === "removed") {
    return (
      <Chip tone="plain" icon={UserX}>
        {t("ui.portal.state_removed")}
      </Chip>
    );
  }
  if (member.user.state === "blocked") {
    return (
      <Chip tone="bad" icon={Ban}>
        {t("ui.portal.state_blocked")}
      </Chip>
    );
  }
  if (state === "active") {
    return (
      <>
        <Chip tone="ok" icon={Check}>
          {t("ui.portal.state_active")}
        </Chip>
        <span>
          {seen_at_ms === null ? (
            t("ui.portal.never_here")
          ) : (
            <>
              {t("ui.portal.last_here")} <RelativeTime at_ms={seen_at_ms} />
            </>
          )}
        </span>
      </>
    );
  }
  if (state === "invited") {
    return (
      <>
        <Chip tone="info" icon={Mail}>
          {t("ui.portal.state_invited")}
        </Chip>
        {invited_until_ms !== null && (
          <span>{t("ui.portal.link_until", { date: shortDate(invited_until_ms) })}</span>
        )}
      </>
    );
  }
  return (
    <Chip tone="warn" icon={MailX}>
      {t(state === "expired" ? "ui.portal.state_expired" : "ui.portal.state_declined")}
    </Chip>
  );
}

/** What the server allows here. What it refuses for this person only is said in place of the
 *  buttons; what it refuses altogether stands once above the list. */
function Actions({
  member,
  name,
  is_only_owner,
  open,
  onOpen,
}: {
  member: Membership;
  name: string;
  is_only_owner: boolean;
  open: "change" | "remove" | null;
  onOpen: (what: "change" | "remove" | null) => void;
}) {
  const t = useText();
  const manages = useSession().permissions.includes("user_manage");
  const again = useCommand({
    run: (id: string, call) =>
      api.post<Membership>(`/memberships/${id}/invite`, {}, { key: call.key }),
    invalidates: kStale,
    onDone: (made) =>
      showToast({
        text:
          made.state === "active"
            ? t("ui.portal.back_again", { name })
            : t("ui.users.invited", { email: member.user.email }),
      }),
  });
  const may = (what: string) => member.actions.some((one) => one.name === what && one.allowed);
  const refused = member.actions.find((one) => one.name === "change" && !one.allowed)?.message;
  const toggle = (what: "change" | "remove") => onOpen(open === what ? null : what);
  if (member.state === "removed") {
    return (
      <p className={styles.actions}>
        <Button size="small" pending={again.pending} onClick={() => again.go(member.id)}>
          {t("ui.portal.take_back")}
        </Button>
      </p>
    );
  }
  const leaves = may("leave");
  return (
    <div className={styles.actions}>
      {manages && refused && <small className="dim">{refused}</small>}
      {may("invite") && (
        <Button size="small" pending={again.pending} onClick={() => again.go(member.id)}>
          {t("ui.users.invite_again")}
        </Button>
      )}
      {may("change") && (
        <Button
          size="small"
          aria-expanded={open === "change"}
          aria-label={t("ui.portal.change_of", { name })}
          onClick={() => toggle("change")}
        >
          {t("ui.portal.change")}
        </Button>
      )}
      {is_only_owner && leaves && <small className="dim">{t("ui.portal.only_owner")}</small>}
      {!is_only_owner && (leaves || may("remove")) && (
        <Button
          size="small"
          variant="danger"
          aria-expanded={open === "remove"}
          aria-label={leaves ? undefined : t("ui.portal.remove_of", { name })}
          onClick={() => toggle("remove")}
        >
          {t(leaves ? "ui.portal.leave" : "ui.users.remove_now")}
        </Button>
      )}
    </div>
  );
}

function Change({
  account,
  member,
  onClose,
}: {
  account: AccountRef;
  member: Membership;
  onClose: () => void;
}) {
  const t = useText();
  const panel = useRef<HTMLDivElement>(null);
  const form = useDraft({ role: member.role, capabilities: member.capabilities });
  // As it was when the panel opened: what somebody else changed since then is asked about.
  const [version] = useState(member.version);
  const save = useCommand({
    version,
    run: (change: { role: Role; capabilities: Membership["capabilities"] }, call) =>
      api.patch(`/memberships/${member.id}`, change, { version: call.version }),
    invalidates: kStale,
    onDone: () => {
      showToast({ text: t("ui.users.saved") });
      onClose();
    },
    onProblem: (problem) => !problem.is_unexpected,
    onTheirs: onClose,
  });
  useEffect(() => {
    panel.current?.querySelector<HTMLInputElement>("input:checked")?.focus();
  }, []);
  return (
    <div className={styles.panel} ref={panel}>
      <Form onSubmit={() => save.go(form.values)} problem={save.problem}>
        <div className={styles.choices}>
          <RadioGroup
            label={t("ui.users.role")}
            value={form.values.role}
            onChange={(role) => form.set("role", role as Role)}
            options={rolesFor(account.kind).map((role) => ({
              value: role,
              label: t(`role.${role}`),
              hint: t(`role.about.${role}`),
            }))}
          />
          <CapabilityBoxes
            kind={account.kind}
            value={form.values.capabilities}
            onChange={(capabilities) => form.set("capabilities", capabilities)}
          />
        </div>
        <div className={styles.answers}>
          <Button onClick={onClose}>{t("ui.common.cancel")}</Button>
          <Button type="submit" variant="primary" pending={save.pending} disabled={!form.dirty}>
            {t("ui.common.save")}
          </Button>
        </div>
      </Form>
    </div>
  );
}
