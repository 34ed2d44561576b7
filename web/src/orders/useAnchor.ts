import { type RefObject, useLayoutEffect, useRef } from "react";
import type { ListEntry } from "./groups";

// More than a few at once are another list, not rows that have left this one.
const kFew = 5;

/** When rows above the view leave the list, what is in view stays where it is. */
export function useAnchor(
  scroller: RefObject<HTMLElement | null>,
  entries: ListEntry[],
  tops: number[],
): void {
  const before = useRef({ entries, tops });
  useLayoutEffect(() => {
    const old = before.current;
    before.current = { entries, tops };
    const box = scroller.current;
    const gone = old.entries.length - entries.length;
    if (!box || gone < 1 || gone > kFew) return;
    const now = new Map(entries.map((entry, at) => [entry.key, at]));
    const first = old.tops.findIndex(
      (_, at) => (old.tops[at + 1] ?? Number.POSITIVE_INFINITY) > box.scrollTop,
    );
    for (let at = Math.max(0, first); at < old.entries.length; at += 1) {
      const place = now.get(old.entries[at]?.key ?? "");
      if (place === undefined) continue;
      box.scrollTop += (tops[place] ?? 0) - (old.tops[at] ?? 0);
      return;
    }
  }, [scroller, entries, tops]);
}
