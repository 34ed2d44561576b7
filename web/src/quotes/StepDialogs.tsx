// What ends or moves a quote and wants a word before: sending again, withdrawing, yes, no, a
// question. Loaded when the first of them is opened.
import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { api } from "../api/client";
import type { AcceptQuote, AskSeller, Quote, QuoteLine } from "../api/types";
import { useSession } from "../app/session";
import { money, quantity, unitPrice } from "../i18n/format";
import { rich, useText } from "../i18n/index";
import { useDraft } from "../ui/draft";
import {
  Checkbox,
  FieldRow,
  MoneyInput,
  NumberInput,
  RadioGroup,
  TextArea,
  TextInput,
} from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { Icon } from "../ui/Icon";
import { showToast } from "../ui/toast";
import { DateTime } from "../ui/Values";
import { News } from "./News";
import styles from "./Quotes.module.css";
import { choicesOf, stepOf, useQuotesWrite } from "./quotes";

export interface StepProps {
  cart: { id: string; version: number };
  quote: Quote;
  onClose: () => void;
}

export default function StepDialogs({
  which,
  ...props
}: StepProps & { which: "resend" | "withdraw" | "accept" | "reject" | "ask" }) {
  switch (which) {
    case "resend":
      return <ResendDialog {...props} />;
    case "withdraw":
      return <WithdrawDialog {...props} />;
    case "accept":
      return <AcceptDialog {...props} />;
    case "reject":
      return <RejectDialog {...props} />;
    case "ask":
      return <AskDialog {...props} />;
  }
}

/** A new link and new days; the old link is dead at once, which the dialog says. */
function ResendDialog({ cart, quote, onClose }: StepProps) {
  const t = useText();
  // As the reader saw it when he opened the dialog.
  const [seen] = useState(cart);
  const form = useDraft({
    recipient_email: quote.recipient.email,
    further_email: quote.recipient.further_email,
    valid_days: quote.valid_days as number | null,
  });
  const write = useQuotesWrite<typeof form.values>(
    seen,
    (body, call) => api.post(stepOf(seen.id, quote.id, "send"), body, call),
    {
      in_form: true,
      onDone: () => {
        showToast({ text: t("ui.quote.done.sent", { to: form.values.recipient_email }) });
        onClose();
      },
    },
  );
  const first = quote.state === "created";
  return (
    <FormDialog
      title={t(first ? "ui.quote.send_title" : "ui.quote.resend_title", { number: quote.number })}
      lead={
        quote.state === "sent" && quote.expires_at_ms !== null
          ? rich("ui.quote.resend_lead", { time: <DateTime at_ms={quote.expires_at_ms} /> })
          : t(first ? "ui.quote.send_lead" : "ui.quote.resend_expired_lead")
      }
      submit={t(first ? "ui.quote.send_now" : "ui.quote.resend")}
      pending={write.pending}
      problem={write.problem}
      onClose={onClose}
      onSubmit={() => write.go(form.values)}
    >
      <News quote={quote} />
      <TextInput
        label={t("ui.quote.recipient_email")}
        type="email"
        required
        maxLength={254}
        {...form.bind("recipient_email")}
      />
      <FieldRow>
        <TextInput
          label={t("ui.quote.further_email")}
          type="email"
          aside={t("ui.common.optional")}
          maxLength={254}
          {...form.bind("further_email")}
        />
        <NumberInput
          label={t("ui.quote.valid_days")}
          unit={t("ui.quote.days")}
          {...form.bind("valid_days")}
        />
      </FieldRow>
    </FormDialog>
  );
}

function WithdrawDialog({ cart, quote, onClose }: StepProps) {
  const t = useText();
  const [seen] = useState(cart);
  const [reason, setReason] = useState("");
  const write = useQuotesWrite<{ reason: string }>(
    seen,
    (body, call) => api.post(stepOf(seen.id, quote.id, "withdraw"), body, call),
    {
      in_form: true,
      onDone: () => {
        showToast({ text: t("ui.quote.done.withdrawn") });
        onClose();
      },
    },
  );
  return (
    <FormDialog
      title={t("ui.quote.withdraw_title", { number: quote.number })}
      lead={t(
        quote.sent_at_ms === null ? "ui.quote.withdraw_unsent_lead" : "ui.quote.withdraw_lead",
      )}
      submit={t("ui.quote.withdraw")}
      variant="danger"
      pending={write.pending}
      problem={write.problem}
      onClose={onClose}
      onSubmit={() => write.go({ reason })}
    >
      <TextArea
        label={t("ui.quote.reason")}
        name="reason"
        aside={t("ui.common.optional")}
        rows={2}
        maxLength={2000}
        value={reason}
        onChange={setReason}
      />
    </FormDialog>
  );
}

