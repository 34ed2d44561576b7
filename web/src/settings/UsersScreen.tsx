import { useNavigate, useSearch } from "@tanstack/react-router";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { Screen } from "../app/Screen";
import { actingMembership, useCan, useSession } from "../app/session";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { SearchBox } from "../ui/SearchBox";
import { InviteDialog } from "./InviteDialog";
import { Members } from "./Members";
import { useMembers } from "./people";

/** Who works in the account this tab acts for. */
export function UsersScreen() {
  const t = useText();
  const can = useCan();
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const session = useSession();
  const account = actingMembership(session)?.account;
  const [inviting, setInviting] = useState(false);
  const members = useMembers(account?.id ?? "");
  const present = (members.data ?? []).filter((one) => one.state !== "removed");
  const active = present.filter((one) => one.state === "active" && one.user.state === "active");
  if (!account) return null;
  const go = (change: Record<string, string | undefined>, replace = false) =>
    void navigate({
      to: "/settings/users",
      search: { ...search, ...change } as Record<string, string>,
      replace,
    });
  return (
    <Screen
      title={t("ui.users.title")}
      count={members.data && t("ui.users.count", { count: present.length, active: active.length })}
      search={
        <SearchBox
          label={t("ui.users.search")}
          value={search.q ?? ""}
          onChange={(q) => go({ q: q || undefined }, true)}
        />
      }
      actions={
        can("user_manage") && (
          <Button variant="primary" icon={UserPlus} onClick={() => setInviting(true)}>
            {t("ui.users.invite")}
          </Button>
        )
      }
    >
      <Members
        account={account}
        filter={{ q: search.q ?? "", state: search.state ?? "all", sel: search.sel ?? null }}
        onFilter={go}
        onInvite={() => setInviting(true)}
      />
      {inviting && <InviteDialog account={account} onClose={() => setInviting(false)} />}
    </Screen>
  );
}
