import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { Mailbox, MailboxInput } from "../api/types";
import { LoadingPage } from "../app/LoadingPage";
import { Card, PageBody, Screen } from "../app/Screen";
import { useCan } from "../app/session";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { useDraft } from "../ui/draft";
import {
  Checkbox,
  FieldRow,
  Form,
  FormActions,
  NumberInput,
  RadioGroup,
  Select,
  TextInput,
} from "../ui/Field";
import { ErrorState } from "../ui/feedback";
import { Chip } from "../ui/signs";
import { showToast } from "../ui/toast";
import { RelativeTime } from "../ui/Values";
import { AwayCard } from "./AwayCard";
import { type Encryption, faultOf, fetchState, kPorts, serverOf, urlOf } from "./mailbox";
import styles from "./settings.module.css";

const kKey = ["mailbox"];
const kLookAgainMs = 5000;
const kLastPort = 65_535;
// What a form begins with that nobody has filled in yet: Monday to Friday, 8 to 17.
const kUsualHours = { away_days: "1111100", away_from_minute: 1020, away_until_minute: 480 };

/** Where mails of customers arrive, and how they are fetched. */
export function MailboxScreen() {
  const t = useText();
  const mailbox = useQuery({
    queryKey: kKey,
    queryFn: () => api.get<Mailbox>("/settings/mailbox"),
    // No hint tells of a fetch.
    refetchInterval: ({ state: { data } }) =>
      data && fetchState(data) !== "off" ? kLookAgainMs : false,
  });
  return (
    <Screen title={t("ui.nav.mailbox")}>
      {mailbox.isPending && <LoadingPage narrow />}
      {mailbox.error && !mailbox.data && (
        <ErrorState error={mailbox.error} retry={() => void mailbox.refetch()} />
      )}
      {mailbox.data && <MailboxForm mailbox={mailbox.data} />}
    </Screen>
  );
}