function RejectDialog({ cart, quote, onClose }: StepProps) {
  const t = useText();
  const { staff } = useSession();
  const [seen] = useState(cart);
  const [reason, setReason] = useState("");
  const write = useQuotesWrite<{ reason: string }>(
    seen,
    (body, call) => api.post(stepOf(seen.id, quote.id, "reject"), body, call),
    {
      in_form: true,
      onDone: () => {
        showToast({ text: t("ui.quote.done.rejected") });
        onClose();
      },
    },
  );
  return (
    <FormDialog
      title={t("ui.quote.reject_title", { number: quote.number })}
      lead={t(
        quote.state === "accepted"
          ? "ui.quote.reject_accepted_lead"
          : staff
            ? "ui.quote.reject_staff_lead"
            : "ui.quote.reject_lead",
      )}
      submit={t("ui.quote.reject")}
      variant="danger"
      pending={write.pending}
      problem={write.problem}
      onClose={onClose}
      onSubmit={() => write.go({ reason })}
    >
      <TextArea
        label={t("ui.quote.reason")}
        name="reason"
        aside={t("ui.common.optional")}
        rows={3}
        maxLength={2000}
        value={reason}
        onChange={setReason}
      />
    </FormDialog>
  );
}

/** A customer says yes; or the team writes down a yes that was said elsewhere, with its proof. */
function AcceptDialog({ cart, quote, onClose }: StepProps) {
  const t = useText();
  const { staff, user } = useSession();
  const [seen] = useState(cart);
  const { content } = quote;
  const { options, alternatives } = choicesOf(content);
  const form = useDraft({
    name: staff ? quote.recipient.name : user.name,
    role: "",
    purchase_order: "",
    evidence: "",
    terms_accepted: false,
  });
  const [taken, setTaken] = useState<number[]>(() =>
    alternatives.flatMap((set) => set[0]?.position ?? []),
  );
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const write = useQuotesWrite<AcceptQuote>(
    seen,
    (body, call) => api.post(stepOf(seen.id, quote.id, "accept"), body, call),
    {
      in_form: true,
      onDone: () => {
        showToast({ text: t(content.prospect ? "ui.quote.done.waits" : "ui.quote.done.accepted") });
        onClose();
      },
    },
  );
  const submit = () => {
    if (!staff && !form.values.terms_accepted) {
      setWrong({ terms_accepted: t("ui.quote.terms_needed") });
      return;
    }
    setWrong({});
    write.go({ ...form.values, selection: taken });
  };
  return (
    <FormDialog
      title={t(staff ? "ui.quote.record_title" : "ui.quote.accept_title", {
        number: quote.number,
      })}
      lead={t(
        staff
          ? "ui.quote.record_lead"
          : content.prospect
            ? "ui.quote.accept_prospect_lead"
            : "ui.quote.accept_lead",
      )}
      submit={t(
        staff
          ? "ui.quote.record"
          : content.consumer
            ? "ui.quote.accept_with_obligation"
            : "ui.quote.accept_binding",
      )}
      pending={write.pending}
      problem={write.problem}
      errors={wrong}
      onClose={onClose}
      onSubmit={submit}
    >
      <div className={styles.summary}>
        <b>{content.title || quote.number}</b>
        <span className={styles.sums}>
          {(quote.total_cents > 0 || quote.monthly_cents + quote.yearly_cents === 0) && (
            <span>
              {t("ui.quote.sum_once", { amount: money(quote.total_cents, quote.currency) })}
            </span>
          )}
          {quote.monthly_cents > 0 && (
            <span>
              {t("ui.quote.sum_monthly", { amount: money(quote.monthly_cents, quote.currency) })}
            </span>
          )}
          {quote.yearly_cents > 0 && (
            <span>
              {t("ui.quote.sum_yearly", { amount: money(quote.yearly_cents, quote.currency) })}
            </span>
          )}
        </span>
        {options.length > 0 && <small className="muted">{t("ui.quote.without_options")}</small>}
      </div>
      {alternatives.map((set) => {
        const [first] = set;
        const positions = set.map((line) => line.position);
        return (
          <RadioGroup
            key={first?.choice}
            label={t("ui.quote.choose_from")}
            value={String(taken.find((one) => positions.includes(one)) ?? "")}
            onChange={(next) =>
              setTaken((before) => [
                ...before.filter((one) => !positions.includes(one)),
                Number(next),
              ])
            }
            options={set.map((line) => ({
              value: String(line.position),
              label: `${line.name}, ${lineWords(line, quote.currency)}`,
            }))}
          />
        );
      })}
      {options.length > 0 && (
        <fieldset className={styles.choice}>
          <legend>{t("ui.quote.choose_options")}</legend>
          {options.map((line) => (
            <Checkbox
              key={line.position}
              label={`${line.name}, ${lineWords(line, quote.currency)}`}
              checked={taken.includes(line.position)}
              onChange={(on) =>
                setTaken((before) =>
                  on ? [...before, line.position] : before.filter((one) => one !== line.position),
                )
              }
            />
          ))}
        </fieldset>
      )}
      <FieldRow>
        <TextInput
          label={t("ui.quote.accepter_name")}
          required
          maxLength={120}
          autoComplete={staff ? "off" : "name"}
          {...form.bind("name")}
        />
        <TextInput
          label={t("ui.quote.accepter_role")}
          aside={t("ui.common.optional")}
          maxLength={120}
          {...form.bind("role")}
        />
      </FieldRow>
      <TextInput
        label={t(staff ? "ui.quote.purchase_order" : "ui.quote.own_purchase_order")}
        aside={t("ui.common.optional")}
        hint={t("ui.quote.purchase_order_hint")}
        maxLength={60}
        {...form.bind("purchase_order")}
      />
      {staff ? (
        <TextArea
          label={t("ui.quote.evidence")}
          hint={t("ui.quote.evidence_hint")}
          required
          rows={2}
          maxLength={2000}
          {...form.bind("evidence")}
        />
      ) : (
        <Checkbox
          name="terms_accepted"
          label={termsWords(content, t("ui.quote.terms"), t("ui.quote.terms_plain"))}
          checked={form.values.terms_accepted}
          onChange={(on) => form.set("terms_accepted", on)}
        />
      )}
    </FormDialog>
  );
}

