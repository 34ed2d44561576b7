import { useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import { type TextKey, useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { useDraft } from "../ui/draft";
import { Form, TextArea, TextInput } from "../ui/Field";
import { PortalDoor } from "./PortalDoor";

/** Asks for access; the answer is the same for everyone (R03). */
export function RequestAccess({ onBack }: { onBack: () => void }) {
  const t = useText();
  const form = useDraft({ email: "", name: "", company: "", message: "" });
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [sent, setSent] = useState(false);
  const ask = useCommand({
    run: (values: { email: string; name: string; company: string; message: string }, call) =>
      api.post("/access-requests", values, { key: call.key }),
    onDone: () => setSent(true),
    onProblem: () => true,
  });
  const submit = () => {
    const found: Record<string, string> = {};
    const needed: ["email" | "name" | "company", TextKey][] = [
      ["email", "ui.login.email_missing"],
      ["name", "ui.portal.name_missing"],
      ["company", "ui.portal.company_missing"],
    ];
    for (const [name, key] of needed) if (!form.values[name].trim()) found[name] = t(key);
    setFaults(found);
    if (Object.keys(found).length === 0) ask.go(form.values);
  };
  if (sent) {
    return (
      <PortalDoor title={t("ui.portal.asked_title")}>
        <p role="status">{t("ui.portal.asked_text")}</p>
        <p>
          <button type="button" className="link" onClick={onBack}>
            {t("ui.login.back")}
          </button>
        </p>
      </PortalDoor>
    );
  }
  return (
    <PortalDoor title={t("ui.portal.ask_access")}>
      <Form onSubmit={submit} problem={ask.problem} errors={faults}>
        <TextInput
          label={t("ui.login.email")}
          type="email"
          autoComplete="email"
          {...form.bind("email")}
        />
        <TextInput label={t("ui.profile.name")} autoComplete="name" {...form.bind("name")} />
        <TextInput
          label={t("ui.portal.company")}
          autoComplete="organization"
          {...form.bind("company")}
        />
        <TextArea label={t("ui.portal.message")} {...form.bind("message")} />
        <Button type="submit" variant="primary" size="large" wide pending={ask.pending}>
          {t("ui.portal.ask_access")}
        </Button>
        <p>
          <button type="button" className="link" onClick={onBack}>
            {t("ui.login.back")}
          </button>
        </p>
      </Form>
    </PortalDoor>
  );
}
