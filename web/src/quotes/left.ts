// How long a quote is still valid, in the words of the page that its recipient sees.
import { timeOfDay } from "../i18n/format";
import { text } from "../i18n/index";

const kHour_ms = 3_600_000;
const kDay_ms = 24 * kHour_ms;

/** From when on the end is near, and from when on it is very near. */
export const kSoon_ms = 3 * kDay_ms;
const kLast_ms = kDay_ms;

export type LeftTone = "normal" | "soon" | "last" | "over";

export function leftTone(expires_at_ms: number, now_ms: number): LeftTone {
  const left_ms = expires_at_ms - now_ms;
  if (left_ms <= 0) return "over";
  if (left_ms <= kLast_ms) return "last";
  return left_ms <= kSoon_ms ? "soon" : "normal";
}

export interface Left {
  unit: "days" | "hours" | "minutes";
  count: number;
}

/** Rounded as the public page rounds: days from two days on, hours from two hours on. */
export function leftOf(expires_at_ms: number, now_ms: number): Left {
  const left_ms = Math.max(0, expires_at_ms - now_ms);
  const [unit, unit_ms] =
    left_ms >= 2 * kDay_ms
      ? (["days", kDay_ms] as const)
      : left_ms >= 2 * kHour_ms
        ? (["hours", kHour_ms] as const)
        : (["minutes", 60_000] as const);
  return { unit, count: Math.max(1, Math.floor((left_ms + unit_ms / 2) / unit_ms)) };
}

const sameDay = (a_ms: number, b_ms: number) =>
  new Date(a_ms).toDateString() === new Date(b_ms).toDateString();

/** For a row of a list: "noch 7 Tage", "morgen, 08:30", "heute, 17:00", "abgelaufen". */
export function leftWords(expires_at_ms: number, now_ms: number): string {
  const left_ms = expires_at_ms - now_ms;
  if (left_ms <= 0) return text("ui.quote.left.over");
  const time = timeOfDay(expires_at_ms);
  if (sameDay(expires_at_ms, now_ms)) return text("ui.common.today_at", { time });
  if (left_ms < 2 * kDay_ms && sameDay(expires_at_ms, now_ms + kDay_ms)) {
    return text("ui.quote.left.tomorrow_at", { time });
  }
  // Between one day and two the day has no name of its own, and hours would be no help.
  return text("ui.quote.left.days", { count: Math.round(left_ms / kDay_ms) });
}

/** Which part of its time a quote still has, 0 to 1. */
export function leftPart(sent_at_ms: number, expires_at_ms: number, now_ms: number): number {
  const whole_ms = expires_at_ms - sent_at_ms;
  if (whole_ms <= 0) return 0;
  return Math.min(1, Math.max(0, (expires_at_ms - now_ms) / whole_ms));
}
