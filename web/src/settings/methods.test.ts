import { describe, expect, it } from "vitest";
import { codeOf } from "./MethodForm";

describe("the code of a method", () => {
  it.each([
    ["Vorkasse (Überweisung)", "vorkasse_ueberweisung"],
    ["Spedition, groß", "spedition_gross"],
    ["Crème Express 24 h", "creme_express_24_h"],
    ["  --  ", ""],
    ["x".repeat(60), "x".repeat(40)],
  ])("%s is %s", (name, code) => {
    expect(codeOf(name)).toBe(code);
  });
});
