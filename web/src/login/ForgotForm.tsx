import { type ReactNode, useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import { useText } from "../i18n/index";
import { Button, buttonClass } from "../ui/Button";
import { useDraft } from "../ui/draft";
import { Form, TextInput } from "../ui/Field";
import { Door, type House } from "./Door";
import styles from "./Login.module.css";

/** Asks for a link to set a new password. The answer is the same for known and unknown addresses
 *  (R14). */
export function ForgotForm({
  house,
  toLogin,
}: {
  house: House;
  /** A link to this door's login, with this look. */
  toLogin: (look: string) => ReactNode;
}) {
  const t = useText();
  const form = useDraft({ email: "" });
  const [sent_to, setSentTo] = useState<string | null>(null);
  const [missing, setMissing] = useState<Record<string, string>>({});
  const ask = useCommand({
    run: (values: { email: string }, call) =>
      api.post("/password-resets", values, { key: call.key }),
    onDone: (_, values) => setSentTo(values.email),
    onProblem: () => true,
  });
  if (sent_to !== null) {
    return (
      <Door house={house} title={t("ui.password.sent_title")}>
        <div className={styles.note} role="status">
          <p>{t("ui.password.sent_text", { email: sent_to })}</p>
          <p className="muted">{t("ui.password.sent_hint")}</p>
          {toLogin(buttonClass("outline", "large"))}
        </div>
      </Door>
    );
  }
  return (
    <Door house={house} title={t("ui.password.forgot_title")} lead={t("ui.password.forgot_lead")}>
      <Form
        problem={ask.problem}
        errors={missing}
        className={styles.form}
        onSubmit={() => {
          const empty = !form.values.email.trim();
          setMissing(empty ? { email: t("ui.login.email_missing") } : {});
          if (!empty) ask.go(form.values);
        }}
      >
        <TextInput
          label={t("ui.login.email")}
          type="email"
          inputMode="email"
          autoComplete="username"
          autoCapitalize="none"
          autoFocus
          {...form.bind("email")}
        />
        <Button type="submit" variant="primary" size="large" wide pending={ask.pending}>
          {t("ui.password.send_link")}
        </Button>
        <p className={styles.below}>{toLogin(styles.link ?? "")}</p>
      </Form>
    </Door>
  );
}
