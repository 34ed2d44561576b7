import { beforeEach, expect, it } from "vitest";
import { holdBack, onHint, takeMessage } from "./hints";
import { queries } from "./query";

const isOld = (key: unknown[]) => queries.getQueryState(key)?.isInvalidated;
const hint = (type: string, subject: string, version: number) =>
  takeMessage({ kind: "hint", hint: { type, subject, version } });

beforeEach(() => {
  queries.clear();
  queries.setQueryData(["order", "order_1"], { version: 3 });
  queries.setQueryData(["orders", "/orders", {}], { pages: [] });
  queries.setQueryData(["products", "/products", {}], { pages: [] });
});

it("makes old what a hint names, and the lists it stands in, and nothing else", () => {
  hint("order", "order_1", 4);
  expect(isOld(["order", "order_1"])).toBe(true);
  expect(isOld(["orders", "/orders", {}])).toBe(true);
  expect(isOld(["products", "/products", {}])).toBe(false);
});

it("does not read again what our own write already brought", () => {
  hint("order", "order_1", 3);
  expect(isOld(["order", "order_1"])).toBe(false);
});

it("leaves a list in peace that waits for a click, but tells who listens", () => {
  const release = holdBack("orders");
  const heard: string[] = [];
  const stop = onHint((one) => heard.push(one.subject));
  hint("order", "order_9", 1);
  expect(isOld(["orders", "/orders", {}])).toBe(false);
  expect(heard).toEqual(["order_9"]);
  release();
  stop();
});

it("reads everything again after a gap", () => {
  takeMessage({ kind: "reset" });
  expect(isOld(["products", "/products", {}])).toBe(true);
});
