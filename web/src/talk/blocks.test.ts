import { describe, expect, it } from "vitest";
import type { TextBlock } from "../api/types";
import { blocksFor, filled, matches } from "./blocks";

const kValues = {
  "order.number": "A-2026-000017",
  "customer.name": "M*A*S & Co",
  "me.name": "Anna",
};
const block = (name: string, locale: "de" | "en" | "fr", used_in: TextBlock["used_in"] = "both") =>
  ({ id: name + locale, name, locale, used_in, body: "", version: 1 }) as TextBlock;

describe("text blocks", () => {
  it("are filled with the order, the customer and the writer, as words", () => {
    expect(filled("{{customer.name}}, zu {{ order.number }}: Gruß {{me.name}}", kValues)).toBe(
      "M\\*A\\*S \\& Co, zu A-2026-000017: Gruß Anna",
    );
  });

  it("keep a placeholder that nobody knows", () => {
    expect(filled("{{constructor}} {{order.total}}", kValues)).toBe(
      "{{constructor}} {{order.total}}",
    );
  });

  it("stand in the customer's language first, and where they belong", () => {
    const all = [block("a", "de"), block("b", "fr"), block("c", "fr", "note"), block("d", "en")];
    const shown = blocksFor(all, "message", "fr").map((one) => one.name);
    expect(shown).toEqual(["b", "a", "d"]);
  });

  it("are found by the beginnings of their words, without accents", () => {
    expect(matches("typ bre", "Typenschild (Bremen)")).toBe(true);
    expect(matches("schild", "Typenschild")).toBe(false);
    expect(matches("etiq", "Étiquette")).toBe(true);
    expect(matches("", "alles")).toBe(true);
  });
});
