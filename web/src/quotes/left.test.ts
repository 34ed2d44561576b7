import { beforeEach, describe, expect, it } from "vitest";
import german from "../../../texts/de.json";
import { setTexts, type Texts } from "../i18n/index";
import { leftOf, leftPart, leftTone, leftWords } from "./left";

const kHour_ms = 3_600_000;
const kDay_ms = 24 * kHour_ms;
const now_ms = new Date(2026, 10, 20, 10, 42).getTime();
const words = (left_ms: number) => leftWords(now_ms + left_ms, now_ms);

describe("how long a quote is still valid", () => {
  beforeEach(() => setTexts("de", german as unknown as Texts));

  it("is counted as the recipient's page counts it: days from two on, then hours, then minutes", () => {
    expect(leftOf(now_ms + 6 * kDay_ms + 22 * kHour_ms, now_ms)).toEqual({
      unit: "days",
      count: 7,
    });
    expect(leftOf(now_ms + 2 * kDay_ms, now_ms)).toEqual({ unit: "days", count: 2 });
    expect(leftOf(now_ms + 2 * kDay_ms - 1, now_ms)).toEqual({ unit: "hours", count: 48 });
    expect(leftOf(now_ms + 2 * kHour_ms - 1, now_ms)).toEqual({ unit: "minutes", count: 120 });
    expect(leftOf(now_ms + 1, now_ms)).toEqual({ unit: "minutes", count: 1 });
  });

  it("names the day where that says more than a number", () => {
    expect(words(10 * kDay_ms)).toBe("noch 10 Tage");
    expect(words(2 * kDay_ms - 1)).toBe("noch 2 Tage");
    expect(words(21 * kHour_ms)).toBe("morgen, 07:42");
    expect(words(2 * kHour_ms)).toBe("heute, 12:42");
    expect(words(0)).toBe("abgelaufen");
  });

  it("warns from three days on, and loudly on the last", () => {
    expect(leftTone(now_ms + 3 * kDay_ms + 1, now_ms)).toBe("normal");
    expect(leftTone(now_ms + 3 * kDay_ms, now_ms)).toBe("soon");
    expect(leftTone(now_ms + kDay_ms, now_ms)).toBe("last");
    expect(leftTone(now_ms, now_ms)).toBe("over");
  });

  it("is a part of the whole time, never less than none", () => {
    expect(leftPart(0, 10, 5)).toBe(0.5);
    expect(leftPart(0, 10, 20)).toBe(0);
    expect(leftPart(0, 0, 0)).toBe(0);
  });
});
