import { expect, test } from "vitest";
import { nextAfter } from "./inbound";

const kRows = [{ id: "a" }, { id: "b" }, { id: "c" }];

test("after a mail comes the one below it, after the last the one above", () => {
  expect(nextAfter(kRows, "a")).toBe("b");
  expect(nextAfter(kRows, "b")).toBe("c");
  expect(nextAfter(kRows, "c")).toBe("b");
});

test("after the only mail comes none, and one that is not in the list leads to the first", () => {
  expect(nextAfter([{ id: "a" }], "a")).toBeNull();
  expect(nextAfter([], "a")).toBeNull();
  expect(nextAfter(kRows, "x")).toBe("a");
});
