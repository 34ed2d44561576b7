import { expect, test } from "vitest";
import { scrollToRow, windowOf } from "./useWindow";

const tops = Array.from({ length: 1001 }, (_, at) => at * 40);
const view = (top: number, height = 400) => ({ top, height });

test("of many rows those in view are drawn, and some on both sides", () => {
  expect(windowOf(tops, view(0), 0)).toEqual({ from: 0, to: 11 });
  expect(windowOf(tops, view(4000), 6)).toEqual({ from: 94, to: 117 });
  expect(windowOf(tops, view(4039), 0).from).toBe(100);
});

test("at the end nothing is drawn that is not there", () => {
  expect(windowOf(tops, view(39_600), 6)).toEqual({ from: 984, to: 1000 });
  // The list has become shorter than the place it was scrolled to.
  expect(windowOf(tops.slice(0, 11), view(39_600), 6)).toEqual({ from: 3, to: 10 });
  expect(windowOf([0], view(0), 6)).toEqual({ from: 0, to: 0 });
});

test("rows of different heights are found where they are", () => {
  expect(windowOf([0, 28, 104, 180, 208, 284], view(104, 80), 0)).toEqual({ from: 2, to: 4 });
});

test("scrolls only as far as a row needs to be seen", () => {
  const box = document.createElement("div");
  Object.defineProperty(box, "clientHeight", { value: 400 });
  box.scrollTop = 1000;
  scrollToRow(box, tops, 26);
  expect(box.scrollTop).toBe(1000);
  scrollToRow(box, tops, 20);
  expect(box.scrollTop).toBe(800);
  scrollToRow(box, tops, 40);
  expect(box.scrollTop).toBe(1240);
});
