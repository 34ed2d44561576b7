import { Ban } from "lucide-react";
import { useMemo } from "react";
import type { AccountRef, Membership } from "../api/types";
import { useCan } from "../app/session";
import { shortDate } from "../i18n/format";
import { useText } from "../i18n/index";
import { Avatar } from "../ui/Avatar";
import { Button } from "../ui/Button";
import { classes } from "../ui/classes";
import { DataTable, type TableColumn } from "../ui/DataTable";
import { Sheet } from "../ui/Dialog";
import { EmptyState, ErrorState } from "../ui/feedback";
import { Chip } from "../ui/signs";
import { Tabs } from "../ui/Tabs";
import { useMedia } from "../ui/useMedia";
import { RelativeTime } from "../ui/Values";
import { MemberPanel } from "./MemberPanel";
import styles from "./Members.module.css";
import { standing, useMembers } from "./people";

export interface MemberFilter {
  q: string;
  state: string;
  sel: string | null;
}

const kTabs = ["all", "active", "invited", "blocked"] as const;

/** The people of one account: list, filter by state, and a panel with what can be changed. */
export function Members({
  account,
  filter,
  onFilter,
  onInvite,
}: {
  account: AccountRef;
  filter: MemberFilter;
  onFilter: (change: {
    state?: string | undefined;
    sel?: string | undefined;
    q?: string | undefined;
  }) => void;
  onInvite: () => void;
}) {
  const t = useText();
  const can = useCan();
  const wide = useMedia("(min-width: 1180px)");
  const members = useMembers(account.id);
  const present = useMemo(
    () => (members.data ?? []).filter((one) => standing(one) !== "gone"),
    [members.data],
  );
  const state = kTabs.find((one) => one === filter.state) ?? "all";
  const words = filter.q.toLocaleLowerCase();
  const shown = present.filter(
    (one) =>
      (state === "all" || standing(one) === state) &&
      `${one.user.name} ${one.user.email}`.toLocaleLowerCase().includes(words),
  );
  const chosen = present.find((one) => one.id === filter.sel);
  const columns = useColumns(onFilter);
  if (members.error && !members.data) {
    return <ErrorState error={members.error} retry={() => void members.refetch()} />;
  }
  const close = () => onFilter({ sel: undefined });
  return (
    <div className={classes(styles.users, chosen && wide && styles.with_panel)}>
      <div className={styles.main}>
        <Tabs
          segmented
          className={styles.tabs ?? ""}
          label={t("ui.users.status")}
          value={state}
          onChange={(next) => onFilter({ state: next === "all" ? undefined : next })}
          tabs={kTabs.map((one) => ({
            key: one,
            label: one === "all" ? t("ui.common.all") : t(`ui.users.tab_${one}`),
            count: members.data && countOf(present, one),
          }))}
        />
        <div className={styles.card}>
          <DataTable
            label={t("ui.users.title")}
            columns={columns}
            rows={shown}
            rowId={(member) => member.id}
            total={shown.length}
            loading={members.isPending}
            tall
            selected={filter.sel}
            onOpen={(member) => onFilter({ sel: member.id })}
            empty={
              present.length === 0 ? (
                <EmptyState
                  kind="nothing"
                  title={t("ui.users.empty_title")}
                  actions={
                    can("user_manage") && <Button onClick={onInvite}>{t("ui.users.invite")}</Button>
                  }
                >
                  {t("ui.users.empty_text")}
                </EmptyState>
              ) : (
                <EmptyState
                  kind="no_hits"
                  title={t("ui.users.none_title")}
                  actions={
                    <Button onClick={() => onFilter({ q: undefined, state: undefined })}>
                      {t("ui.common.clear_filters")}
                    </Button>
                  }
                >
                  {t("ui.users.none_text")}
                </EmptyState>
              )
            }
          />
        </div>
      </div>
      {chosen && wide && (
        <aside className={styles.panel} aria-label={chosen.user.name}>
          <MemberPanel key={chosen.id} account={account} member={chosen} onClose={close} framed />
        </aside>
      )}
      {chosen && !wide && (
        <Sheet open onClose={close} title={chosen.user.name}>
          <MemberPanel key={chosen.id} account={account} member={chosen} onClose={close} />
        </Sheet>
      )}
    </div>
  );
}

function countOf(people: Membership[], tab: (typeof kTabs)[number]): number {
  return tab === "all" ? people.length : people.filter((member) => standing(member) === tab).length;
}

function useColumns(onFilter: (change: { sel?: string }) => void): TableColumn<Membership>[] {
  const t = useText();
  return useMemo(
    () => [
      {
        id: "name",
        header: t("ui.profile.name"),
        cell: (member) => (
          <span className={styles.person}>
            <Avatar name={member.user.name || member.user.email} size={32} silent />
            <span>
              <button
                type="button"
                className={styles.name}
                onClick={() => onFilter({ sel: member.id })}
              >
                {member.user.name || member.user.email}
              </button>
              <small className="dim">{member.user.email}</small>
            </span>
          </span>
        ),
      },
      { id: "role", header: t("ui.users.role"), cell: (member) => t(`role.${member.role}`) },
      {
        id: "extra",
        header: t("ui.users.extra_rights"),
        minor: true,
        cell: (member) => (
          <span className="muted">
            {member.capabilities.map((one) => t(`role.capability.${one}`)).join(", ") || "–"}
          </span>
        ),
      },
      {
        id: "seen",
        header: t("ui.users.last_active"),
        minor: true,
        cell: (member) => <LastSeen member={member} />,
      },
      { id: "status", header: t("ui.users.status"), cell: (member) => <Status member={member} /> },
    ],
    [t, onFilter],
  );
}

function LastSeen({ member }: { member: Membership }) {
  const t = useText();
  if (member.state === "invited" && member.invited_until_ms !== null) {
    return (
      <span className="muted">
        {t("ui.users.invited_until", { date: shortDate(member.invited_until_ms) })}
      </span>
    );
  }
  if (member.user.last_seen_at_ms === null) return <>–</>;
  return (
    <span className="muted">
      <RelativeTime at_ms={member.user.last_seen_at_ms} />
    </span>
  );
}

/** Active is the normal case and needs no chip. */
function Status({ member }: { member: Membership }) {
  const t = useText();
  if (member.user.state === "blocked") {
    return (
      <Chip tone="plain" icon={Ban}>
        {t("state.user.blocked")}
      </Chip>
    );
  }
  if (member.state === "active") return <>{t("state.membership.active")}</>;
  return (
    <Chip tone={member.state === "invited" ? "warn" : "plain"}>
      {t(`state.membership.${member.state}`)}
    </Chip>
  );
}