function MailboxForm({ mailbox }: { mailbox: Mailbox }) {
  const t = useText();
  const can = useCan();
  const form = useDraft({
    ...serverOf(mailbox.url),
    address: mailbox.address,
    enabled: mailbox.enabled,
    user_name: mailbox.user_name,
    login: mailbox.login as string,
    token_url: mailbox.token_url,
    client_id: mailbox.client_id,
    folder: mailbox.folder,
    trusted_server: mailbox.trusted_server,
    away_text: mailbox.away_text,
    ...(mailbox.away_days
      ? {
          away_days: mailbox.away_days,
          away_from_minute: mailbox.away_from_minute,
          away_until_minute: mailbox.away_until_minute,
        }
      : kUsualHours),
  });
  const { values } = form;
  // It is never shown, so it is no part of what is kept.
  const [secret, setSecret] = useState("");
  const [faults, setFaults] = useState<Record<string, string>>({});
  const save = useCommand({
    run: (input: MailboxInput, call) =>
      api.put<Mailbox>("/settings/mailbox", input, { key: call.key }),
    invalidates: [kKey],
    onDone: () => {
      setSecret("");
      showToast({ text: t("ui.profile.saved") });
    },
    onProblem: (problem) => !problem.is_unexpected,
  });
  const submit = () => {
    const port = values.port ?? 0;
    const wrong = port < 1 || port > kLastPort;
    setFaults(wrong ? { port: t("ui.mailbox.port_wrong", { most: kLastPort }) } : {});
    if (wrong) return;
    const { encryption, host, port: _, login, ...same } = values;
    save.go({
      ...same,
      login: login as Mailbox["login"],
      url: urlOf({ encryption, host, port }),
      ...(secret && { secret }),
    });
  };
  const oauth = values.login === "oauth";
  return (
    <Form onSubmit={submit} problem={save.problem} errors={faults}>
      <PageBody narrow>
        <Card title={t("ui.mailbox.fetching")} aside={<FetchChip mailbox={mailbox} />}>
          <div className={styles.stack}>
            <LastFetch mailbox={mailbox} />
            <Checkbox
              label={t("ui.mailbox.enabled")}
              hint={t("ui.mailbox.enabled_hint")}
              name="enabled"
              checked={values.enabled}
              onChange={(on) => form.set("enabled", on)}
            />
            <TextInput
              label={t("ui.mailbox.address")}
              hint={t("ui.mailbox.address_hint")}
              type="email"
              {...form.bind("address")}
            />
          </div>
        </Card>
        <Card title={t("ui.mailbox.server")}>
          <FieldRow>
            <TextInput
              label={t("ui.mailbox.host")}
              autoComplete="off"
              spellCheck={false}
              {...form.bind("host")}
              name="url"
            />
            <NumberInput label={t("ui.mailbox.port")} {...form.bind("port")} />
            <Select
              label={t("ui.mailbox.encryption")}
              value={values.encryption}
              onChange={(next) => {
                const encryption = next as Encryption;
                const usual = values.port === kPorts[values.encryption];
                form.set("encryption", encryption);
                if (usual) form.set("port", kPorts[encryption]);
              }}
              options={[
                { value: "tls", label: t("ui.mailbox.tls") },
                { value: "starttls", label: t("ui.mailbox.starttls") },
              ]}
            />
            <TextInput
              label={t("ui.mailbox.folder")}
              hint={t("ui.mailbox.folder_hint")}
              {...form.bind("folder")}
            />
          </FieldRow>
        </Card>
        <Card title={t("ui.mailbox.login")}>
          <div className={styles.stack}>
            <RadioGroup
              label={t("ui.mailbox.login_by")}
              inline
              {...form.bind("login")}
              options={[
                { value: "password", label: t("ui.mailbox.password") },
                { value: "oauth", label: t("ui.mailbox.oauth") },
              ]}
            />
            <FieldRow>
              <TextInput
                label={t("ui.mailbox.user_name")}
                autoComplete="off"
                spellCheck={false}
                {...form.bind("user_name")}
              />
              <TextInput
                label={t(oauth ? "ui.mailbox.refresh_token" : "ui.mailbox.password")}
                name="secret"
                type="password"
                autoComplete="new-password"
                hint={t(mailbox.has_secret ? "ui.mailbox.secret_kept" : "ui.mailbox.secret_none")}
                value={secret}
                onChange={setSecret}
              />
              {oauth && (
                <>
                  <TextInput
                    label={t("ui.mailbox.token_url")}
                    type="url"
                    {...form.bind("token_url")}
                  />
                  <TextInput
                    label={t("ui.mailbox.client_id")}
                    autoComplete="off"
                    {...form.bind("client_id")}
                  />
                </>
              )}
            </FieldRow>
          </div>
        </Card>
        <Card title={t("ui.mailbox.trust")}>
          <TextInput
            label={t("ui.mailbox.trusted_server")}
            hint={t("ui.mailbox.trusted_server_hint")}
            autoComplete="off"
            spellCheck={false}
            {...form.bind("trusted_server")}
          />
        </Card>
        <AwayCard
          value={values}
          onChange={(name, to) => form.set(name, to as (typeof values)[typeof name])}
        />
        {can("settings_manage") && (
          <FormActions>
            <Button
              type="submit"
              variant="primary"
              pending={save.pending}
              disabled={!form.dirty && !secret}
            >
              {t("ui.common.save")}
            </Button>
          </FormActions>
        )}
      </PageBody>
    </Form>
  );
}

const kTones = { off: "plain", waiting: "info", ok: "ok", wrong: "bad" } as const;

function FetchChip({ mailbox }: { mailbox: Mailbox }) {
  const t = useText();
  const state = fetchState(mailbox);
  return <Chip tone={kTones[state]}>{t(`ui.mailbox.state.${state}`)}</Chip>;
}

/** When it was last looked, and what is wrong in words. The server's own words stand below: whoever
 *  looks after the mail server needs them. */
function LastFetch({ mailbox }: { mailbox: Mailbox }) {
  const t = useText();
  const at_ms = mailbox.last_fetch_at_ms;
  if (at_ms === null && !mailbox.last_error) return null;
  return (
    <div role="status">
      {at_ms !== null && (
        <p className="dim">
          {t("ui.mailbox.last_fetch")} <RelativeTime at_ms={at_ms} />
        </p>
      )}
      {mailbox.last_error && (
        <>
          <p className="bad">{t(faultOf(mailbox.last_error))}</p>
          <p className="dim">
            <small>{mailbox.last_error}</small>
          </p>
        </>
      )}
    </div>
  );
}
