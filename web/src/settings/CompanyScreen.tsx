import { useQuery } from "@tanstack/react-query";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { Company } from "../api/types";
import { LoadingPage } from "../app/LoadingPage";
import { Card, PageBody, Screen } from "../app/Screen";
import { kSessionKey, useCan } from "../app/session";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { useDraft, useSeenVersion } from "../ui/draft";
import { Checkbox, FieldRow, Form, FormActions, TextArea, TextInput } from "../ui/Field";
import { ErrorState } from "../ui/feedback";
import { showToast } from "../ui/toast";
import { LogoField } from "./LogoField";
import styles from "./settings.module.css";

/** The merchant: address, sender of the mails, form of the order numbers. */
export function CompanyScreen() {
  const t = useText();
  const company = useQuery({
    queryKey: ["company"],
    queryFn: () => api.get<Company>("/settings/company"),
  });
  return (
    <Screen title={t("ui.nav.company")}>
      {company.isPending && <LoadingPage narrow />}
      {company.error && !company.data && (
        <ErrorState error={company.error} retry={() => void company.refetch()} />
      )}
      {company.data && <CompanyForm company={company.data} />}
    </Screen>
  );
}

const kOwn = [
  "name",
  "street",
  "postcode",
  "city",
  "vat_id",
  "phone",
  "email",
  "web",
  "mail_sender_name",
  "mail_sender_address",
  "mail_signature",
  "order_number_pattern",
  "cart_number_pattern",
  "logo",
] as const;
const kRules = ["small_business", "one_cart_per_contract"] as const;
type Values = Record<(typeof kOwn)[number], string> & Record<(typeof kRules)[number], boolean>;

function CompanyForm({ company }: { company: Company }) {
  const t = useText();
  const can = useCan();
  const names = [...kOwn, ...kRules];
  const start = Object.fromEntries(names.map((name) => [name, company[name]])) as Values;
  const form = useDraft<Values>(start);
  const version = useSeenVersion(company.version, form.dirty);
  const save = useCommand({
    version,
    run: (change: Partial<Values>, call) =>
      api.patch<Company>("/settings/company", change, { version: call.version }),
    invalidates: [["company"], kSessionKey],
    onDone: () => showToast({ text: t("ui.profile.saved") }),
    onProblem: (problem) => !problem.is_unexpected,
  });
  const submit = () => {
    const changed = names.filter((name) => form.values[name] !== form.base[name]);
    save.go(Object.fromEntries(changed.map((name) => [name, form.values[name]])));
  };
  return (
    <Form onSubmit={submit} problem={save.problem}>
      <PageBody narrow>
        <Card title={t("ui.company.address")}>
          <FieldRow>
            <TextInput
              label={t("ui.setup.company")}
              autoComplete="organization"
              {...form.bind("name")}
            />
            <TextInput
              label={t("field.street")}
              autoComplete="street-address"
              {...form.bind("street")}
            />
            <TextInput
              label={t("field.postcode")}
              autoComplete="postal-code"
              {...form.bind("postcode")}
            />
            <TextInput
              label={t("field.city")}
              autoComplete="address-level2"
              {...form.bind("city")}
            />
            <TextInput label={t("field.vat_id")} {...form.bind("vat_id")} />
            <TextInput
              label={t("field.phone")}
              type="tel"
              autoComplete="tel"
              {...form.bind("phone")}
            />
            <TextInput
              label={t("field.email")}
              type="email"
              autoComplete="email"
              {...form.bind("email")}
            />
            <TextInput label={t("field.web")} type="url" {...form.bind("web")} />
          </FieldRow>
          <LogoField {...form.bind("logo")} />
        </Card>
        <Card title={t("ui.company.mail")}>
          <div className={styles.stack}>
            <FieldRow>
              <TextInput label={t("field.mail_sender_name")} {...form.bind("mail_sender_name")} />
              <TextInput
                label={t("field.mail_sender_address")}
                type="email"
                {...form.bind("mail_sender_address")}
              />
            </FieldRow>
            <TextArea
              label={t("field.mail_signature")}
              hint={t("ui.company.signature_hint")}
              rows={4}
              {...form.bind("mail_signature")}
            />
          </div>
        </Card>
        <Card title={t("ui.company.numbers")}>
          <FieldRow>
            <TextInput
              label={t("field.order_number_pattern")}
              hint={t("ui.company.pattern_hint")}
              {...form.bind("order_number_pattern")}
            />
            <TextInput
              label={t("field.cart_number_pattern")}
              {...form.bind("cart_number_pattern")}
            />
          </FieldRow>
        </Card>
        <Card title={t("ui.company.rules")}>
          <div className={styles.stack}>
            {kRules.map((name) => (
              <Checkbox
                key={name}
                label={t(`field.${name}`)}
                hint={t(`ui.company.${name}_hint`)}
                checked={form.values[name]}
                onChange={(on) => form.set(name, on)}
              />
            ))}
          </div>
        </Card>
        {can("settings_manage") && (
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
