import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FocusEvent, useEffect, useRef, useState } from "react";
import { api } from "../api/client";
import { Problem } from "../api/problem";
import { useCommand } from "../api/query";
import type { EventTemplate, LocaleCode, TemplatePreview, TryTemplate } from "../api/types";
import { Card } from "../app/Screen";
import { useCan, useSession } from "../app/session";
import { kLocaleNames, kLocales, textOf, useText } from "../i18n/index";
import { useMethods } from "../orders/lookups";
import { Button } from "../ui/Button";
import { useDraft } from "../ui/draft";
import { Form, FormActions, Select, TextArea, TextInput } from "../ui/Field";
import { ErrorState, Skeleton } from "../ui/feedback";
import { Tabs } from "../ui/Tabs";
import { showToast } from "../ui/toast";
import { MailFrame } from "./MailFrame";
import styles from "./Templates.module.css";

const kSettleMs = 400;

interface Props {
  /** All templates of this event. */
  all: EventTemplate[];
  kind: string;
  locale: LocaleCode;
  /** Code of a way to pay; empty: for all that have no words of their own. */
  method: string;
}

export function TemplateEditor({ all, kind, locale, method }: Props) {
  const t = useText();
  const navigate = useNavigate();
  const methods = useMethods("payment").data ?? [];
  const of_language = all.filter((one) => one.locale === locale);
  const exact = of_language.find((one) => one.method === method);
  const shown = exact ?? of_language.find((one) => one.method === "");
  const has_own = (code: string) => of_language.some((one) => one.method === code && one.own);
  const go = (to: { locale?: string; method?: string }) =>
    void navigate({
      to: "/settings/templates",
      search: { event: kind, locale, ...(method && { method }), ...to },
    });
  const mark = (name: string, own: boolean) => (own ? t("ui.templates.with_own", { name }) : name);
  return (
    <Card title={textOf(`event.${kind}`)}>
      <div className={styles.choice}>
        <Tabs
          segmented
          label={t("ui.common.language")}
          value={locale}
          onChange={(next) => go({ locale: next })}
          tabs={kLocales.map((one) => ({ key: one, label: kLocaleNames[one] }))}
        />
        <Select
          label={t("ui.orders.payment_method")}
          value={method}
          onChange={(next) =>
            void navigate({
              to: "/settings/templates",
              search: { event: kind, locale, ...(next && { method: next }) },
            })
          }
          options={[
            { value: "", label: mark(t("ui.templates.all_methods"), has_own("")) },
            ...methods.map((one) => ({
              value: one.code,
              label: mark(one.name, has_own(one.code)),
            })),
          ]}
        />
      </div>
      {shown && (
        <Words template={shown} kind={kind} locale={locale} method={method} exact={exact} />
      )}
    </Card>
  );
}

