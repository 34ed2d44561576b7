import type { Carrier } from "../api/types";
import { textOf, useText } from "../i18n/index";
import { FieldRow, Select, TextArea, TextInput } from "../ui/Field";
import {
  carrierOf,
  faultsOf,
  kCarriers,
  kLongestNumber,
  kMostNumbers,
  numbersOf,
  type ParcelDraft,
} from "./parcel";

const kLastCarrier = "kontor:carrier";

/** Who has sent the last parcel will most likely send the next one. */
export function lastCarrier(): Carrier {
  try {
    const kept = localStorage.getItem(kLastCarrier);
    return kCarriers.find((one) => one === kept && one !== "other") ?? "none";
  } catch {
    return "none";
  }
}
export function keepCarrier(carrier: Carrier): void {
  try {
    localStorage.setItem(kLastCarrier, carrier);
  } catch {
    // Then it is chosen anew each time.
  }
}

/** Errors of the form by field; the server's have the same names below `at`. */
export function useParcelErrors(at: string): (draft: ParcelDraft) => Record<string, string> {
  const t = useText();
  const words = {
    too_many: t("ui.event.too_many_numbers", { most: kMostNumbers }),
    too_long: t("ui.event.too_long_number", { most: kLongestNumber }),
    no_name: t("ui.event.no_carrier_name"),
    no_url: t("ui.event.no_https"),
  };
  return (draft) =>
    Object.fromEntries(
      Object.entries(faultsOf(draft)).map(([field, fault]) => [
        `${at}${field === "numbers" ? "trackings" : field}`,
        words[fault],
      ]),
    );
}

/** The numbers stand first: they are what somebody has in the clipboard. */
export function ParcelFields({
  at,
  value,
  onChange,
}: {
  /** Where the parcel lies in the API's body: "parcel/" or "". */
  at: string;
  value: ParcelDraft;
  onChange: (change: Partial<ParcelDraft>) => void;
}) {
  const t = useText();
  const count = numbersOf(value.numbers).length;
  return (
    <>
      <TextArea
        label={t("ui.event.numbers")}
        name={`${at}trackings`}
        aside={count > 1 ? t("ui.event.numbers_count", { count }) : t("ui.orders.optional")}
        hint={t("ui.event.numbers_hint")}
        rows={2}
        spellCheck={false}
        value={value.numbers}
        onChange={(numbers) => {
          const carrier = carrierOf(numbersOf(numbers));
          onChange({ numbers, ...(carrier && { carrier }) });
        }}
      />
      <Select
        label={t("ui.event.carrier")}
        name={`${at}carrier`}
        value={value.carrier}
        onChange={(carrier) => onChange({ carrier: carrier as Carrier })}
        options={kCarriers.map((one) => ({ value: one, label: textOf(`state.carrier.${one}`) }))}
      />
      {value.carrier === "other" && (
        <FieldRow>
          <TextInput
            label={t("ui.event.carrier_name")}
            name={`${at}carrier_name`}
            maxLength={60}
            value={value.carrier_name}
            onChange={(carrier_name) => onChange({ carrier_name })}
          />
          <TextInput
            label={t("ui.event.tracking_url")}
            name={`${at}tracking_url`}
            type="url"
            placeholder="https://"
            aside={t("ui.orders.optional")}
            hint={t("ui.event.tracking_url_hint", { place: "{number}" })}
            maxLength={500}
            value={value.tracking_url}
            onChange={(tracking_url) => onChange({ tracking_url })}
          />
        </FieldRow>
      )}
    </>
  );
}
