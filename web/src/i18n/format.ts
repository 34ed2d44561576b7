// Numbers, money and time by Intl, in the reader's language. Units as in the API: money in cents of
// the currency's minor unit, unit prices in 1/10,000, quantities in 1/1,000, percent in basis
// points, time in UTC milliseconds, dates as YYYY-MM-DD.
import { currentLocale, text } from "./index";

const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

/** English here is that of Europe: 21 Nov, 14:05. */
function region(): string {
  const locale = currentLocale();
  return locale === "en" ? "en-GB" : locale;
}

function number(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `n${currentLocale()}${JSON.stringify(options)}`;
  let format = cache.get(key) as Intl.NumberFormat | undefined;
  if (!format) {
    format = new Intl.NumberFormat(region(), options);
    cache.set(key, format);
  }
  return format;
}

function calendar(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `d${currentLocale()}${JSON.stringify(options)}`;
  let format = cache.get(key) as Intl.DateTimeFormat | undefined;
  if (!format) {
    format = new Intl.DateTimeFormat(region(), options);
    cache.set(key, format);
  }
  return format;
}

/** The short name of a day of the week; 0 is Monday. */
export function weekday(day: number): string {
  // The first of January 2024 was one.
  return calendar({ weekday: "short", timeZone: "UTC" }).format(Date.UTC(2024, 0, 1 + day));
}

