import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api/client";
import type { ShipmentLine } from "../api/types";
import { quantity } from "../i18n/format";
import { useText } from "../i18n/index";
import type { Props } from "../orders/OrderDialogs";
import { useOrderWrite } from "../orders/useOrder";
import { EventWordsFields, useEventWords } from "../payments/EventWords";
import { offerUndo } from "../payments/quick";
import { NumberInput } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { EmptyState } from "../ui/feedback";
import { keepCarrier, lastCarrier, ParcelFields, useParcelErrors } from "./ParcelFields";
import { carrierNamed, numbersOf, type ParcelDraft, parcelOf } from "./parcel";
import styles from "./Shipments.module.css";
import { carrierWords } from "./Trackings";

/** What goes out: the numbers, the carrier, which lines, and what the customer is told (S22). */
export function ShipDialog({ order, onClose, open }: Props & { open: ShipmentLine[] }) {
  const t = useText();
  const client = useQueryClient();
  const errorsOf = useParcelErrors("parcel/");
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [parcel, setParcel] = useState<ParcelDraft>({
    carrier: carrierNamed(order.shipping_method_name) ?? lastCarrier(),
    carrier_name: "",
    tracking_url: "",
    numbers: "",
  });
  // Only what differs from "all that is open" is kept: a line that is added meanwhile goes along.
  const [less, setLess] = useState<Record<string, number | null>>({});
  const amounts = open.map((line) => ({
    line_id: line.line_id,
    quantity_milli:
      less[line.line_id] === undefined ? line.quantity_milli : (less[line.line_id] ?? 0),
  }));
  const words = useEventWords(order, "shipment.shipped", {
    "shipment.carrier": carrierWords(parcel.carrier, parcelOf(parcel).carrier_name),
    "shipment.numbers": numbersOf(parcel.numbers).join(", "),
    "shipment.lines": open
      .flatMap((line, at) => {
        const milli = amounts[at]?.quantity_milli ?? 0;
        return milli > 0 ? [`${quantity(milli)} × ${line.name}`] : [];
      })
      .join(", "),
  });
  const whole = open.every((line, at) => amounts[at]?.quantity_milli === line.quantity_milli);
  const write = useOrderWrite<object>(
    order,
    (body, call) => api.post(`/orders/${order.id}/ship`, body, call),
    {
      in_form: true,
      onDone: (next) => {
        keepCarrier(parcel.carrier);
        const done = words.notify ? "ui.event.done.ship" : "ui.event.done.ship_silent";
        offerUndo(client, next, "ship", t(done, { number: next.number }));
        onClose();
      },
    },
  );
  const submit = () => {
    const wrong = errorsOf(parcel);
    const lines = amounts.filter((one) => one.quantity_milli > 0);
    for (const [at, line] of open.entries()) {
      const wanted = amounts[at]?.quantity_milli ?? 0;
      if (wanted > line.quantity_milli) {
        wrong[`lines/${at}`] = t("ui.event.at_most", { amount: quantity(line.quantity_milli) });
      }
    }
    if (lines.length === 0) wrong["lines/0"] = t("ui.event.nothing_chosen");
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    write.go({ lines: whole ? [] : lines, parcel: parcelOf(parcel), ...words.told });
  };
  return (
    <FormDialog
      title={t("ui.event.ship_title", { number: order.number })}
      submit={t("ui.event.ship_do")}
      pending={write.pending}
      problem={write.problem}
      onClose={onClose}
      onSubmit={submit}
      errors={errors}
    >
      {open.length === 0 ? (
        <EmptyState kind="done" title={t("ui.event.nothing_to_ship")} />
      ) : (
        <>
          <ParcelFields
            at="parcel/"
            value={parcel}
            onChange={(change) => setParcel((before) => ({ ...before, ...change }))}
          />
          <Contents open={open} less={less} onChange={setLess} />
          <EventWordsFields order={order} words={words} />
        </>
      )}
    </FormDialog>
  );
}

function Contents({
  open,
  less,
  onChange,
}: {
  open: ShipmentLine[];
  less: Record<string, number | null>;
  onChange: (less: Record<string, number | null>) => void;
}) {
  const t = useText();
  return (
    <fieldset className={styles.contents}>
      <legend>{t("ui.event.contents")}</legend>
      <ul>
        {open.map((line, at) => (
          <li key={line.line_id}>
            <span>
              {line.name} <small className="id dim">{line.sku}</small>
            </span>
            <NumberInput
              hide_label
              label={t("ui.event.quantity_of", { name: line.name })}
              name={`lines/${at}`}
              digits={3}
              unit={t("ui.event.of_quantity", { quantity: quantity(line.quantity_milli) })}
              value={
                less[line.line_id] === undefined
                  ? line.quantity_milli
                  : (less[line.line_id] ?? null)
              }
              onChange={(milli) => onChange({ ...less, [line.line_id]: milli })}
            />
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
