import files from "virtual:texts/portal";
import { useQuery } from "@tanstack/react-query";
import { LogOut, UserPlus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { api } from "../api/client";
import { queries, useCommand } from "../api/query";
import type { AccountRef, Me, Membership, Session, ThemeChoice } from "../api/types";
import { actingMembership, kSessionKey, replaceSession, takeSession } from "../app/session";
import { applyTheme } from "../app/theme";
import { kLocaleNames, kLocales, useText } from "../i18n/index";
import { loadLocale } from "../i18n/load";
import { Button } from "../ui/Button";
import { useDraft } from "../ui/draft";
import { Form, RadioGroup, Select, TextInput } from "../ui/Field";
import { EmptyState, ErrorState, Skeleton } from "../ui/feedback";
import { showToast } from "../ui/toast";
import styles from "./Portal.module.css";

const InviteDialog = lazy(() =>
  import("../settings/InviteDialog").then((all) => ({ default: all.InviteDialog })),
);

/** Signed in: the account at the top left (C8), my data (C6), the people of the account (C7). */
export default function PortalHome({ session }: { session: Session }) {
  const t = useText();
  const acting = actingMembership(session);
  const logout = useCommand({
    run: () => api.del("/session"),
    onDone: () => replaceSession(queries, null),
  });
  return (
    <div className={styles.portal}>
      <header className={styles.head}>
        <Select
          label={t("ui.portal.account")}
          hide_label
          className={styles.account}
          value={acting?.account.number ?? ""}
          onChange={(number) => window.location.assign(`/portal/a/${encodeURIComponent(number)}/`)}
          options={session.memberships.map(({ account }) => ({
            value: account.number,
            label: `${account.name}, ${account.number}`,
          }))}
        />
        <Button icon={LogOut} pending={logout.pending} onClick={() => logout.go(undefined)}>
          {t("ui.profile.sign_out")}
        </Button>
      </header>
      <main className={styles.main} id="main">
        <h1>{t("ui.portal.my_data")}</h1>
        <MyData session={session} />
        {acting ? (
          session.permissions.includes("user_read") && (
            <People
              account={acting.account}
              may_invite={session.permissions.includes("user_manage")}
            />
          )
        ) : (
          <EmptyState kind="no_hits" title={t("ui.portal.no_account_title")}>
            {t("ui.portal.no_account_text")}
          </EmptyState>
        )}
      </main>
    </div>
  );
}

function MyData({ session }: { session: Session }) {
  const t = useText();
  const form = useDraft({ name: session.user.name });
  const change = useCommand({
    run: (values: Partial<Me>) => api.patch<Session>("/me", values),
    optimistic: (values) => {
      queries.setQueryData<Session>(kSessionKey, {
        ...session,
        user: { ...session.user, ...values },
      });
      return () => queries.setQueryData(kSessionKey, takeSession(session));
    },
    onProblem: () => true,
  });
  return (
    <section className={styles.card}>
      <Form
        problem={change.problem}
        onSubmit={() => {
          change.go(form.values);
          showToast({ text: t("ui.profile.saved") });
        }}
      >
        <TextInput label={t("ui.profile.name")} autoComplete="name" {...form.bind("name")} />
        <TextInput
          label={t("ui.login.email")}
          value={session.user.email}
          readOnly
          onChange={() => undefined}
        />
        <Select
          label={t("ui.common.language")}
          value={session.user.locale}
          onChange={(value) => {
            const locale = kLocales.find((one) => one === value) ?? "de";
            void loadLocale(files, locale);
            change.go({ locale });
          }}
          options={kLocales.map((one) => ({ value: one, label: kLocaleNames[one] }))}
        />
        <RadioGroup
          label={t("ui.profile.theme")}
          inline
          value={session.user.theme}
          onChange={(value) => {
            applyTheme(value as ThemeChoice);
            change.go({ theme: value as ThemeChoice });
          }}
          options={(["system", "light", "dark"] as const).map((one) => ({
            value: one,
            label: t(`ui.profile.theme_${one}`),
          }))}
        />
        <Button type="submit" size="large" pending={change.pending}>
          {t("ui.common.save")}
        </Button>
      </Form>
    </section>
  );
}

function People({ account, may_invite }: { account: AccountRef; may_invite: boolean }) {
  const t = useText();
  const [inviting, setInviting] = useState(false);
  const people = useQuery({
    queryKey: ["memberships", account.id],
    queryFn: () => api.get<Membership[]>(`/accounts/${account.id}/memberships`),
  });
  return (
    <>
      <div className={styles.row}>
        <h2>{t("ui.users.title")}</h2>
        {may_invite && (
          <Button icon={UserPlus} onClick={() => setInviting(true)}>
            {t("ui.users.invite")}
          </Button>
        )}
      </div>
      {people.isPending && <Skeleton />}
      {people.error && <ErrorState error={people.error} retry={() => void people.refetch()} />}
      <ul className={styles.people}>
        {people.data
          ?.filter((one) => one.state !== "removed")
          .map((one) => (
            <li key={one.id}>
              <b>{one.user.name || one.user.email}</b>
              <span className="dim">{one.user.email}</span>
              <span>
                {t(`role.${one.role}`)}, {t(`state.membership.${one.state}`)}
              </span>
            </li>
          ))}
      </ul>
      {inviting && (
        <Suspense fallback={null}>
          <InviteDialog account={account} onClose={() => setInviting(false)} />
        </Suspense>
      )}
    </>
  );
}
