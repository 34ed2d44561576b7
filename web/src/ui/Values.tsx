import { useEffect, useState } from "react";
import { ago, dateTime, duration, money, unitPrice } from "../i18n/format";
import { useLocale } from "../i18n/index";

/** An amount, or a dash where there is none yet. Renders again when the language changes. */
export function Money({ cents, currency }: { cents: number | null; currency: string }) {
  useLocale();
  return <span className="num nowrap">{cents === null ? "–" : money(cents, currency)}</span>;
}

export function UnitPrice({ price_e4, currency }: { price_e4: number | null; currency: string }) {
  useLocale();
  return (
    <span className="num nowrap">{price_e4 === null ? "–" : unitPrice(price_e4, currency)}</span>
  );
}

export function DateTime({ at_ms }: { at_ms: number }) {
  useLocale();
  return (
    <time className="num" dateTime={new Date(at_ms).toISOString()}>
      {dateTime(at_ms)}
    </time>
  );
}

/** "vor 12 Min.", kept true while it stands on the screen; the exact instant on hover. */
export function RelativeTime({ at_ms }: { at_ms: number }) {
  useLocale();
  const now_ms = useNow();
  return (
    <time className="nowrap" dateTime={new Date(at_ms).toISOString()} title={dateTime(at_ms)}>
      {ago(at_ms, now_ms)}
    </time>
  );
}

export function Age({ since_ms }: { since_ms: number }) {
  useLocale();
  return <span className="nowrap">{duration(useNow() - since_ms)}</span>;
}

let now_ms = Date.now();
const ticking = new Set<() => void>();
let timer: number | undefined;

/** The present time, renewed each half minute by one clock for the whole page. */
export function useNow(): number {
  const [, setTick] = useState(0);
  useEffect(() => {
    const tick = () => setTick((count) => count + 1);
    ticking.add(tick);
    timer ??= window.setInterval(() => {
      now_ms = Date.now();
      for (const listener of ticking) listener();
    }, 30_000);
    return () => {
      ticking.delete(tick);
      if (ticking.size === 0) {
        window.clearInterval(timer);
        timer = undefined;
      }
    };
  }, []);
  if (timer === undefined) now_ms = Date.now();
  return now_ms;
}
