import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { useEffect, useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { Session } from "../api/types";
import { replaceSession, useSessionQuery } from "../app/session";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { useDraft } from "../ui/draft";
import { Form, TextInput } from "../ui/Field";
import { Icon } from "../ui/Icon";
import { Chip } from "../ui/signs";
import { Door } from "./Door";
import styles from "./Login.module.css";

export function LoginScreen() {
  const t = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { next } = useSearch({ strict: false });
  const session = useSessionQuery();
  const form = useDraft({ email: "", password: "" });
  const [missing, setMissing] = useState<Record<string, string>>({});
  const login = useCommand({
    run: (values: { email: string; password: string }, call) =>
      api.post<Session>("/session", values, { key: call.key }),
    onDone: (fresh) => {
      replaceSession(client, fresh);
      enter();
    },
    onProblem: () => true,
  });

  // Only an address of our own: `next` comes from the page's address, and anyone can write that.
  const target = next && /^\/(?![/\\])/.test(next) ? next : "/";
  const enter = () => {
    if (target.startsWith("/a/")) window.location.assign(target);
    else void navigate({ to: target, replace: true });
  };
  const known = Boolean(session.data);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for who is signed in already
  useEffect(() => {
    if (known) enter();
    else {
      void api.get<{ needed: boolean }>("/setup").then(
        ({ needed }) => needed && void navigate({ to: "/setup", replace: true }),
        () => undefined,
      );
    }
  }, [known]);

  const submit = () => {
    const faults: Record<string, string> = {};
    if (!form.values.email.trim()) faults.email = t("ui.login.email_missing");
    if (!form.values.password) faults.password = t("ui.login.password_missing");
    setMissing(faults);
    if (Object.keys(faults).length === 0) login.go(form.values);
  };

  return (
    <Door
      title={t("ui.login.title")}
      aside={<Preview />}
      foot={
        <span>
          {t("ui.login.customer_question")}{" "}
          <a className={styles.link} href="/portal">
            {t("ui.login.to_portal")}
          </a>
        </span>
      }
    >
      <Form onSubmit={submit} problem={login.problem} errors={missing} className={styles.form}>
        <TextInput
          label={t("ui.login.email")}
          type="email"
          inputMode="email"
          autoComplete="username"
          autoCapitalize="none"
          autoFocus
          {...form.bind("email")}
        />
        <TextInput
          label={t("ui.login.password")}
          type="password"
          autoComplete="current-password"
          aside={
            <Link to="/password/forgot" className={styles.link}>
              {t("ui.login.forgot")}
            </Link>
          }
          {...form.bind("password")}
        />
        <Button type="submit" variant="primary" size="large" wide pending={login.pending}>
          {t("ui.login.submit")}
        </Button>
      </Form>
    </Door>
  );
}

/** What waits behind the door; a drawing, not data. */
function Preview() {
  const t = useText();
  return (
    <div>
      <p className={styles.big}>{t("ui.login.aside_title")}</p>
      <p className={styles.small}>{t("ui.login.aside_text")}</p>
      <div className={styles.card} aria-hidden="true">
        <p>
          <b className="id">104498</b>
          <Chip tone="info">{t("state.order.processing")}</Chip>
        </p>
        <p className="muted">{t("ui.login.aside_example")}</p>
        <span className={styles.steps}>
          <i />
          <i />
          <i />
          <i />
        </span>
      </div>
      <ul className={styles.points}>
        {(["ui.login.point_first", "ui.login.point_second", "ui.login.point_third"] as const).map(
          (key) => (
            <li key={key}>
              <Icon of={Check} size={18} />
              {t(key)}
            </li>
          ),
        )}
      </ul>
    </div>
  );
}
