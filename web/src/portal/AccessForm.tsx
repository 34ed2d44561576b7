import { useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import { type TextKey, useText } from "../i18n/index";
import login from "../login/Login.module.css";
import { Button } from "../ui/Button";
import { useDraft } from "../ui/draft";
import { Form, TextArea, TextInput } from "../ui/Field";

interface Request {
  email: string;
  name: string;
  company: string;
  message: string;
}

/** What the staff needs to decide. The answer is the same for everyone (R03). Who is signed in
 *  already is not asked for his name again. */
export function AccessForm({
  known,
  onDone,
}: {
  known?: Pick<Request, "email" | "name">;
  onDone: () => void;
}) {
  const t = useText();
  const form = useDraft<Request>({ email: "", name: "", company: "", message: "", ...known });
  const [faults, setFaults] = useState<Record<string, string>>({});
  const ask = useCommand({
    run: (values: Request, call) => api.post("/access-requests", values, { key: call.key }),
    onDone,
    onProblem: () => true,
  });
  const submit = () => {
    const found: Record<string, string> = {};
    const needed: [keyof Request, TextKey][] = [
      ["email", "ui.login.email_missing"],
      ["name", "ui.portal.name_missing"],
      ["company", "ui.portal.company_missing"],
    ];
    for (const [name, key] of needed) if (!form.values[name].trim()) found[name] = t(key);
    setFaults(found);
    if (Object.keys(found).length === 0) ask.go(form.values);
  };
  return (
    <Form onSubmit={submit} problem={ask.problem} errors={faults} className={login.form}>
      {!known && (
        <>
          <TextInput
            label={t("ui.login.email")}
            type="email"
            inputMode="email"
            autoComplete="email"
            autoCapitalize="none"
            {...form.bind("email")}
          />
          <TextInput label={t("ui.profile.name")} autoComplete="name" {...form.bind("name")} />
        </>
      )}
      <TextInput
        label={t("ui.portal.company")}
        autoComplete="organization"
        {...form.bind("company")}
      />
      <TextArea
        label={t("ui.portal.message")}
        hint={t("ui.portal.message_hint")}
        {...form.bind("message")}
      />
      <Button type="submit" variant="primary" size="large" wide pending={ask.pending}>
        {t("ui.portal.send_request")}
      </Button>
    </Form>
  );
}
