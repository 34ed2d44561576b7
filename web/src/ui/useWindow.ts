import { type RefObject, useEffect, useState } from "react";

// Before the first measurement (and where nothing measures) a screen's worth is drawn.
const kFirstHeight = 900;

export interface Window {
  /** The first row that is drawn. */
  from: number;
  /** The first one after it that is not drawn any more. */
  to: number;
}

/** Which of many rows are so near to the view that they are drawn. `tops[i]` is where row i begins,
 *  in pixels; one more than there are rows, the last is where all end. */
export function useWindow(
  scroller: RefObject<HTMLElement | null>,
  tops: number[],
  overscan: number,
): Window {
  const [view, setView] = useState({ top: 0, height: kFirstHeight });
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const look = (height: number) =>
      setView((old) => {
        const next = { top: box.scrollTop, height };
        // As long as the same rows are drawn nothing is drawn anew.
        return isSame(windowOf(tops, old, overscan), windowOf(tops, next, overscan)) ? old : next;
      });
    const scrolled = () => look(box.clientHeight || kFirstHeight);
    box.addEventListener("scroll", scrolled, { passive: true });
    if (typeof ResizeObserver === "undefined") {
      return () => box.removeEventListener("scroll", scrolled);
    }
    // It tells the first height too, when the page has been laid out anyway.
    const resized = new ResizeObserver(([entry]) =>
      look(entry?.contentRect.height || kFirstHeight),
    );
    resized.observe(box);
    return () => {
      resized.disconnect();
      box.removeEventListener("scroll", scrolled);
    };
  }, [scroller, tops, overscan]);
  return windowOf(tops, view, overscan);
}

export function windowOf(
  tops: number[],
  view: { top: number; height: number },
  overscan: number,
): Window {
  const rows = tops.length - 1;
  const first = rowAt(tops, view.top);
  const last = rowAt(tops, view.top + view.height);
  return { from: Math.max(0, first - overscan), to: Math.min(rows, last + 1 + overscan) };
}

/** Scrolls as little as needed for a row to be seen as a whole. */
export function scrollToRow(box: HTMLElement | null, tops: number[], row: number): void {
  const top = tops[row];
  const end = tops[row + 1];
  if (!box || top === undefined || end === undefined) return;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (end > box.scrollTop + box.clientHeight) box.scrollTop = end - box.clientHeight;
}

/** The row in which a place lies, by halving; the last one for places after all. */
function rowAt(tops: number[], place: number): number {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((tops[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

function isSame(one: Window, other: Window): boolean {
  return one.from === other.from && one.to === other.to;
}
