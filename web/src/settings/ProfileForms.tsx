// One's own data as forms without a frame: the desk's profile and the portal's "Meine Daten" put
// them into their own cards.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { Me, OwnSession, Session, ThemeChoice } from "../api/types";
import { kSessionKey, takeSession, useSession } from "../app/session";
import { applyTheme } from "../app/theme";
import { kLocaleNames, kLocales, type Locale, useText } from "../i18n/index";
import { changeLocale } from "../i18n/load";
import { kShortestPassword, NewPassword } from "../login/PasswordFields";
import { Button } from "../ui/Button";
import { useDraft } from "../ui/draft";
import { FieldRow, Form, FormActions, RadioGroup, Select, TextInput } from "../ui/Field";
import { ErrorState, Skeleton } from "../ui/feedback";
import { Chip } from "../ui/signs";
import { showToast } from "../ui/toast";
import { DateTime, RelativeTime } from "../ui/Values";
import styles from "./settings.module.css";

/** Changes one's own settings; the session in the cache follows at once. */
export function useMyChange(onDone?: () => void) {
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
    onDone: () => onDone?.(),
  });
}

/** Puts a language in force and keeps it as one's own; what the server said is read again in it. */
export function useMyLocale(): (locale: Locale) => void {
  const client = useQueryClient();
  const change = useMyChange(() => void client.invalidateQueries());
  return (locale) => {
    void changeLocale(locale);
    change.go({ locale });
  };
}

export function PersonForm() {
  const t = useText();
  const { user } = useSession();
  const form = useDraft({ name: user.name });
  const change = useMyChange(() => showToast({ text: t("ui.profile.saved") }));
  const missing = form.values.name.trim() === "";
  return (
    <Form onSubmit={() => !missing && change.go(form.values)} problem={change.problem}>
      <TextInput
        label={t("ui.profile.name")}
        autoComplete="name"
        error={missing ? t("ui.portal.name_missing") : undefined}
        {...form.bind("name")}
      />
      <FormActions>
        <Button type="submit" pending={change.pending} disabled={form.values.name === user.name}>
          {t("ui.common.save")}
        </Button>
      </FormActions>
    </Form>
  );
}

export function LanguageField() {
  const t = useText();
  const { user } = useSession();
  const change = useMyLocale();
  return (
    <Select
      label={t("ui.common.language")}
      value={user.locale}
      onChange={(value) => change(kLocales.find((one) => one === value) ?? "de")}
      options={kLocales.map((one) => ({ value: one, label: kLocaleNames[one] }))}
    />
  );
}

export function ThemeField() {
  const t = useText();
  const { user } = useSession();
  const change = useMyChange();
  return (
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
  );
}

export function PasswordForm({ onDone }: { onDone?: () => void }) {
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
      onDone?.();
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
    <Form
      onSubmit={submit}
      problem={change.problem}
      errors={faults}
      fields_of_code={{ wrong_password: "current_password" }}
    >
      <HiddenUsername />
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
  );
}

/** Says to a password manager whose password is changed here. */
function HiddenUsername() {
  const { user } = useSession();
  return (
    <input type="text" autoComplete="username" value={user.email} readOnly hidden tabIndex={-1} />
  );
}

/** The old address stays in force until the link in the mail to the new one was confirmed. */
export function EmailForm({ onDone }: { onDone: (email: string) => void }) {
  const t = useText();
  const form = useDraft({ email: "", current_password: "" });
  const [faults, setFaults] = useState<Record<string, string>>({});
  const change = useCommand({
    run: (values: { email: string; current_password: string }, call) =>
      api.post("/me/email", values, { key: call.key }),
    onDone: (_, values) => {
      form.reset();
      onDone(values.email);
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
          inputMode="email"
          autoComplete="email"
          autoCapitalize="none"
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
  );
}

/** Where one is signed in; each can be ended, and all others at once. */
export function SessionList() {
  const t = useText();
  const sessions = useQuery({
    queryKey: ["sessions"],
    queryFn: () => api.get<OwnSession[]>("/sessions"),
  });
  const end = useCommand({
    run: async (ids: string[]) => {
      for (const id of ids) await api.del(`/sessions/${id}`);
    },
    invalidates: [["sessions"]],
    onDone: (_, ids) => showToast({ text: t("ui.profile.sessions_ended", { count: ids.length }) }),
  });
  const others = (sessions.data ?? []).filter((one) => !one.current).map((one) => one.id);
  return (
    <>
      {sessions.isPending && <Skeleton />}
      {sessions.error && !sessions.data && (
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
              <Button
                size="small"
                aria-label={t("ui.profile.end_session_of", { device: deviceName(one.user_agent) })}
                onClick={() => end.go([one.id])}
              >
                {t("ui.profile.end_session")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {others.length > 1 && (
        <p className={styles.end_all}>
          <Button variant="danger" pending={end.pending} onClick={() => end.go(others)}>
            {t("ui.profile.end_others", { count: others.length })}
          </Button>
        </p>
      )}
    </>
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
