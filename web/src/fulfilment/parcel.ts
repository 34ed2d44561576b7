// Carriers and tracking numbers as people have them: pasted, several at once, out of a mail.
import type { Carrier, Parcel } from "../api/types";

export const kCarriers: Carrier[] = [
  "none",
  "dhl",
  "dpd",
  "gls",
  "hermes",
  "ups",
  "fedex",
  "post",
  "other",
];
export const kMostNumbers = 20;
export const kLongestNumber = 60;

/** One number per line, comma or semicolon; blanks within one are its own. */
export function numbersOf(typed: string): string[] {
  const numbers = typed
    .split(/[\n\r\t,;]+/)
    .map((one) => one.trim().replace(/ +/g, " "))
    .filter(Boolean);
  return [...new Set(numbers)];
}

// Only shapes that no other carrier uses.
const kShapes: [Carrier, RegExp][] = [
  ["ups", /^1Z[0-9A-Z]{16}$/],
  ["dhl", /^(JJD|JVGL|00340)[0-9]{8,}$/],
  ["hermes", /^H[0-9]{19}$/],
  ["post", /^[A-Z]{2}[0-9]{9}DE$/],
];

/** Who has written these numbers, where they tell it. */
export function carrierOf(numbers: string[]): Carrier | null {
  const found = numbers.map((number) => {
    const plain = number.replaceAll(" ", "").toUpperCase();
    return kShapes.find(([, shape]) => shape.test(plain))?.[0] ?? null;
  });
  const first = found[0] ?? null;
  return found.every((one) => one === first) ? first : null;
}

/** The carrier that a way of shipping is named after ("DHL Paket"). */
export function carrierNamed(method: string): Carrier | null {
  const words = method.toLowerCase().split(/[^a-zäöüß]+/);
  return (
    kCarriers.find((one) => !["none", "other", "post"].includes(one) && words.includes(one)) ?? null
  );
}

export interface ParcelDraft {
  carrier: Carrier;
  carrier_name: string;
  tracking_url: string;
  /** As typed; see numbersOf. */
  numbers: string;
}

export function parcelOf(draft: ParcelDraft): Required<Parcel> {
  const other = draft.carrier === "other";
  return {
    carrier: draft.carrier,
    carrier_name: other ? draft.carrier_name : "",
    tracking_url: other ? draft.tracking_url : "",
    trackings: numbersOf(draft.numbers),
  };
}

export type ParcelFault = "too_many" | "too_long" | "no_name" | "no_url";

/** What the form finds wrong before it asks the server: field to fault. */
export function faultsOf(draft: ParcelDraft): Partial<Record<keyof ParcelDraft, ParcelFault>> {
  const numbers = numbersOf(draft.numbers);
  const other = draft.carrier === "other";
  return {
    ...(numbers.length > kMostNumbers && { numbers: "too_many" as const }),
    ...(numbers.some((one) => one.length > kLongestNumber) && { numbers: "too_long" as const }),
    ...(other && !draft.carrier_name.trim() && { carrier_name: "no_name" as const }),
    ...(other &&
      draft.tracking_url !== "" &&
      !draft.tracking_url.startsWith("https://") && { tracking_url: "no_url" as const }),
  };
}
