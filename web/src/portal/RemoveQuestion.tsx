import { Trash2 } from "lucide-react";
import { useEffect, useId, useRef } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { AccountRef } from "../api/types";
import { kSessionKey, useSession } from "../app/session";
import { useLocale, useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { ErrorLine } from "../ui/feedback";
import styles from "./People.module.css";

/** Before somebody loses an account: says how far it reaches (R20), then asks. In the place where
 *  it was asked for, so that one sees whom it is about. */
export function RemoveQuestion({
  account,
  membership_id,
  what,
  name = "",
  onClose,
  onDone,
}: {
  account: AccountRef;
  membership_id: string;
  /** Another person, an invitation that nobody has taken up yet, or oneself. */
  what: "remove" | "revoke" | "leave";
  name?: string;
  onClose: () => void;
  onDone: () => void;
}) {
  const t = useText();
  const id = useId();
  const locale = useLocale();
  const keep = useRef<HTMLButtonElement>(null);
  const { memberships } = useSession();
  const others = memberships
    .filter((one) => one.account.id !== account.id)
    .map((one) => one.account.name);
  const remove = useCommand({
    run: (id_of: string) => api.del(`/memberships/${id_of}`),
    invalidates: [["memberships"], kSessionKey],
    onDone,
    onProblem: () => true,
  });
  useEffect(() => keep.current?.focus(), []);
  const reach = () => {
    if (what === "revoke") return t("ui.portal.revoke_text");
    if (what === "remove") return t("ui.portal.remove_text", { account: account.name });
    if (others.length === 0) return t("ui.portal.leave_last_text", { account: account.name });
    return t("ui.portal.leave_text", {
      account: account.name,
      others: new Intl.ListFormat(locale).format(others),
      count: others.length,
    });
  };
  const leaves = what === "leave";
  return (
    <div
      role="alertdialog"
      aria-labelledby={`${id}t`}
      aria-describedby={`${id}d`}
      className={styles.question}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <div>
        <h3 id={`${id}t`}>
          {t(leaves ? "ui.portal.leave_title" : "ui.portal.remove_title", {
            name,
            account: account.name,
          })}
        </h3>
        <p id={`${id}d`}>{reach()}</p>
        {remove.problem && <ErrorLine problem={remove.problem} />}
      </div>
      <div className={styles.answers}>
        <Button ref={keep} onClick={onClose}>
          {t(leaves ? "ui.portal.stay" : "ui.portal.keep")}
        </Button>
        <Button
          variant="danger"
          icon={Trash2}
          pending={remove.pending}
          onClick={() => remove.go(membership_id)}
        >
          {t(
            leaves
              ? "ui.portal.leave"
              : what === "revoke"
                ? "ui.portal.revoke"
                : "ui.portal.remove_access",
          )}
        </Button>
      </div>
    </div>
  );
}