function Words({
  template,
  kind,
  locale,
  method,
  exact,
}: Omit<Props, "all"> & { template: EventTemplate; exact: EventTemplate | undefined }) {
  const t = useText();
  const may = useCan()("settings_manage");
  const { user } = useSession();
  const draft = useDraft({ subject: template.subject, body: template.body });
  const last = useRef<HTMLInputElement | HTMLTextAreaElement | null>(null);
  const path = `/event-templates/${kind}/${locale}${method ? `?method=${encodeURIComponent(method)}` : ""}`;
  const tried: TryTemplate = { kind, locale, order_id: null, ...draft.values };
  const save = useCommand({
    run: (values: typeof draft.values) => api.put<EventTemplate>(path, values),
    invalidates: [["event_templates"]],
    onDone: () => showToast({ text: t("ui.templates.saved") }),
    onProblem: (problem) => !problem.is_unexpected,
  });
  const drop = useCommand<null, unknown>({
    run: () => api.del(path),
    invalidates: [["event_templates"]],
    onDone: () => showToast({ text: t("ui.templates.dropped") }),
  });
  const test = useCommand({
    run: (body: TryTemplate, call) => api.post("/event-templates/test", body, { key: call.key }),
    onDone: () => showToast({ text: t("ui.templates.test_sent", { email: user.email }) }),
    onProblem: (problem) => !problem.is_unexpected,
  });
  const insert = (placeholder: string) => {
    const field = last.current;
    const name = field?.name === "subject" ? "subject" : "body";
    const text = draft.values[name];
    const from = field?.selectionStart ?? text.length;
    const until = field?.selectionEnd ?? text.length;
    const words = `{{${placeholder}}}`;
    draft.set(name, text.slice(0, from) + words + text.slice(until));
    window.requestAnimationFrame(() => {
      field?.focus();
      field?.setSelectionRange(from + words.length, from + words.length);
    });
  };
  const own = exact?.own ?? false;
  const touch = (event: FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => {
    last.current = event.currentTarget;
  };
  return (
    <div className={styles.both}>
      <div className={styles.form}>
        <p className="muted sm">
          {t(
            own
              ? "ui.templates.is_own"
              : exact
                ? "ui.templates.is_program"
                : "ui.templates.is_general",
          )}
        </p>
        <Form onSubmit={() => save.go(draft.values)} problem={save.problem ?? test.problem}>
          <TextInput
            label={t("ui.event.subject")}
            maxLength={200}
            readOnly={!may}
            onFocus={touch}
            {...draft.bind("subject")}
          />
          <TextArea
            label={t("ui.event.message")}
            hint={t("ui.event.message_hint")}
            rows={9}
            maxLength={20_000}
            readOnly={!may}
            onFocus={touch}
            {...draft.bind("body")}
          />
          {may && <Placeholders names={template.placeholders} insert={insert} />}
          {may && (
            <FormActions>
              {own && (
                <Button pending={drop.pending} onClick={() => drop.go(null)}>
                  {t(method ? "ui.templates.drop_method" : "ui.templates.drop")}
                </Button>
              )}
              <Button pending={test.pending} onClick={() => test.go(tried)}>
                {t("ui.templates.test")}
              </Button>
              <Button
                type="submit"
                variant="primary"
                pending={save.pending}
                disabled={!draft.dirty}
              >
                {t("ui.common.save")}
              </Button>
            </FormActions>
          )}
        </Form>
      </div>
      <Preview tried={tried} />
    </div>
  );
}

function Placeholders({ names, insert }: { names: string[]; insert: (name: string) => void }) {
  const t = useText();
  return (
    <fieldset className={styles.placeholders}>
      <legend>{t("ui.templates.placeholders")}</legend>
      {names.map((name) => (
        <Button
          key={name}
          size="small"
          variant="soft"
          title={`{{${name}}}`}
          onClick={() => insert(name)}
        >
          {textOf(`ui.templates.name.${name}`)}
        </Button>
      ))}
    </fieldset>
  );
}

/** The mail with an order's data, as it is being typed. */
function Preview({ tried }: { tried: TryTemplate }) {
  const t = useText();
  const [settled, setSettled] = useState(tried);
  const stamp = JSON.stringify(tried);
  // biome-ignore lint/correctness/useExhaustiveDependencies: by its text, a render makes a new object
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(tried), kSettleMs);
    return () => window.clearTimeout(timer);
  }, [stamp]);
  const preview = useQuery({
    queryKey: ["event_templates", "preview", settled],
    queryFn: () => api.post<TemplatePreview>("/event-templates/preview", settled),
    placeholderData: (before) => before,
    retry: false,
  });
  const problem = preview.error && Problem.from(preview.error);
  return (
    <section className={styles.preview} aria-label={t("ui.templates.preview")}>
      <h4>{t("ui.templates.preview")}</h4>
      {preview.isPending && <Skeleton lines={4} />}
      {problem &&
        (problem.errors.length > 0 ? (
          <p className="bad sm" role="status">
            {problem.errors.map((one) => one.message).join(" ")}
          </p>
        ) : (
          <ErrorState error={preview.error} retry={() => void preview.refetch()} />
        ))}
      {preview.data && !problem && (
        <>
          <p className={styles.subject}>
            <span className="dim">{t("ui.event.subject")}: </span>
            {preview.data.subject}
          </p>
          <MailFrame html={preview.data.html} title={t("ui.templates.preview")} />
        </>
      )}
    </section>
  );
}
