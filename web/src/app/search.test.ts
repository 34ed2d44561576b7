import { describe, expect, it } from "vitest";
import { listOf, parseSearch, stringifySearch } from "./search";

describe("filters in the address", () => {
  it("stay readable: commas, negation and dates as one writes them", () => {
    const query = stringifySearch({
      state: ["pending", "processing"],
      has: "!cancelled",
      created: "-7d",
      from: "2026-11-01..2026-11-30",
      q: "möbel & co",
    });
    expect(query).toBe(
      "?state=pending,processing&has=!cancelled&created=-7d&from=2026-11-01..2026-11-30&q=m%C3%B6bel+%26+co",
    );
  });

  it("come back as they went", () => {
    const search = { state: "pending,processing", q: "a+b & c=d", due: "<today", has: "!paid" };
    expect(parseSearch(stringifySearch(search))).toEqual(search);
  });

  it("join a name that is repeated, and drop what is empty", () => {
    expect(parseSearch("?state=pending&state=processing&q=")).toEqual({
      state: "pending,processing",
      q: "",
    });
    expect(stringifySearch({ q: "", state: undefined, all: false })).toBe("");
    expect(listOf("")).toEqual([]);
  });
});
