import { UserPlus } from "lucide-react";
import { useRef, useState } from "react";
import type { AccountRef, Membership } from "../api/types";
import { useSession } from "../app/session";
import { useText } from "../i18n/index";
import { useMembers } from "../settings/people";
import { Button } from "../ui/Button";
import { EmptyState, ErrorState, Skeleton } from "../ui/feedback";
import { InviteCard } from "./InviteCard";
import { PageHead } from "./PageHead";
import styles from "./People.module.css";
import { PersonRow } from "./PersonRow";
import { PortalSearch } from "./PortalSearch";

/** From how many people on one types rather than reads. */
const kSearchFrom = 10;

/** "Liste der Benutzer" (C7, R15): who works for this account, as what, and who is on the way. */
export function People({ account }: { account: AccountRef }) {
  const t = useText();
  const may_manage = useSession().permissions.includes("user_manage");
  const [inviting, setInviting] = useState(false);
  const card = useRef<HTMLElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  return (
    <>
      <div className={styles.top}>
        <PageHead title={t("ui.users.title")}>
          {t("ui.portal.people_lead", { account: account.name })}
        </PageHead>
        {may_manage && (
          <Button
            ref={opener}
            className={styles.invite_button}
            variant="primary"
            icon={UserPlus}
            aria-expanded={inviting}
            onClick={() => {
              setInviting(!inviting);
              // The form stands in the page after this turn; on wide screens it always does.
              window.setTimeout(() => card.current?.querySelector("input")?.focus());
            }}
          >
            {t("ui.users.invite")}
          </Button>
        )}
      </div>
      <div className={may_manage ? styles.columns : undefined}>
        {may_manage && (
          <InviteCard
            ref={card}
            account={account}
            open={inviting}
            onClose={() => {
              setInviting(false);
              opener.current?.focus();
            }}
          />
        )}
        <List account={account} />
      </div>
    </>
  );
}

function List({ account }: { account: AccountRef }) {
  const t = useText();
  const { user, permissions } = useSession();
  const people = useMembers(account.id);
  const [words, setWords] = useState("");
  // Whom one has just removed stays in sight until the page is left, with the way back.
  const [removed, setRemoved] = useState<Membership[]>([]);
  if (people.isPending) {
    return (
      <section className={styles.card}>
        <Skeleton lines={6} />
      </section>
    );
  }
  if (!people.data) {
    return <ErrorState error={people.error} retry={() => void people.refetch()} />;
  }
  const present = people.data;
  const gone = removed.filter((one) => !present.some((other) => other.id === one.id));
  const all = [...present, ...gone];
  const wanted = words.trim().toLocaleLowerCase();
  const shown = all.filter((one) =>
    `${one.user.name} ${one.user.email}`.toLocaleLowerCase().includes(wanted),
  );
  const owners = present.filter(
    (one) => one.role === "owner" && one.state === "active" && one.user.state === "active",
  );
  const why_not = permissions.includes("user_manage")
    ? null
    : present.flatMap((one) => one.actions).find((one) => !one.allowed)?.message;
  return (
    <div className={styles.list}>
      {why_not && (
        <p className={styles.note}>
          {t("ui.portal.list_read_only")} {why_not}
        </p>
      )}
      {all.length >= kSearchFrom && (
        <PortalSearch label={t("ui.users.search")} value={words} onChange={setWords} />
      )}
      {shown.length === 0 && (
        <EmptyState kind="no_hits" title={t("ui.users.none_title")}>
          {t("ui.portal.nobody_of_name", { words })}
        </EmptyState>
      )}
      {shown.length > 0 && (
        <ul className={styles.card} aria-label={t("ui.users.title")}>
          {shown.map((member) => (
            <PersonRow
              key={member.id}
              account={account}
              member={gone.includes(member) ? { ...member, state: "removed" } : member}
              is_me={member.user.id === user.id}
              is_only_owner={owners.length === 1 && owners[0]?.id === member.id}
              onRemoved={() =>
                setRemoved((before) => [...before.filter((one) => one.id !== member.id), member])
              }
            />
          ))}
        </ul>
      )}
    </div>
  );
}
