import { beforeAll, describe, expect, it } from "vitest";
import german from "../../../texts/de.json";
import { parseSearch, stringifySearch } from "../app/search";
import { setTexts } from "../i18n/index";
import {
  clausesOf,
  daysOf,
  isEdited,
  kChoices,
  queryOf,
  sameFilter,
  sortOf,
  withField,
} from "./filter";
import { clauseText, type Names } from "./words";

const names: Names = {
  labels: [{ id: "label_1", name: "Express", color: "red" }],
  people: [{ id: "user_1", name: "Anna Keller" }],
  currency: "EUR",
};
const sentence = (query: string) =>
  clausesOf(parseSearch(query))
    .map((clause) => clauseText(clause, names))
    .join(" und ");

beforeAll(() => setTexts("de", german));

describe("filter sentence", () => {
  it("reads as German, with or inside a field and and between fields", () => {
    expect(sentence("state=pending,processing&turn=us&origin=!channel")).toBe(
      "Ausstehend oder In Bearbeitung sind und auf uns warten und nicht vom Marktplatz kommen",
    );
  });

  it("joins several refused values by and", () => {
    expect(sentence("state=!cancelled,!declined")).toBe(
      "nicht Abgebrochen und nicht Abgelehnt sind",
    );
  });

  it("names labels and people instead of their ids", () => {
    expect(sentence("label=label_1&assignee=me,user_1")).toBe(
      "das Etikett Express tragen und mir oder Anna Keller zugeteilt sind",
    );
  });

  it("says days and amounts in words", () => {
    expect(sentence("due=<today")).toBe("vor heute fällig sind");
    expect(sentence("placed=-7d")).toBe("in den letzten 7 Tagen eingegangen sind");
    expect(sentence("placed=2026-11-01..2026-11-30")).toBe(
      "vom 1. Nov. 2026 bis 30. Nov. 2026 eingegangen sind",
    );
    expect(sentence("total=10000..50000").replace(/\u00a0/g, " ")).toBe(
      "100,00 € bis 500,00 € kosten",
    );
  });

  it("keeps searched words with their commas as one value", () => {
    expect(sentence("q=Netzteil,+24+V")).toBe("„Netzteil, 24 V“ enthalten");
  });

  it("has German words for every value one can choose", () => {
    for (const [field, values] of Object.entries(kChoices)) {
      for (const value of values) {
        const words = sentence(`${field}=${value}`);
        expect(words, `${field}=${value}`).not.toContain(`.${value}`);
        expect(words.split(" ").includes(value), `${field}=${value}: ${words}`).toBe(false);
      }
    }
  });
});

describe("filter in the address", () => {
  it("shows what a built-in view means as its first clause", () => {
    expect(sentence("view=inbox&origin=shop")).toBe("im Posteingang liegen und vom Shop kommen");
  });

  it("adds a field to a view without leaving it", () => {
    const next = withField({ view: "inbox", sel: "A-1" }, "origin", [
      { value: "channel", negated: true },
    ]);
    expect(stringifySearch(next)).toBe("?view=inbox&origin=!channel");
    expect(isEdited(next)).toBe(true);
  });

  it("writes a view out when one of its own parts is taken away", () => {
    const next = withField({ view: "mine" }, "assignee", []);
    expect(next).toEqual({ has: "open", sort: "waiting" });
    expect(isEdited({ view: "mine" })).toBe(false);
  });

  it("compares filters without the selection and the order of names", () => {
    expect(sameFilter({ a: "1", b: "2", sel: "X" }, { b: "2", a: "1", saved: "v" })).toBe(true);
    expect(sameFilter({ a: "1" }, { a: "2" })).toBe(false);
  });

  it("keeps carts out unless they are asked for", () => {
    expect(queryOf({})).toEqual({ view: "all", sort: "-arrived" });
    expect(queryOf({ state: "cart" })).toEqual({ state: "cart" });
    expect(queryOf({ view: "inbox", sel: "A-1", saved: "view_1" })).toEqual({ view: "inbox" });
  });

  it("takes the view's order unless the address has one", () => {
    expect(sortOf({ view: "inbox" })).toBe("waiting");
    expect(sortOf({ view: "inbox", sort: "-total" })).toBe("-total");
    expect(sortOf({})).toBe("-arrived");
  });

  it("reads stretches of days", () => {
    expect(daysOf("-7d")).toEqual({ kind: "last", days: 7 });
    expect(daysOf("<today")).toEqual({ kind: "before", day: "today" });
    expect(daysOf("2026-11-01..")).toEqual({ kind: "range", from: "2026-11-01", until: "" });
    expect(daysOf("2026-11-01")).toEqual({
      kind: "range",
      from: "2026-11-01",
      until: "2026-11-01",
    });
  });
});
