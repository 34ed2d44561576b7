import { useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { AccountRef, Membership, MembershipInput } from "../api/types";
import { useLocale, useText } from "../i18n/index";
import { useDraft } from "../ui/draft";
import { showToast } from "../ui/toast";

/** The state of an invitation to an account, for the desk's dialog and the portal's card. Who has a
 *  login already gets a membership, not a second one (R21). */
export function useInvite(account: AccountRef, onDone: () => void) {
  const t = useText();
  const locale = useLocale();
  const form = useDraft<MembershipInput>({
    email: "",
    name: "",
    locale,
    role: account.kind === "operator" ? "sales" : "buyer",
    capabilities: [],
  });
  const [faults, setFaults] = useState<Record<string, string>>({});
  const invite = useCommand({
    run: (input: MembershipInput, call) =>
      api.post<Membership>(`/accounts/${account.id}/memberships`, input, { key: call.key }),
    invalidates: [["memberships"], ["users"]],
    onDone: (made, input) => {
      showToast({
        text:
          made.state === "active"
            ? t("ui.users.added", { name: made.user.name || input.email, account: account.name })
            : t("ui.users.invited", { email: input.email }),
      });
      form.reset();
      onDone();
    },
    onProblem: () => true,
  });
  const submit = () => {
    const found: Record<string, string> = {};
    if (!form.values.email.trim()) found.email = t("ui.users.email_missing");
    if (!form.values.name.trim()) found.name = t("ui.users.name_missing");
    setFaults(found);
    if (Object.keys(found).length === 0) invite.go(form.values);
  };
  return { form, faults, submit, problem: invite.problem, pending: invite.pending };
}

export type Invitation = ReturnType<typeof useInvite>;
