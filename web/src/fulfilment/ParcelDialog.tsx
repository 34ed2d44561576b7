import { useState } from "react";
import { api } from "../api/client";
import type { Order, Shipment } from "../api/types";
import { useText } from "../i18n/index";
import { useOrderWrite } from "../orders/useOrder";
import { FormDialog } from "../ui/FormDialog";
import { showToast } from "../ui/toast";
import { ParcelFields, useParcelErrors } from "./ParcelFields";
import { type ParcelDraft, parcelOf } from "./parcel";

/** Carrier and numbers of what has gone out already, told or mended later. */
export default function ParcelDialog({
  order,
  shipment,
  onClose,
}: {
  order: Order;
  shipment: Shipment;
  onClose: () => void;
}) {
  const t = useText();
  const [seen] = useState(order);
  const errorsOf = useParcelErrors("");
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [parcel, setParcel] = useState<ParcelDraft>(draftOf(shipment));
  const write = useOrderWrite<object>(
    seen,
    (body, call) => api.put(`/orders/${order.id}/shipments/${shipment.id}/parcel`, body, call),
    {
      in_form: true,
      onDone: () => {
        showToast({ text: t("ui.common.saved") });
        onClose();
      },
    },
  );
  const submit = () => {
    const wrong = errorsOf(parcel);
    setErrors(wrong);
    if (Object.keys(wrong).length === 0) write.go(parcelOf(parcel));
  };
  return (
    <FormDialog
      title={t("ui.event.parcel_title")}
      lead={t("ui.event.parcel_lead")}
      submit={t("ui.common.save")}
      pending={write.pending}
      problem={write.problem}
      onClose={onClose}
      onSubmit={submit}
      errors={errors}
    >
      <ParcelFields
        at=""
        value={parcel}
        onChange={(change) => setParcel((before) => ({ ...before, ...change }))}
      />
    </FormDialog>
  );
}

/** The server keeps whole addresses; with the number taken out they are the pattern again. */
function draftOf({ carrier, carrier_name, trackings }: Shipment): ParcelDraft {
  const first = trackings[0];
  return {
    carrier,
    carrier_name,
    tracking_url:
      carrier === "other" && first
        ? first.url.replace(encodeURIComponent(first.number), "{number}")
        : "",
    numbers: trackings.map((one) => one.number).join("\n"),
  };
}