function termsWords(content: Quote["content"], link: string, plain: string): ReactNode {
  if (!content.letterhead.terms_url) return plain;
  return rich("ui.quote.terms_agree", {
    terms: (
      <a className="link" href={content.letterhead.terms_url} target="_blank" rel="noreferrer">
        {link}
      </a>
    ),
    seller: content.seller.company || content.seller.name,
  });
}

function lineWords(line: QuoteLine, currency: string): string {
  return `${quantity(line.quantity_milli)} ${line.unit}, ${money(line.amount_cents, currency)}`;
}

/** A question, or with prices the wish for another edition. */
function AskDialog({ cart, quote, onClose }: StepProps) {
  const t = useText();
  const [seen] = useState(cart);
  const [message, setMessage] = useState("");
  const [prices, setPrices] = useState<Record<number, number | null>>({});
  const proposed = quote.content.lines.flatMap(({ position }) => {
    const unit_price_e4 = prices[position];
    return unit_price_e4 == null ? [] : [{ position, unit_price_e4 }];
  });
  const write = useQuotesWrite<AskSeller>(
    seen,
    (body, call) => api.post(stepOf(seen.id, quote.id, "ask"), body, call),
    {
      in_form: true,
      onDone: () => {
        showToast({ text: t("ui.quote.done.asked") });
        onClose();
      },
    },
  );
  return (
    <FormDialog
      as="sheet"
      title={t("ui.quote.ask_title", { number: quote.number })}
      lead={t("ui.quote.ask_lead", {
        name: quote.content.contact.name || quote.content.seller.company,
      })}
      submit={t("ui.quote.ask")}
      pending={write.pending}
      problem={write.problem}
      onClose={onClose}
      onSubmit={() => write.go({ message, prices: proposed })}
    >
      <TextArea
        label={t("ui.quote.question")}
        name="message"
        required
        rows={4}
        maxLength={5000}
        value={message}
        onChange={setMessage}
      />
      <details className={styles.roles}>
        <summary>
          <Icon of={ChevronRight} size={14} />
          {t("ui.quote.other_prices")}
        </summary>
        <ul>
          {quote.content.lines.map((line) => (
            <li key={line.position}>
              <div>
                <b>{line.name}</b>
                <small>
                  {t("ui.quote.offered_at", {
                    price: unitPrice(line.unit_price_e4, quote.currency),
                    unit: line.unit,
                  })}
                </small>
              </div>
              <MoneyInput
                unit_price
                currency={quote.currency}
                label={t("ui.quote.wished_price", { name: line.name })}
                hide_label
                value={prices[line.position] ?? null}
                onChange={(value) => setPrices((before) => ({ ...before, [line.position]: value }))}
              />
            </li>
          ))}
        </ul>
      </details>
    </FormDialog>
  );
}
