import { useQuery } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { Letterhead, LocaleCode } from "../api/types";
import { LoadingPage } from "../app/LoadingPage";
import { Card, PageBody, Screen } from "../app/Screen";
import { actingMembership, useCan, useSession } from "../app/session";
import { kLocaleNames, kLocales, useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { useDraft, useSeenVersion } from "../ui/draft";
import { FieldRow, Form, FormActions, NumberInput, Select, TextArea, TextInput } from "../ui/Field";
import { ErrorState } from "../ui/feedback";
import { showToast } from "../ui/toast";
import { LogoField } from "./LogoField";
import styles from "./settings.module.css";

const kMostTexts = 30;

/** How the quotes of one's own account look; the merchant also says how long they are valid. */
export function QuoteSettingsScreen() {
  const t = useText();
  const account = actingMembership(useSession())?.account.id ?? "";
  const letterhead = useQuery({
    queryKey: ["letterhead", account],
    queryFn: () => api.get<Letterhead>(`/accounts/${account}/letterhead`),
  });
  return (
    <Screen title={t("ui.nav.quotes")}>
      {letterhead.isPending && <LoadingPage narrow />}
      {letterhead.error && !letterhead.data && (
        <ErrorState error={letterhead.error} retry={() => void letterhead.refetch()} />
      )}
      {letterhead.data && <LetterheadForm letterhead={letterhead.data} />}
    </Screen>
  );
}

const kOwn = ["logo", "footer", "terms_url", "imprint_url", "privacy_url", "texts"] as const;
const kDays = ["valid_days", "remind_days"] as const;

type Values = Pick<Letterhead, (typeof kOwn)[number]> & {
  valid_days: number | null;
  remind_days: number | null;
};

function LetterheadForm({ letterhead }: { letterhead: Letterhead }) {
  const t = useText();
  const can = useCan();
  const { of_merchant, account_id } = letterhead;
  const form = useDraft<Values>({
    logo: letterhead.logo,
    footer: letterhead.footer,
    terms_url: letterhead.terms_url,
    imprint_url: letterhead.imprint_url,
    privacy_url: letterhead.privacy_url,
    texts: letterhead.texts,
    valid_days: letterhead.valid_days,
    remind_days: letterhead.remind_days,
  });
  const version = useSeenVersion(letterhead.version, form.dirty);
  const save = useCommand({
    version,
    run: (change: Partial<Values>, call) =>
      api.patch<Letterhead>(`/accounts/${account_id}/letterhead`, change, {
        version: call.version,
      }),
    invalidates: [["letterhead"]],
    onDone: () => showToast({ text: t("ui.profile.saved") }),
    onProblem: (problem) => !problem.is_unexpected,
  });
  const submit = () => {
    const names = [...kOwn, ...(of_merchant ? kDays : [])];
    const changed = names.filter(
      (name) => JSON.stringify(form.values[name]) !== JSON.stringify(form.base[name]),
    );
    save.go(Object.fromEntries(changed.map((name) => [name, form.values[name]])));
  };
  return (
    <Form onSubmit={submit} problem={save.problem}>
      <PageBody narrow>
        {!of_merchant && <p className="muted sm">{t("ui.letterhead.own_lead")}</p>}
        {of_merchant && (
          <Card title={t("ui.letterhead.days")}>
            <FieldRow>
              <NumberInput
                label={t("ui.quote.valid_days")}
                unit={t("ui.quote.days")}
                hint={t("ui.letterhead.valid_hint")}
                {...form.bind("valid_days")}
              />
              <NumberInput
                label={t("ui.letterhead.remind_days")}
                unit={t("ui.quote.days")}
                hint={t("ui.letterhead.remind_hint")}
                {...form.bind("remind_days")}
              />
            </FieldRow>
          </Card>
        )}
        <Card title={t("ui.letterhead.paper")}>
          <LogoField hint={t("ui.letterhead.logo_hint")} {...form.bind("logo")} />
          <div className={styles.after}>
            <TextArea
              label={t("ui.letterhead.footer")}
              hint={t("ui.letterhead.footer_hint")}
              rows={5}
              maxLength={1000}
              {...form.bind("footer")}
            />
          </div>
        </Card>
        <Card title={t("ui.letterhead.addresses")}>
          <div className={styles.stack}>
            {(["terms_url", "imprint_url", "privacy_url"] as const).map((name) => (
              <TextInput
                key={name}
                label={t(`ui.letterhead.${name}`)}
                type="url"
                placeholder="https://"
                maxLength={254}
                {...form.bind(name)}
              />
            ))}
          </div>
        </Card>
        <Texts
          texts={form.values.texts}
          merchant={of_merchant}
          onChange={(texts) => form.set("texts", texts)}
        />
        {can("letterhead_manage") && (
          <FormActions>
            <Button type="submit" variant="primary" pending={save.pending} disabled={!form.dirty}>
              {t("ui.common.save")}
            </Button>
          </FormActions>
        )}
      </PageBody>
    </Form>
  );
}

type Block = Letterhead["texts"][number];

/** Blocks of text below the sums: delivery, terms of payment, how long a contract runs. */
function Texts({
  texts,
  merchant,
  onChange,
}: {
  texts: Block[];
  merchant: boolean;
  onChange: (texts: Block[]) => void;
}) {
  const t = useText();
  const set = (at: number, change: Partial<Block>) =>
    onChange(texts.map((one, index) => (index === at ? { ...one, ...change } : one)));
  return (
    <Card title={t("ui.letterhead.texts")}>
      <div className={styles.stack}>
        <p className="muted sm">
          {t(merchant ? "ui.letterhead.texts_lead" : "ui.letterhead.texts_own_lead")}
        </p>
        {texts.map((one, at) => (
          <fieldset
            // biome-ignore lint/suspicious/noArrayIndexKey: a block has no name of its own while it is typed
            key={at}
            className={styles.block}
          >
            <legend className="visually-hidden">
              {t("ui.letterhead.text_number", { number: at + 1 })}
            </legend>
            <FieldRow>
              <TextInput
                label={t("ui.letterhead.text_title")}
                name={`texts/${at}/title`}
                required
                maxLength={80}
                value={one.title}
                onChange={(title) => set(at, { title })}
              />
              <Select
                label={t("ui.common.language")}
                name={`texts/${at}/locale`}
                value={one.locale}
                onChange={(locale) => set(at, { locale: locale as LocaleCode })}
                options={kLocales.map((locale) => ({
                  value: locale,
                  label: kLocaleNames[locale],
                }))}
              />
            </FieldRow>
            <TextArea
              label={t("ui.letterhead.text_body")}
              name={`texts/${at}/body`}
              required
              rows={2}
              maxLength={2000}
              value={one.body}
              onChange={(body) => set(at, { body })}
            />
            <div>
              <Button
                size="small"
                variant="soft"
                icon={Trash2}
                onClick={() => onChange(texts.filter((_, index) => index !== at))}
              >
                {t("ui.letterhead.remove_text")}
                <span className="visually-hidden"> {one.title}</span>
              </Button>
            </div>
          </fieldset>
        ))}
        <div>
          <Button
            icon={Plus}
            disabled={texts.length >= kMostTexts}
            onClick={() =>
              onChange([...texts, { locale: texts.at(-1)?.locale ?? "de", title: "", body: "" }])
            }
          >
            {t("ui.letterhead.add_text")}
          </Button>
        </div>
      </div>
    </Card>
  );
}
