import { useQuery, useQueryClient } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { Density, Me, OwnSession, Session, ThemeChoice } from "../api/types";
import { changeLocale } from "../app/locale";
import { Card, PageBody, Screen } from "../app/Screen";
import { kSessionKey, replaceSession, takeSession, useSession } from "../app/session";
import { applyDensity, applyTheme } from "../app/theme";
import { kLocales, useText } from "../i18n/index";
import { kShortestPassword, NewPassword } from "../login/PasswordFields";
import { Button } from "../ui/Button";
import { useDraft } from "../ui/draft";
import { FieldRow, Form, FormActions, RadioGroup, Select, TextInput } from "../ui/Field";
import { ErrorState, Skeleton } from "../ui/feedback";
import { Chip } from "../ui/signs";
import { showToast } from "../ui/toast";
import { DateTime, RelativeTime } from "../ui/Values";
import styles from "./settings.module.css";

const kLanguages = { de: "Deutsch", en: "English", fr: "Français" };

/** One's own data: name, language, look, password, mail address, open sessions. */
export function ProfileScreen() {
  const t = useText();
  return (
    <Screen title={t("ui.profile.title")} search={<LogoutButton />}>
      <PageBody narrow>
        <PersonCard />
        <LookCard />
        <PasswordCard />
        <EmailCard />
        <SessionsCard />
      </PageBody>
    </Screen>
  );
}

/** Changes one's own settings; the session in the cache follows at once. */
export function useMyChange(done?: string) {
  const client = useQueryClient();
  const session = useSession();
  return useCommand({
    run: (change: Partial<Me>) => api.patch<Session>("/me", change),
    optimistic: (change) => {
      client.setQueryData<Session>(kSessionKey, {
        ...session,
        user: { ...session.user, ...change },
      });
      return () => client.setQueryData(kSessionKey, takeSession(session));
    },
    // What was shown at once stands already; a late answer must not undo a newer choice.
    onDone: () => {
      if (done) showToast({ text: done });
    },
  });
}

function PersonCard() {
  const t = useText();
  const { user } = useSession();
  const form = useDraft({ name: user.name });
  const change = useMyChange(t("ui.profile.saved"));
  const missing = form.values.name.trim() === "";
  return (
    <Card title={t("ui.profile.person")}>
      <Form onSubmit={() => !missing && change.go(form.values)} problem={change.problem}>
        <TextInput
          label={t("ui.profile.name")}
          autoComplete="name"
          error={missing ? t("ui.setup.name_missing") : undefined}
          {...form.bind("name")}
        />
        <FormActions>
          <Button type="submit" pending={change.pending} disabled={form.values.name === user.name}>
            {t("ui.common.save")}
          </Button>
        </FormActions>
      </Form>
    </Card>
  );
}

function LookCard() {
  const t = useText();
  const { user } = useSession();
  const change = useMyChange();
  return (
    <Card title={t("ui.profile.look")}>
      <div className={styles.stack}>
        <FieldRow>
          <Select
            label={t("ui.common.language")}
            value={user.locale}
            onChange={(value) => {
              const locale = kLocales.find((one) => one === value) ?? "de";
              void changeLocale(locale);
              change.go({ locale });
            }}
            options={kLocales.map((one) => ({ value: one, label: kLanguages[one] }))}
          />
          <Select
            label={t("ui.profile.density")}
            value={user.density}
            onChange={(value) => {
              applyDensity(value as Density);
              change.go({ density: value as Density });
            }}
            options={(["comfortable", "normal", "compact"] as const).map((one) => ({
              value: one,
              label: t(`ui.profile.density_${one}`),
            }))}
          />
        </FieldRow>
        <RadioGroup
          label={t("ui.profile.theme")}
          inline
          value={user.theme}
          onChange={(value) => {
            applyTheme(value as ThemeChoice);
            change.go({ theme: value as ThemeChoice });
          }}
          options={(["system", "light", "dark"] as const).map((one) => ({
            value: one,
            label: t(`ui.profile.theme_${one}`),
          }))}
        />
      </div>
    </Card>
  );
}

