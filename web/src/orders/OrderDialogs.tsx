// Everything that asks before it writes. Loaded when the first of them opens.
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { Label, Order, ReasonCode } from "../api/types";
import { ColorField } from "../app/ColorField";
import { textOf, useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { Sheet } from "../ui/Dialog";
import { useDraft } from "../ui/draft";
import { Checkbox, DateInput, RadioGroup, Select, TextArea, TextInput } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { showToast } from "../ui/toast";
import { AddressDialog, DeliveryDialog, PaymentDialog } from "./DetailDialogs";
import { LinesEditor } from "./LinesEditor";
import { useOrderWrite } from "./useOrder";

const EventDialog = lazy(() => import("../payments/EventDialog"));

export interface Props {
  order: Order;
  onClose: () => void;
  /** The order has left the reader's list. */
  onEnded: () => void;
}

export type OrderDialog =
  | "decline"
  | "cancel"
  | "reopen"
  | "delete"
  | "payment"
  | "delivery"
  | "shipping_address"
  | "billing_address"
  | "due"
  | "hold"
  | "label"
  | "lines"
  | "prices"
  | "pay"
  | "refund"
  | "ship";

export default function OrderDialogs({ which, ...now }: Props & { which: OrderDialog }) {
  // A form writes against what its reader saw when it opened: who changed the order meanwhile is
  // then shown (412) and not overwritten.
  const [seen] = useState(now.order);
  const props = { ...now, order: seen };
  switch (which) {
    case "decline":
    case "cancel":
      return <EndDialog {...props} step={which} />;
    case "reopen":
      return <ReopenDialog {...props} />;
    case "delete":
      return <DeleteDialog {...props} />;
    case "payment":
      return <PaymentDialog {...props} />;
    case "delivery":
      return <DeliveryDialog {...props} />;
    case "shipping_address":
    case "billing_address":
      return <AddressDialog {...props} kind={which} />;
    case "due":
      return <DueDialog {...props} />;
    case "hold":
      return <HoldDialog {...props} />;
    case "label":
      return <LabelDialog {...props} />;
    case "pay":
    case "refund":
    case "ship":
      return (
        <Suspense fallback={null}>
          <EventDialog {...props} which={which} />
        </Suspense>
      );
    default:
      return <LinesDialog {...now} />;
  }
}

const kReasons: ReasonCode[] = [
  "out_of_stock",
  "payment_missing",
  "address",
  "price",
  "duplicate",
  "other",
];
function EndDialog({ order, onClose, onEnded, step }: Props & { step: "decline" | "cancel" }) {
  const t = useText();
  const [missing, setMissing] = useState<Record<string, string>>({});
  const draft = useDraft({ reason_code: "", message: "", internal_note: "" });
  const write = useOrderWrite<typeof draft.values>(
    order,
    (body, call) => api.post(`/orders/${order.id}/${step}`, body, call),
    {
      moves: true,
      in_form: true,
      onDone: (next) => {
        showToast({ text: t(`ui.orders.done.${step}`, { number: next.number }) });
        onEnded();
      },
    },
  );
  const submit = () => {
    if (!draft.values.reason_code) {
      setMissing({ reason_code: t("ui.orders.choose_reason") });
      return;
    }
    write.go(draft.values);
  };
  return (
    <FormDialog
      title={t(`ui.orders.${step}_title`, { number: order.number })}
      lead={t(`ui.orders.${step}_lead`, { customer: order.account.name })}
      submit={t(`ui.orders.action.${step}`)}
      variant="danger"
      pending={write.pending}
      problem={write.problem}
      onClose={onClose}
      onSubmit={submit}
      errors={missing}
    >
      <RadioGroup
        label={t("ui.orders.reason")}
        {...draft.bind("reason_code")}
        options={kReasons.map((code) => ({ value: code, label: t(`state.reason.${code}`) }))}
      />
      <TextArea
        label={t("ui.orders.text_for_customer")}
        hint={t("ui.orders.text_for_customer_hint")}
        {...draft.bind("message")}
      />
      <TextArea
        label={t("ui.orders.internal_note")}
        hint={t("ui.orders.note_only_team")}
        {...draft.bind("internal_note")}
      />
    </FormDialog>
  );
}

function ReopenDialog({ order, onClose }: Props) {
  const t = useText();
  const [missing, setMissing] = useState<Record<string, string>>({});
  const draft = useDraft({ reason: "" });
  const write = useOrderWrite<typeof draft.values>(
    order,
    (body, call) => api.post(`/orders/${order.id}/reopen`, body, call),
    { moves: true, in_form: true, onDone: onClose },
  );
  return (
    <FormDialog
      title={t("ui.orders.reopen_title", { number: order.number })}
      lead={t("ui.orders.reopen_lead")}
      submit={t("ui.orders.action.reopen")}
      pending={write.pending}
      problem={write.problem}
      onClose={onClose}
      errors={missing}
      onSubmit={() =>
        draft.values.reason.trim()
          ? write.go(draft.values)
          : setMissing({ reason: t("ui.orders.say_why") })
      }
    >
      <TextArea label={t("ui.orders.why_reopen")} {...draft.bind("reason")} />
    </FormDialog>
  );
}

/** The number is typed, because this cannot be taken back (U22). */
export function DeleteDialog({ order, onClose, onEnded }: Props) {
  const t = useText();
  const client = useQueryClient();
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const draft = useDraft({ number: "", reason: "" });
  const cart = order.state === "cart";
  const write = useCommand<typeof draft.values, unknown>({
    run: (body, call) => api.post(`/orders/${order.id}/delete`, body, call),
    version: order.version,
    invalidates: [["orders"], ["views"], ["start"]],
    onProblem: () => true,
    onDone: () => {
      client.removeQueries({ queryKey: ["order_number", order.number] });
      showToast({
        text: t(cart ? "ui.orders.done.delete_cart" : "ui.orders.done.delete", {
          number: order.number,
        }),
      });
      onEnded();
    },
  });
  return (
    <FormDialog
      title={t(cart ? "ui.orders.delete_cart_title" : "ui.orders.delete_title", {
        number: order.number,
      })}
      lead={t("ui.orders.delete_lead")}
      submit={t("ui.orders.action.delete")}
      variant="danger"
      pending={write.pending}
      problem={write.problem}
      onClose={onClose}
      errors={wrong}
      fields_of_code={{ number_not_typed: "number" }}
      onSubmit={() =>
        draft.values.number.trim() === order.number
          ? write.go(draft.values)
          : setWrong({ number: t("ui.orders.number_wrong", { number: order.number }) })
      }
    >
      <TextInput
        label={t("ui.orders.type_number", { number: order.number })}
        autoComplete="off"
        {...draft.bind("number")}
      />
      <TextInput label={t("ui.orders.delete_reason")} {...draft.bind("reason")} />
    </FormDialog>
  );
}

function DueDialog({ order, onClose }: Props) {
  const t = useText();
  const [day, setDay] = useState(order.due_on ?? "");
  const write = useOrderWrite<string | null>(
    order,
    (due_on, call) => api.put(`/orders/${order.id}/due`, { due_on }, { key: call.key }),
    { moves: true, in_form: true, onDone: onClose },
  );
  return (
    <FormDialog
      size="small"
      title={t("ui.orders.due_title")}
      lead={t("ui.orders.due_lead")}
      submit={t("ui.common.save")}
      pending={write.pending}
      problem={write.problem}
      onClose={onClose}
      onSubmit={() => write.go(day || null)}
    >
      <DateInput label={t("ui.orders.due")} name="due_on" value={day} onChange={setDay} />
    </FormDialog>
  );
}

const kHolds = ["address", "awaiting_payment", "risk", "stock", "manual"] as const;

function HoldDialog({ order, onClose }: Props) {
  const t = useText();
  const draft = useDraft({ kind: "address", blocks: "confirm", reason: "" });
  const write = useOrderWrite<typeof draft.values>(
    order,
    (body, call) => api.post(`/orders/${order.id}/holds`, body, { key: call.key }),
    { moves: true, in_form: true, onDone: onClose },
  );
  return (
    <FormDialog
      title={t("ui.orders.hold_title", { number: order.number })}
      lead={t("ui.orders.hold_lead")}
      submit={t("ui.orders.hold_do")}
      pending={write.pending}
      problem={write.problem}
      onClose={onClose}
      onSubmit={() => write.go(draft.values)}
    >
      <Select
        label={t("ui.orders.hold_kind")}
        {...draft.bind("kind")}
        options={kHolds.map((kind) => ({ value: kind, label: textOf(`state.hold.${kind}`) }))}
      />
      <RadioGroup
        label={t("ui.orders.hold_blocks")}
        {...draft.bind("blocks")}
        options={(["confirm", "ship", "both"] as const).map((one) => ({
          value: one,
          label: t(`ui.orders.hold_blocks_${one}`),
        }))}
      />
      <TextInput
        label={t("ui.orders.hold_reason")}
        hint={t("ui.orders.hold_reason_hint")}
        {...draft.bind("reason")}
      />
    </FormDialog>
  );
}

function LabelDialog({ order, onClose }: Props) {
  const t = useText();
  const draft = useDraft({ name: "", color: "petrol" });
  const [at_once, setAtOnce] = useState(true);
  const set = useOrderWrite<string[]>(order, (label_ids, call) =>
    api.put(`/orders/${order.id}/labels`, { label_ids }, { key: call.key }),
  );
  const make = useCommand<typeof draft.values, Label>({
    run: (body, call) => api.post("/labels", { ...body, owner: "", due_on: null }, call),
    invalidates: [["labels"]],
    onProblem: () => true,
    onDone: (label) => {
      if (at_once) set.go([...order.labels.map((one) => one.id), label.id]);
      onClose();
    },
  });
  return (
    <FormDialog
      size="small"
      title={t("ui.orders.new_label_title")}
      submit={t("ui.orders.create_label")}
      pending={make.pending}
      problem={make.problem}
      onClose={onClose}
      fields_of_code={{ label_taken: "name" }}
      onSubmit={() => make.go(draft.values)}
    >
      <TextInput label={t("ui.orders.name")} maxLength={40} {...draft.bind("name")} />
      <ColorField {...draft.bind("color")} />
      <Checkbox label={t("ui.orders.label_at_once")} checked={at_once} onChange={setAtOnce} />
    </FormDialog>
  );
}

/** Amending the articles of an order, with the same table as in a cart. */
function LinesDialog({ order, onClose }: Props) {
  const t = useText();
  return (
    <Sheet
      open
      onClose={onClose}
      size="wide"
      title={t("ui.orders.lines_title", { number: order.number })}
      lead={t("ui.orders.lines_lead")}
      actions={
        <Button variant="primary" onClick={onClose}>
          {t("ui.orders.finished")}
        </Button>
      }
    >
      <LinesEditor order={order} />
    </Sheet>
  );
}
