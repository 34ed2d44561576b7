// Payment, delivery and addresses of an order.
import { useState } from "react";
import { api } from "../api/client";
import type { Address, Order, OrderPatch } from "../api/types";
import { AddressFields, kNoAddress } from "../app/AddressFields";
import { useSession } from "../app/session";
import { useText } from "../i18n/index";
import { Dialog } from "../ui/Dialog";
import { useDraft } from "../ui/draft";
import { DateInput, Form, MoneyInput, RadioGroup, Select } from "../ui/Field";
import { kForm, type DialogProps as Props, useActions } from "./dialogForm";
import { useMethods } from "./lookups";
import { useOrderWrite } from "./useOrder";

function usePatch(order: Order, onClose: () => void) {
  return useOrderWrite<OrderPatch>(
    order,
    (body, call) => api.patch(`/orders/${order.id}`, body, call),
    { moves: true, in_form: true, onDone: onClose },
  );
}

export function PaymentDialog({ order, onClose }: Props) {
  const t = useText();
  const methods = useMethods("payment").data ?? [];
  const [code, setCode] = useState(order.payment_method ?? "");
  const write = usePatch(order, onClose);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("ui.orders.change_payment")}
      actions={useActions(write, t("ui.common.save"), onClose)}
    >
      <Form
        id={kForm}
        problem={write.problem}
        onSubmit={() => write.go({ payment_method: code || null })}
      >
        <RadioGroup
          label={t("ui.orders.payment_method")}
          name="payment_method"
          value={code}
          onChange={setCode}
          options={methods.map((one) => ({ value: one.code, label: one.name }))}
        />
      </Form>
    </Dialog>
  );
}

export function DeliveryDialog({ order, onClose }: Props) {
  const t = useText();
  const methods = useMethods("shipping").data ?? [];
  const draft = useDraft({
    shipping_method: order.shipping_method ?? "",
    shipping_cost_cents: order.shipping_cost_cents as number | null,
    requested_delivery_on: order.requested_delivery_on ?? "",
  });
  const write = usePatch(order, onClose);
  const cost_of = (code: string) => methods.find((one) => one.code === code)?.cost_cents;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("ui.orders.change_delivery")}
      actions={useActions(write, t("ui.common.save"), onClose)}
    >
      <Form
        id={kForm}
        problem={write.problem}
        onSubmit={() =>
          write.go({
            shipping_method: draft.values.shipping_method || null,
            shipping_cost_cents: draft.values.shipping_cost_cents ?? 0,
            requested_delivery_on: draft.values.requested_delivery_on || null,
          })
        }
      >
        <Select
          label={t("ui.orders.method")}
          {...draft.bind("shipping_method")}
          onChange={(code) => {
            const cost = cost_of(code);
            draft.set("shipping_method", code);
            if (typeof cost === "number") draft.set("shipping_cost_cents", cost);
          }}
          placeholder={t("ui.orders.none_chosen")}
          options={methods.map((one) => ({ value: one.code, label: one.name }))}
        />
        <MoneyInput
          label={t("ui.orders.shipping_cost")}
          currency={order.currency}
          {...draft.bind("shipping_cost_cents")}
        />
        <DateInput
          label={t("ui.orders.wanted_day")}
          aside={t("ui.orders.optional")}
          {...draft.bind("requested_delivery_on")}
        />
      </Form>
    </Dialog>
  );
}

export function AddressDialog({
  order,
  onClose,
  kind,
}: Pick<Props, "order" | "onClose"> & { kind: "shipping_address" | "billing_address" }) {
  const t = useText();
  const present = order[kind];
  const { tenant } = useSession();
  const draft = useDraft({ ...kNoAddress, country: tenant.country, ...present });
  const write = usePatch(order, onClose);
  const submit = () => {
    // An address of the order is a copy; it has no id of its own.
    const address: Address = {
      ...draft.values,
      id: null,
      kind: kind === "shipping_address" ? "shipping" : "billing",
      is_default: false,
    };
    write.go({ [kind]: address });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(`ui.orders.edit_${kind}`)}
      lead={t("ui.orders.address_lead")}
      actions={useActions(write, t("ui.common.save"), onClose)}
    >
      <Form id={kForm} problem={write.problem} onSubmit={submit}>
        <AddressFields at={kind} value={draft.values} onChange={draft.set} />
      </Form>
    </Dialog>
  );
}