function PasswordCard() {
  const t = useText();
  const form = useDraft({ current_password: "", new_password: "" });
  const [faults, setFaults] = useState<Record<string, string>>({});
  const change = useCommand({
    run: (values: { current_password: string; new_password: string }, call) =>
      api.post("/me/password", values, { key: call.key }),
    invalidates: [["sessions"], kSessionKey],
    onDone: () => {
      form.reset();
      showToast({ text: t("ui.profile.password_saved") });
    },
    onProblem: () => true,
  });
  const submit = () => {
    const found: Record<string, string> = {};
    const length = [...form.values.new_password].length;
    if (!form.values.current_password) found.current_password = t("ui.login.password_missing");
    if (length < kShortestPassword) {
      found.new_password = t("ui.password.too_short", {
        shortest: kShortestPassword,
        count: length,
      });
    }
    setFaults(found);
    if (Object.keys(found).length === 0) change.go(form.values);
  };
  return (
    <Card title={t("ui.profile.password")}>
      <Form
        onSubmit={submit}
        problem={change.problem}
        errors={faults}
        fields_of_code={{ wrong_password: "current_password", email_taken: "email" }}
      >
        <TextInput
          label={t("ui.profile.current_password")}
          type="password"
          autoComplete="current-password"
          {...form.bind("current_password")}
        />
        <NewPassword label={t("ui.password.new")} {...form.bind("new_password")} />
        <FormActions>
          <Button type="submit" pending={change.pending}>
            {t("ui.profile.change_password")}
          </Button>
        </FormActions>
      </Form>
    </Card>
  );
}

function EmailCard() {
  const t = useText();
  const { user } = useSession();
  const form = useDraft({ email: "", current_password: "" });
  const [faults, setFaults] = useState<Record<string, string>>({});
  const change = useCommand({
    run: (values: { email: string; current_password: string }, call) =>
      api.post("/me/email", values, { key: call.key }),
    onDone: (_, values) => {
      form.reset();
      showToast({ text: t("ui.profile.email_sent", { email: values.email }), stay_ms: 0 });
    },
    onProblem: () => true,
  });
  const submit = () => {
    const found: Record<string, string> = {};
    if (!form.values.email.trim()) found.email = t("ui.login.email_missing");
    if (!form.values.current_password) found.current_password = t("ui.login.password_missing");
    setFaults(found);
    if (Object.keys(found).length === 0) change.go(form.values);
  };
  return (
    <Card title={t("ui.profile.email")} aside={<span className="muted">{user.email}</span>}>
      <Form
        onSubmit={submit}
        problem={change.problem}
        errors={faults}
        fields_of_code={{ wrong_password: "current_password", email_taken: "email" }}
      >
        <FieldRow>
          <TextInput
            label={t("ui.profile.new_email")}
            hint={t("ui.profile.email_hint")}
            type="email"
            autoComplete="email"
            {...form.bind("email")}
          />
          <TextInput
            label={t("ui.profile.current_password")}
            type="password"
            autoComplete="current-password"
            {...form.bind("current_password")}
          />
        </FieldRow>
        <FormActions>
          <Button type="submit" pending={change.pending}>
            {t("ui.profile.change_email")}
          </Button>
        </FormActions>
      </Form>
    </Card>
  );
}

function SessionsCard() {
  const t = useText();
  const sessions = useQuery({
    queryKey: ["sessions"],
    queryFn: () => api.get<OwnSession[]>("/sessions"),
  });
  const end = useCommand({
    run: (id: string) => api.del(`/sessions/${id}`),
    invalidates: [["sessions"]],
    onDone: () => showToast({ text: t("ui.profile.session_ended") }),
  });
  return (
    <Card title={t("ui.profile.sessions")} flush>
      {sessions.isPending && <Skeleton />}
      {sessions.error && (
        <ErrorState error={sessions.error} retry={() => void sessions.refetch()} />
      )}
      <ul className={styles.rows}>
        {sessions.data?.map((one) => (
          <li key={one.id}>
            <div className={styles.grow}>
              <p>
                {deviceName(one.user_agent)}{" "}
                {one.current && <Chip tone="ok">{t("ui.profile.this_device")}</Chip>}
              </p>
              <p className="xs dim">
                {one.address} · {t("ui.profile.signed_in")} <DateTime at_ms={one.created_at_ms} /> ·{" "}
                {t("ui.profile.last_seen")} <RelativeTime at_ms={one.last_seen_at_ms} />
              </p>
            </div>
            {!one.current && (
              <Button size="small" onClick={() => end.go(one.id)}>
                {t("ui.profile.end_session")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** "Firefox, Linux" out of a user agent; the whole text when it is none we know. */
export function deviceName(agent: string): string {
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)\//.exec(agent)?.[1];
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(agent)?.[1];
  const names: Record<string, string> = { Edg: "Edge", OPR: "Opera", "Mac OS X": "macOS" };
  const words = [browser, system].filter((word) => word !== undefined);
  return words.length ? words.map((word) => names[word] ?? word).join(", ") : agent || "–";
}

function LogoutButton() {
  const t = useText();
  const client = useQueryClient();
  const logout = useCommand({
    run: () => api.del("/session"),
    onDone: () => replaceSession(client, null),
  });
  return (
    <Button icon={LogOut} pending={logout.pending} onClick={() => logout.go(undefined)}>
      {t("ui.profile.sign_out")}
    </Button>
  );
}
