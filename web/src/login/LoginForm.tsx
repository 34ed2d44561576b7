import { type ReactNode, useEffect, useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { Session } from "../api/types";
import { settleSession } from "../app/session";
import { useText } from "../i18n/index";
import { writeSetting } from "../i18n/load";
import { Button } from "../ui/Button";
import { useDraft } from "../ui/draft";
import { Form, TextInput } from "../ui/Field";
import { type House, kHouseSetting } from "./Door";
import styles from "./Login.module.css";

/** At the end of the login's address: the reader comes from having set a password. */
export const kSavedMark = "#saved";

/** Mail address and password, for both doors. Nothing keeps password managers or the clipboard
 *  away. */
export function LoginForm({
  house,
  forgot,
  note,
  onDone,
}: {
  house: House;
  /** The link beside the password. */
  forgot: ReactNode;
  /** Why one stands here again. */
  note?: string | null;
  onDone: (session: Session) => void;
}) {
  const t = useText();
  const form = useDraft({ email: "", password: "" });
  const [missing, setMissing] = useState<Record<string, string>>({});
  const login = useCommand({
    run: async (values: { email: string; password: string }, call) =>
      settleSession(await api.post<Session>("/session", values, { key: call.key })),
    onDone,
    onProblem: () => true,
  });
  useEffect(() => writeSetting(kHouseSetting, house), [house]);
  const saved = window.location.hash === kSavedMark ? t("ui.password.saved") : null;
  const said = note ?? saved;
  const submit = () => {
    const faults: Record<string, string> = {};
    if (!form.values.email.trim()) faults.email = t("ui.login.email_missing");
    if (!form.values.password) faults.password = t("ui.login.password_missing");
    setMissing(faults);
    if (Object.keys(faults).length === 0) login.go(form.values);
  };
  return (
    <Form onSubmit={submit} problem={login.problem} errors={missing} className={styles.form}>
      {said && (
        <p className={styles.said} role="status">
          {said}
        </p>
      )}
      <TextInput
        label={t("ui.login.email")}
        type="email"
        inputMode="email"
        autoComplete="username"
        autoCapitalize="none"
        // On a phone the keyboard would cover half of the page before anyone has read it.
        autoFocus={matchMedia("(pointer: fine)").matches}
        {...form.bind("email")}
      />
      <TextInput
        label={t("ui.login.password")}
        type="password"
        autoComplete="current-password"
        aside={forgot}
        {...form.bind("password")}
      />
      <Button type="submit" variant="primary" size="large" wide pending={login.pending}>
        {t("ui.login.submit")}
      </Button>
    </Form>
  );
}
