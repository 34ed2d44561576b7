import { beforeEach, describe, expect, it } from "vitest";
import { setTexts } from "../i18n/index";
import { difference } from "./requests";

const plain = (words: string) => words.replace(/\s/g, " ");

describe("how far a price is from another", () => {
  beforeEach(() => setTexts("de", {}));

  it("has a sign in both directions and at most a tenth of a percent", () => {
    expect(plain(difference(1_035_545, 1_180_000))).toBe("-12,2 %");
    expect(plain(difference(1_298_000, 1_180_000))).toBe("+10 %");
    expect(plain(difference(1_180_000, 1_180_000))).toBe("0 %");
    expect(plain(difference(1_179_999, 1_180_000))).toBe("0 %");
  });

  it("is nothing where there is nothing to compare with", () => {
    expect(difference(5_000_000, null)).toBe("");
    expect(difference(5_000_000, 0)).toBe("");
  });
});
