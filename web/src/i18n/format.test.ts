import { describe, expect, it } from "vitest";
import german from "../../../texts/de.json";
import english from "../../../texts/en.json";
import french from "../../../texts/fr.json";
import {
  duration,
  money,
  parseDecimal,
  percent,
  quantity,
  typedDecimal,
  unitPrice,
} from "./format";
import { setTexts } from "./index";

const plain = (words: string) => words.replace(/[\u00a0\u202f]/g, " ");

describe("parseDecimal", () => {
  it.each([
    ["1.234,50", 123450],
    ["1234,5", 123450],
    ["1 234,5", 123450],
    ["1'234.50", 123450],
    ["1’234.50", 123450],
    ["1,234.50", 123450],
    ["0,05", 5],
    [",5", 50],
    ["7", 700],
    ["-3,20", -320],
    ["1.234", 123400],
    ["1.234.567", 123456700],
  ])("reads %s as people write it in German", (typed, cents) => {
    setTexts("de", german);
    expect(parseDecimal(typed, 2)).toBe(cents);
  });

  it("takes a lone comma group as thousands in English only", () => {
    setTexts("en", english);
    expect(parseDecimal("1,234", 2)).toBe(123400);
    expect(parseDecimal("1.5", 2)).toBe(150);
    setTexts("de", german);
    expect(parseDecimal("1,234", 3)).toBe(1234);
    expect(parseDecimal("1.5", 2)).toBe(150);
  });

  it.each(["", "abc", "1,2,3", "1..2", "12,345", "1,234,56", "--1", "1e5", "٣"])(
    "refuses %s instead of guessing",
    (typed) => {
      setTexts("de", german);
      expect(parseDecimal(typed, 2)).toBeUndefined();
    },
  );

  it("gives back what it was shown", () => {
    for (const [locale, texts] of [
      ["de", german],
      ["en", english],
      ["fr", french],
    ] as const) {
      setTexts(locale, texts);
      for (const cents of [0, 5, 1200, 123456, 99999999]) {
        expect(parseDecimal(typedDecimal(cents, 2, 2), 2)).toBe(cents);
      }
    }
  });
});

describe("formats", () => {
  it("writes money, prices, quantities and percent in the reader's language", () => {
    setTexts("de", german);
    expect(plain(money(178298, "EUR"))).toBe("1.782,98 €");
    expect(plain(unitPrice(12345, "EUR"))).toBe("1,2345 €");
    expect(plain(unitPrice(2890000, "EUR"))).toBe("289,00 €");
    expect(quantity(1500)).toBe("1,5");
    expect(plain(percent(1900))).toBe("19 %");
    setTexts("fr", french);
    expect(plain(money(178298, "EUR"))).toBe("1 782,98 €");
    setTexts("en", english);
    expect(plain(money(500, "JPY"))).toBe("JP¥500");
  });

  it("says a duration in its two largest units", () => {
    setTexts("de", german);
    expect(plain(duration(30_000))).toBe("unter 1 Min.");
    expect(plain(duration(48 * 60_000))).toBe("48 Min.");
    expect(plain(duration(72 * 60_000))).toBe("1 Std. 12 Min.");
    expect(plain(duration(28 * 3_600_000))).toBe("1 Tag 4 Std.");
    expect(plain(duration(21.5 * 3_600_000))).toBe("21 Std.");
  });
});
