// A quote of the cart as it stands (B5). Everything is filled in: the button sends it. Loaded when
// it is opened.
import { useQuery } from "@tanstack/react-query";
import { ChevronRight, FileText, Send } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { api } from "../api/client";
import type {
  CartQuotes,
  CreateQuote,
  LocaleCode,
  Order,
  OrderLine,
  Quote,
  QuoteLineRole,
} from "../api/types";
import { actingMembership, useSession } from "../app/session";
import { money, quantity } from "../i18n/format";
import { kLocaleNames, kLocales, useText } from "../i18n/index";
import { useAccount } from "../orders/lookups";
import { Button } from "../ui/Button";
import { Sheet } from "../ui/Dialog";
import { useDraft } from "../ui/draft";
import { FieldRow, Form, NumberInput, Select, TextArea, TextInput } from "../ui/Field";
import { Skeleton } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { showToast } from "../ui/toast";
import styles from "./Quotes.module.css";
import { showPaper, useQuotesWrite } from "./quotes";

const kDays = 10;
const kMostSets = 4;

interface Props {
  order: Order;
  quotes: CartQuotes;
  onClose: () => void;
}

/** How long a quote is valid where nobody says anything else. */
function useUsualDays() {
  const session = useSession();
  const account = actingMembership(session)?.account.id;
  return useQuery({
    queryKey: ["letterhead", account],
    queryFn: () => api.get<{ valid_days: number }>(`/accounts/${account}/letterhead`),
    retry: false,
    staleTime: 5 * 60_000,
  });
}

export default function CreateSheet(props: Props) {
  const t = useText();
  const account = useAccount(props.order.account.id);
  const usual = useUsualDays();
  // Filled in at once when it opens, not under the cursor of who has begun to type.
  if (account.isLoading || usual.isLoading) {
    return (
      <Sheet open title={t("ui.quote.create_title")} onClose={props.onClose}>
        <Skeleton lines={6} />
      </Sheet>
    );
  }
  return (
    <Filled
      {...props}
      email={account.data?.email ?? ""}
      locale={account.data?.locale ?? "de"}
      days={usual.data?.valid_days ?? kDays}
    />
  );
}

/** "fixed", "optional" or "alternative 2": what the reader chooses of one list. */
type Role = "fixed" | "optional" | `alternative ${number}`;

function roleOf(line: OrderLine, last: Quote | undefined): Role {
  const before = last?.content.lines.find((one) => one.line_id === line.id);
  if (!before || before.role === "fixed") return "fixed";
  return before.role === "optional" ? "optional" : `alternative ${before.choice}`;
}

function choiceOf(line_id: string, role: Role): NonNullable<CreateQuote["choices"]>[number] {
  const [name = "fixed", choice] = role.split(" ");
  return {
    line_id,
    role: name as QuoteLineRole,
    ...(choice && { choice: Number(choice) }),
  };
}

