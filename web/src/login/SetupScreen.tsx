import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { Session, SetupInput } from "../api/types";
import { replaceSession } from "../app/session";
import { kLocales, type TextKey, useLocale, useText } from "../i18n/index";
import { Button, buttonClass } from "../ui/Button";
import { useDraft } from "../ui/draft";
import { FieldRow, Form, Select, TextInput } from "../ui/Field";
import { ErrorState, Skeleton } from "../ui/feedback";
import { Door } from "./Door";
import styles from "./Login.module.css";
import { kShortestPassword, NewPassword } from "./PasswordFields";

const kCountries = ["DE", "AT", "CH", "FR", "LI", "LU", "BE", "NL", "IT", "PL", "CZ", "GB"];
const kCurrencies = ["EUR", "CHF", "GBP", "PLN", "CZK", "USD"];
const kCurrencyOf: Record<string, string> = {
  CH: "CHF",
  LI: "CHF",
  GB: "GBP",
  PL: "PLN",
  CZ: "CZK",
};

/** An empty installation: whoever can read the server's output makes the company and its
 *  first admin. */
export function SetupScreen() {
  const t = useText();
  const locale = useLocale();
  const client = useQueryClient();
  const navigate = useNavigate();
  const needed = useQuery({
    queryKey: ["setup"],
    queryFn: () => api.get<{ needed: boolean }>("/setup"),
  });
  const form = useDraft<SetupInput>({
    code: new URLSearchParams(window.location.search).get("code") ?? "",
    company: "",
    city: "",
    country: "DE",
    currency: "EUR",
    locale,
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone || "Europe/Berlin",
    email: "",
    name: "",
    password: "",
  });
  const [faults, setFaults] = useState<Record<string, string>>({});
  const setup = useCommand({
    run: (values: SetupInput, call) => api.post<Session>("/setup", values, { key: call.key }),
    onDone: (session) => {
      replaceSession(client, session);
      void navigate({ to: "/", replace: true });
    },
    onProblem: () => true,
  });

  const check = (): Record<string, string> => {
    const found: Record<string, string> = {};
    const need: [keyof SetupInput, TextKey][] = [
      ["code", "ui.setup.code_missing"],
      ["company", "ui.setup.company_missing"],
      ["name", "ui.setup.name_missing"],
      ["email", "ui.login.email_missing"],
    ];
    for (const [name, key] of need) if (!form.values[name].trim()) found[name] = t(key);
    const length = [...form.values.password].length;
    if (length < kShortestPassword) {
      found.password = t("ui.password.too_short", { shortest: kShortestPassword, count: length });
    }
    return found;
  };

  if (needed.data && !needed.data.needed) {
    return (
      <Door house="desk" title={t("ui.setup.done_title")} alone>
        <div className={styles.note}>
          <p>{t("ui.setup.done_text")}</p>
          <Link to="/login" className={buttonClass("primary", "large")}>
            {t("ui.login.submit")}
          </Link>
        </div>
      </Door>
    );
  }
  if (needed.isPending) {
    return (
      <Door house="desk" title={t("ui.setup.title")} alone>
        <Skeleton lines={6} />
      </Door>
    );
  }
  if (!needed.data) {
    return (
      <Door house="desk" title={t("ui.setup.title")} alone>
        <ErrorState error={needed.error} retry={() => void needed.refetch()} />
      </Door>
    );
  }
  const names = new Intl.DisplayNames([locale], { type: "region" });
  const currencies = new Intl.DisplayNames([locale], { type: "currency" });
  return (
    <Door house="desk" title={t("ui.setup.title")} lead={t("ui.setup.lead")} alone>
      <Form
        className={styles.form}
        problem={setup.problem}
        errors={faults}
        fields_of_code={{ setup_code_wrong: "code" }}
        onSubmit={() => {
          const found = check();
          setFaults(found);
          if (Object.keys(found).length === 0) setup.go({ ...form.values, locale });
        }}
      >
        <TextInput
          label={t("ui.setup.code")}
          hint={t("ui.setup.code_hint")}
          autoComplete="one-time-code"
          spellCheck={false}
          {...form.bind("code")}
        />
        <TextInput
          label={t("ui.setup.company")}
          autoComplete="organization"
          {...form.bind("company")}
        />
        <FieldRow>
          <TextInput label={t("field.city")} autoComplete="address-level2" {...form.bind("city")} />
          <Select
            label={t("field.country")}
            name="country"
            value={form.values.country}
            onChange={(country) => {
              form.set("country", country);
              form.set("currency", kCurrencyOf[country] ?? "EUR");
            }}
            options={kCountries.map((code) => ({ value: code, label: names.of(code) ?? code }))}
          />
        </FieldRow>
        <Select
          label={t("field.currency")}
          {...form.bind("currency")}
          options={kCurrencies.map((code) => ({
            value: code,
            label: `${currencies.of(code)} (${code})`,
          }))}
        />
        <TextInput label={t("ui.setup.your_name")} autoComplete="name" {...form.bind("name")} />
        <TextInput
          label={t("ui.login.email")}
          type="email"
          autoComplete="username"
          autoCapitalize="none"
          {...form.bind("email")}
        />
        <NewPassword
          label={t("ui.login.password")}
          value={form.values.password}
          onChange={(password) => form.set("password", password)}
        />
        <Button type="submit" variant="primary" size="large" wide pending={setup.pending}>
          {t("ui.setup.submit")}
        </Button>
        <p className="xs dim">
          {t("ui.setup.more_hint", {
            languages: kLocales.map((one) => one.toUpperCase()).join(", "),
          })}
        </p>
      </Form>
    </Door>
  );
}
