// Payment, delivery and addresses of an order.
import { useState } from "react";
import { api } from "../api/client";
import type { Address, Order, OrderPatch } from "../api/types";
import { AddressFields, kNoAddress } from "../app/AddressFields";
import { useSession } from "../app/session";
import { useText } from "../i18n/index";
import { useDraft } from "../ui/draft";
import { DateInput, MoneyInput, RadioGroup, Select } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { useMethods } from "./lookups";
import type { Props } from "./OrderDialogs";
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
    <FormDialog
      title={t("ui.orders.change_payment")}
      submit={t("ui.common.save")}
      pending={write.pending}
      problem={write.problem}
      onClose={onClose}
      onSubmit={() => write.go({ payment_method: code || null })}
    >
      <RadioGroup
        label={t("ui.orders.payment_method")}
        name="payment_method"
        value={code}
        onChange={setCode}
        options={methods.map((one) => ({ value: one.code, label: one.name }))}
      />
    </FormDialog>
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
    <FormDialog
      title={t("ui.orders.change_delivery")}
      submit={t("ui.common.save")}
      pending={write.pending}
      problem={write.problem}
      onClose={onClose}
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
    </FormDialog>
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
    <FormDialog
      title={t(`ui.orders.edit_${kind}`)}
      lead={t("ui.orders.address_lead")}
      submit={t("ui.common.save")}
      pending={write.pending}
      problem={write.problem}
      onClose={onClose}
      onSubmit={submit}
    >
      <AddressFields at={kind} value={draft.values} onChange={draft.set} />
    </FormDialog>
  );
}