function Filled({
  order,
  quotes,
  email,
  locale,
  days,
  onClose,
}: Props & { email: string; locale: LocaleCode; days: number }) {
  const t = useText();
  const id = useId();
  // A quote is made of the cart as the reader saw it.
  const [seen] = useState(order);
  // Who sends the next edition has said all this once.
  const [last] = quotes.items;
  const form = useDraft({
    title: last?.title || seen.name,
    locale: last?.locale ?? locale,
    recipient_name: last?.recipient.name ?? "",
    recipient_email: last?.recipient.email || email,
    further_email: last?.recipient.further_email ?? "",
    message: last?.message ?? "",
    valid_days: (last?.valid_days ?? days) as number | null,
  });
  const [roles, setRoles] = useState<Record<string, Role>>(() =>
    Object.fromEntries(seen.lines.map((line) => [line.id, roleOf(line, last)])),
  );
  const [sending, setSending] = useState(true);
  const [previewing, setPreviewing] = useState(false);
  const choices = seen.lines
    .map((line) => choiceOf(line.id, roles[line.id] ?? "fixed"))
    .filter((one) => one.role !== "fixed");
  const bodyOf = (send: boolean): CreateQuote => ({ ...form.values, choices, send });
  const write = useQuotesWrite<CreateQuote>(
    seen,
    (body, call) => api.post(`/orders/${seen.id}/quotes`, body, call),
    {
      in_form: true,
      onDone: (next) => {
        const [made] = next.items;
        showToast({
          text:
            made?.state === "created"
              ? t("ui.quote.done.created", { number: made.number })
              : t("ui.quote.done.sent", { to: made?.recipient.email }),
          ...(made?.state === "created" && { tone: "bad" as const }),
        });
        onClose();
      },
    },
  );
  const go = (send: boolean) => {
    setSending(send);
    write.go(bodyOf(send));
  };
  const preview = async () => {
    setPreviewing(true);
    await showPaper(() => api.post<Blob>(`/orders/${seen.id}/quotes/preview`, bodyOf(false)));
    setPreviewing(false);
  };
  const sendByKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (!write.pending) go(true);
  };
  return (
    <Sheet
      open
      title={t("ui.quote.create_title")}
      lead={t(email ? "ui.quote.create_lead" : "ui.quote.create_lead_no_email", {
        name: seen.account.name,
      })}
      onClose={onClose}
      actions={
        <>
          <Button pending={write.pending && !sending} onClick={() => go(false)}>
            {t("ui.quote.only_create")}
          </Button>
          <Button
            type="submit"
            form={id}
            variant="primary"
            icon={Send}
            pending={write.pending && sending}
          >
            {t("ui.quote.create_and_send")}
          </Button>
        </>
      }
    >
      <Form id={id} problem={write.problem} onSubmit={() => go(true)} onKeyDown={sendByKey}>
        <TextInput
          label={t("ui.quote.recipient_email")}
          type="email"
          required
          maxLength={254}
          {...form.bind("recipient_email")}
        />
        <FieldRow>
          <TextInput
            label={t("ui.quote.recipient_name")}
            aside={t("ui.common.optional")}
            maxLength={120}
            {...form.bind("recipient_name")}
          />
          <TextInput
            label={t("ui.quote.further_email")}
            type="email"
            aside={t("ui.common.optional")}
            maxLength={254}
            {...form.bind("further_email")}
          />
        </FieldRow>
        <FieldRow>
          <Select
            label={t("ui.common.language")}
            name="locale"
            value={form.values.locale}
            onChange={(next) => form.set("locale", next as LocaleCode)}
            options={kLocales.map((one) => ({ value: one, label: kLocaleNames[one] }))}
          />
          <NumberInput
            label={t("ui.quote.valid_days")}
            unit={t("ui.quote.days")}
            hint={t("ui.quote.valid_days_hint")}
            {...form.bind("valid_days")}
          />
        </FieldRow>
        <TextInput
          label={t("ui.quote.title")}
          aside={t("ui.common.optional")}
          maxLength={120}
          {...form.bind("title")}
        />
        <TextArea
          label={t("ui.quote.message")}
          aside={t("ui.common.optional")}
          hint={t("ui.quote.message_hint")}
          rows={3}
          maxLength={5000}
          {...form.bind("message")}
        />
        <Roles
          order={seen}
          roles={roles}
          chosen={choices.length}
          onChange={(line_id, role) => setRoles((before) => ({ ...before, [line_id]: role }))}
        />
        <div>
          <Button icon={FileText} pending={previewing} onClick={() => void preview()}>
            {t("ui.quote.preview")}
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}

/** Which lines the recipient may leave out or choose among. Most quotes have none: it is shut. */
function Roles({
  order,
  roles,
  chosen,
  onChange,
}: {
  order: Order;
  roles: Record<string, Role>;
  chosen: number;
  onChange: (line_id: string, role: Role) => void;
}) {
  const t = useText();
  const [open] = useState(chosen > 0);
  const sets = Math.min(kMostSets, Math.max(1, Math.floor(order.lines.length / 2)));
  const options = [
    { value: "fixed", label: t("ui.quote.role.fixed") },
    { value: "optional", label: t("ui.quote.role.optional") },
    ...Array.from({ length: sets }, (_, at) => ({
      value: `alternative ${at + 1}`,
      label: t("ui.quote.role.alternative", { set: at + 1 }),
    })),
  ];
  return (
    <details className={styles.roles} open={open || undefined}>
      <summary>
        <Icon of={ChevronRight} size={14} />
        {t("ui.quote.roles")}
        <span>
          {chosen === 0 ? t("ui.quote.roles_none") : t("ui.quote.roles_some", { count: chosen })}
        </span>
      </summary>
      <p className="xs dim">{t("ui.quote.roles_hint")}</p>
      <ul>
        {order.lines.map((line) => (
          <li key={line.id}>
            <div>
              <b>{line.name}</b>
              <small>
                {quantity(line.quantity_milli)} {line.unit}
                {line.amount_cents !== null && `, ${money(line.amount_cents, order.currency)}`}
                {line.charge_type !== "one_off" && `, ${t(`ui.cart.group.${line.charge_type}`)}`}
              </small>
            </div>
            <Select
              label={t("ui.quote.role_of", { name: line.name })}
              hide_label
              value={roles[line.id] ?? "fixed"}
              onChange={(role) => onChange(line.id, role as Role)}
              options={options}
            />
          </li>
        ))}
      </ul>
    </details>
  );
}