/** Digits after the point of a currency: EUR 2, JPY 0. */
export function minorDigits(currency: string): number {
  return number({ style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

export function money(cents: number, currency: string): string {
  return number({ style: "currency", currency }).format(cents / 10 ** minorDigits(currency));
}

/** A unit price keeps up to four digits, but never fewer than the currency has. */
export function unitPrice(price_e4: number, currency: string): string {
  return number({ style: "currency", currency, maximumFractionDigits: 4 }).format(price_e4 / 1e4);
}

/** Without the currency's sign, for columns whose head names it. */
export function plainPrice(price_e4: number): string {
  return number({ minimumFractionDigits: 2, maximumFractionDigits: 4 }).format(price_e4 / 1e4);
}

export function quantity(milli: number): string {
  return number({ maximumFractionDigits: 3 }).format(milli / 1000);
}

/** "1,8 MB", "640 kB". */
export function fileSize(bytes: number): string {
  const large = bytes >= 1e6;
  const unit = large ? "megabyte" : "kilobyte";
  const value = large ? bytes / 1e6 : Math.max(bytes / 1e3, 0.1);
  const maximumFractionDigits = value < 10 ? 1 : 0;
  return number({ style: "unit", unit, maximumFractionDigits }).format(value);
}

export function percent(basis_points: number): string {
  return number({ style: "percent", maximumFractionDigits: 2 }).format(basis_points / 1e4);
}

export function count(value: number, capped = false): string {
  // Without a separator it is the same everywhere, and the first use of Intl in a page takes as
  // long as drawing a list.
  const plain = Number.isInteger(value) && value >= 0 && value < 1000;
  const text = plain ? String(value) : number({}).format(value);
  return capped ? `${text}+` : text;
}

/** The reader's day as YYYY-MM-DD, to compare with dates of the API. */
export function dayOf(at_ms: number): string {
  const at = new Date(at_ms);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export function dateOnly(iso: string): string {
  const [year = 1970, month = 1, day = 1] = iso.split("-").map(Number);
  return calendar({ day: "numeric", month: "short", year: "numeric" }).format(
    new Date(year, month - 1, day),
  );
}

export function date(at_ms: number): string {
  return calendar({ day: "numeric", month: "long", year: "numeric" }).format(at_ms);
}

/** "Do., 19. Nov., 16:48"; the year only when it is not this one. */
export function dateTime(at_ms: number, now_ms = Date.now()): string {
  const same_year = new Date(at_ms).getFullYear() === new Date(now_ms).getFullYear();
  return calendar({
    weekday: "short",
    day: "numeric",
    month: "short",
    ...(same_year ? {} : { year: "numeric" }),
    hour: "2-digit",
    minute: "2-digit",
  }).format(at_ms);
}

/** "Freitag, 20. November 2026, 10:42". */
export function longDateTime(at_ms: number): string {
  return calendar({
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  }).format(at_ms);
}

/** "27. Nov." */
export function shortDate(at_ms: number): string {
  return calendar({ day: "numeric", month: "short" }).format(at_ms);
}

export function timeOfDay(at_ms: number): string {
  return calendar({ hour: "2-digit", minute: "2-digit" }).format(at_ms);
}

function dayNumber(at_ms: number): number {
  const at = new Date(at_ms);
  return Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / 86_400_000;
}

/** Heading of a day in a log: "Heute, Freitag, 20. November". */
export function dayHeading(at_ms: number, now_ms = Date.now()): string {
  const same_year = new Date(at_ms).getFullYear() === new Date(now_ms).getFullYear();
  const day = calendar({
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(same_year ? {} : { year: "numeric" }),
  }).format(at_ms);
  const days = dayNumber(now_ms) - dayNumber(at_ms);
  if (days === 0) return text("ui.common.today_is", { day });
  if (days === 1) return text("ui.common.yesterday_is", { day });
  return day;
}

/** How long something lasts or lasted, in the two largest units: "1 Tag 4 Std.", "48 Min.". */
export function duration(span_ms: number): string {
  const minutes = Math.max(0, Math.floor(span_ms / 60_000));
  const unit = (value: number, name: "minute" | "hour" | "day") =>
    number({ style: "unit", unit: name, unitDisplay: name === "day" ? "long" : "short" }).format(
      value,
    );
  if (minutes < 1) return text("ui.common.under_a_minute");
  if (minutes < 60) return unit(minutes, "minute");
  const hours = Math.floor(minutes / 60);
  if (hours < 24) {
    const rest = minutes % 60;
    // Past a working morning the minutes say nothing any more.
    return rest && hours < 12
      ? `${unit(hours, "hour")} ${unit(rest, "minute")}`
      : unit(hours, "hour");
  }
  const days = Math.floor(hours / 24);
  return hours % 24 && days < 3
    ? `${unit(days, "day")} ${unit(hours % 24, "hour")}`
    : unit(days, "day");
}

/** When something was, in words: "gerade eben", "vor 12 Min.", "heute, 06:02", "gestern, 17:20". */
export function ago(at_ms: number, now_ms = Date.now()): string {
  const span = now_ms - at_ms;
  if (span < 60_000) return text("ui.common.just_now");
  if (span < 3_600_000) return text("ui.common.ago", { span: duration(span) });
  const days = dayNumber(now_ms) - dayNumber(at_ms);
  if (days === 0) return text("ui.common.today_at", { time: timeOfDay(at_ms) });
  if (days === 1) return text("ui.common.yesterday_at", { time: timeOfDay(at_ms) });
  const same_year = new Date(at_ms).getFullYear() === new Date(now_ms).getFullYear();
  return calendar({
    day: "numeric",
    month: "long",
    ...(same_year ? {} : { year: "numeric" }),
  }).format(at_ms);
}

/** Reads a number as people type it in any of our languages: "1.234,5", "1,234.50", "1 234,5",
 *  "1'234.5". Returns an integer of 1/10^digits, or undefined when it is no number or has more
 *  digits after the point than that. */
export function parseDecimal(typed: string, digits: number): number | undefined {
  let body = typed.trim().replace(/[\s\u00a0\u202f'’]/g, "");
  const negative = /^[-−]/.test(body);
  body = body.replace(/^[-−+]/, "");
  if (!/^[0-9.,]+$/.test(body) || !/[0-9]/.test(body)) return undefined;
  const last = Math.max(body.lastIndexOf(","), body.lastIndexOf("."));
  let whole = body;
  let fraction = "";
  if (last >= 0) {
    const mark = body.charAt(last);
    const marks = [...body].filter((sign) => sign === ",").length;
    const dots = [...body].filter((sign) => sign === ".").length;
    const tail = body.slice(last + 1);
    const thousands = currentLocale() === "en" ? "," : ".";
    const grouped = /^\d{1,3}([.,]\d{3})+$/.test(body);
    const only_groups =
      grouped && (marks === 0 || dots === 0) && (marks + dots > 1 || mark === thousands);
    if (!only_groups) {
      whole = body.slice(0, last);
      fraction = tail;
      // One kind of mark twice, or groups of another size than three, is a slip and no number.
      if (/[.,]/.test(whole) && !/^\d{1,3}([.,]\d{3})+$/.test(whole)) return undefined;
      if (whole.includes(mark)) return undefined;
    }
  }
  whole = whole.replace(/[.,]/g, "");
  if (fraction.length > digits || whole.length + digits > 15) return undefined;
  const value = Number(whole || "0") * 10 ** digits + Number(fraction.padEnd(digits, "0") || "0");
  return negative ? -value : value;
}

/** The number as one would type it, for the start value of a field. */
export function typedDecimal(value: number, digits: number, min_digits = 0): string {
  return number({
    useGrouping: false,
    minimumFractionDigits: min_digits,
    maximumFractionDigits: digits,
  }).format(value / 10 ** digits);
}
