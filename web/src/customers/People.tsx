import { UserPlus } from "lucide-react";
import { useState } from "react";
import type { Account } from "../api/types";
import type { Search } from "../app/search";
import { useText } from "../i18n/index";
import { InviteDialog } from "../settings/InviteDialog";
import { Members } from "../settings/Members";
import { Button } from "../ui/Button";
import { refusalOf } from "./account";
import styles from "./Customers.module.css";

/** Who belongs to an account. */
export default function People({
  account,
  search,
  onFilter,
}: {
  account: Account;
  search: Search;
  onFilter: (change: Record<string, string | undefined>) => void;
}) {
  const t = useText();
  const [inviting, setInviting] = useState(false);
  const manage = refusalOf(account, "manage_users");
  return (
    <>
      <div className={styles.people_head}>
        <h2>{t("ui.customers.tab_people")}</h2>
        <Button icon={UserPlus} refused={manage ?? null} onClick={() => setInviting(true)}>
          {t("ui.users.invite")}
        </Button>
      </div>
      <Members
        account={account}
        filter={{ q: "", state: search.state ?? "all", sel: search.sel ?? null }}
        onFilter={onFilter}
        onInvite={() => setInviting(true)}
      />
      {inviting && <InviteDialog account={account} onClose={() => setInviting(false)} />}
    </>
  );
}
