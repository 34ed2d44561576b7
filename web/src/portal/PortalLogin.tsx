import { useState } from "react";
import { api } from "../api/client";
import { queries, useCommand } from "../api/query";
import type { Session } from "../api/types";
import { replaceSession } from "../app/session";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { useDraft } from "../ui/draft";
import { Form, TextInput } from "../ui/Field";
import { PortalDoor } from "./PortalDoor";

export function PortalLogin({ onAsk }: { onAsk: () => void }) {
  const t = useText();
  const form = useDraft({ email: "", password: "" });
  const [faults, setFaults] = useState<Record<string, string>>({});
  const login = useCommand({
    run: (values: { email: string; password: string }, call) =>
      api.post<Session>("/session", values, { key: call.key }),
    onDone: (session) => replaceSession(queries, session),
    onProblem: () => true,
  });
  const submit = () => {
    const found: Record<string, string> = {};
    if (!form.values.email.trim()) found.email = t("ui.login.email_missing");
    if (!form.values.password) found.password = t("ui.login.password_missing");
    setFaults(found);
    if (Object.keys(found).length === 0) login.go(form.values);
  };
  return (
    <PortalDoor title={t("ui.login.title")}>
      <Form onSubmit={submit} problem={login.problem} errors={faults}>
        <TextInput
          label={t("ui.login.email")}
          type="email"
          autoComplete="username"
          autoCapitalize="none"
          {...form.bind("email")}
        />
        <TextInput
          label={t("ui.login.password")}
          type="password"
          autoComplete="current-password"
          aside={
            <a className="link" href="/password/forgot">
              {t("ui.login.forgot")}
            </a>
          }
          {...form.bind("password")}
        />
        <Button type="submit" variant="primary" size="large" wide pending={login.pending}>
          {t("ui.login.submit")}
        </Button>
        <p>
          {t("ui.portal.no_access")}{" "}
          <button type="button" className="link" onClick={onAsk}>
            {t("ui.portal.ask_access")}
          </button>
        </p>
      </Form>
    </PortalDoor>
  );
}
