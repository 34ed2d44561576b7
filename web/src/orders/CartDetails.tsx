import { useState } from "react";
import { api } from "../api/client";
import type { Order, OrderPatch } from "../api/types";
import { Card } from "../app/Screen";
import { useSession } from "../app/session";
import { money } from "../i18n/format";
import { textOf, useText } from "../i18n/index";
import { DateInput, MoneyInput, NumberInput, Select, TextArea, TextInput } from "../ui/Field";
import { ErrorLine } from "../ui/feedback";
import styles from "./Cart.module.css";
import { CommittedNumber } from "./CommittedNumber";
import { useMethods } from "./lookups";
import { AddressLines } from "./Totals";
import { useOrderWrite, usePatchQueue } from "./useOrder";

const kCases = ["new_contract", "extension", "change", "reorder"] as const;

/** References, methods, addresses, note. Each field is written when it is left. */
export default function CartDetails({
  order,
  onAddress,
}: {
  order: Order;
  onAddress: (which: "shipping_address" | "billing_address") => void;
}) {
  const t = useText();
  const { staff, tenant } = useSession();
  const payments = useMethods("payment").data ?? [];
  const shippings = useMethods("shipping").data ?? [];
  const may = order.actions.some((one) => one.name === "edit" && one.allowed);
  const write = useOrderWrite<OrderPatch>(
    order,
    (body, call) => api.patch(`/orders/${order.id}`, body, call),
    { in_form: true },
  );
  const save = usePatchQueue(write);
  const typed = (name: "name" | "own_reference" | "contract_number" | "note_to_merchant") => ({
    value: order[name],
    disabled: !may,
    onCommit: (value: string) => save({ [name]: value }),
  });
  const priceOf = (cents: unknown) =>
    typeof cents === "number" ? ` · ${money(cents, order.currency)}` : "";
  return (
    <Card title={t("ui.cart.details")}>
      {write.problem && <ErrorLine problem={write.problem} />}
      <div className={styles.fields}>
        <Committed {...typed("name")}>
          {(bind) => <TextInput label={t("ui.cart.name")} maxLength={120} {...bind} />}
        </Committed>
        <Committed {...typed("own_reference")}>
          {(bind) => <TextInput label={t("ui.cart.own_reference")} maxLength={60} {...bind} />}
        </Committed>
        {(tenant.one_cart_per_contract || order.contract_number) && (
          <>
            <Committed {...typed("contract_number")}>
              {(bind) => <TextInput label={t("field.contract_number")} maxLength={40} {...bind} />}
            </Committed>
            <Select
              label={t("field.business_case")}
              disabled={!may}
              value={order.business_case ?? ""}
              placeholder={t("ui.orders.none_chosen")}
              onChange={(code) =>
                save({ business_case: (code || null) as OrderPatch["business_case"] })
              }
              options={kCases.map((one) => ({
                value: one,
                label: textOf(`state.business_case.${one}`),
              }))}
            />
          </>
        )}
        <Select
          label={t("ui.orders.payment_method")}
          disabled={!may}
          value={order.payment_method ?? ""}
          placeholder={t("ui.orders.none_chosen")}
          onChange={(code) => save({ payment_method: code || null })}
          options={payments.map((one) => ({ value: one.code, label: one.name }))}
        />
        <Select
          label={t("ui.orders.method")}
          disabled={!may}
          value={order.shipping_method ?? ""}
          placeholder={t("ui.orders.none_chosen")}
          onChange={(code) => save({ shipping_method: code || null })}
          options={shippings.map((one) => ({
            value: one.code,
            label: one.name + priceOf(one.cost_cents),
          }))}
        />
        {staff && (
          <CommittedNumber
            value={order.shipping_cost_cents}
            onCommit={(value) => save({ shipping_cost_cents: value ?? 0 })}
          >
            {(bind) => (
              <MoneyInput
                label={t("ui.orders.shipping_cost")}
                disabled={!may}
                currency={order.currency}
                {...bind}
              />
            )}
          </CommittedNumber>
        )}
        <DateInput
          label={t("ui.orders.wanted_day")}
          disabled={!may}
          value={order.requested_delivery_on ?? ""}
          onChange={(day) => save({ requested_delivery_on: day || null })}
        />
        {staff && (
          <>
            <CommittedNumber
              value={order.discount_bp}
              onCommit={(value) => save({ discount_bp: value ?? 0 })}
            >
              {(bind) => (
                <NumberInput
                  label={t("ui.cart.order_discount")}
                  disabled={!may}
                  digits={2}
                  unit="%"
                  {...bind}
                />
              )}
            </CommittedNumber>
            <CommittedNumber
              value={order.discount_cents}
              onCommit={(value) => save({ discount_cents: value ?? 0 })}
            >
              {(bind) => (
                <MoneyInput
                  label={t("ui.cart.order_discount_amount")}
                  disabled={!may}
                  currency={order.currency}
                  {...bind}
                />
              )}
            </CommittedNumber>
          </>
        )}
        <Committed {...typed("note_to_merchant")}>
          {(bind) => (
            <TextArea
              label={t("ui.cart.note_to_merchant")}
              rows={2}
              className={styles.wide}
              {...bind}
            />
          )}
        </Committed>
        {(["shipping_address", "billing_address"] as const).map((which) => (
          <div key={which} className={styles.address}>
            <h3>
              {t(`ui.cart.${which}`)}
              {may && (
                <button type="button" className="link" onClick={() => onAddress(which)}>
                  {t(`ui.orders.edit_${which}`)}
                </button>
              )}
            </h3>
            <AddressLines address={order[which]} />
          </div>
        ))}
      </div>
    </Card>
  );
}

/** A field of text that is written when it is left. */
function Committed({
  value,
  disabled,
  onCommit,
  children,
}: {
  value: string;
  disabled: boolean;
  onCommit: (value: string) => void;
  children: (bind: {
    value: string;
    disabled: boolean;
    onChange: (value: string) => void;
    onBlur: () => void;
  }) => React.ReactNode;
}) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    setTyped(value);
  }
  return children({
    value: typed,
    disabled,
    onChange: setTyped,
    onBlur: () => typed !== value && onCommit(typed),
  });
}
