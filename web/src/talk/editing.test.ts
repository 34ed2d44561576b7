import { describe, expect, it } from "vitest";
import { typedBefore } from "./editing";

describe("what is typed before a list", () => {
  it("is a text block at the start of a line only", () => {
    expect(typedBefore("/", true)).toEqual({ what: "block", words: "", length: 1 });
    expect(typedBefore("/größe an", true)).toEqual({ what: "block", words: "größe an", length: 9 });
    expect(typedBefore("und/oder", true)).toBeNull();
    expect(typedBefore("Preis /", true)).toBeNull();
    expect(typedBefore("/ein langer Satz", true)).toBeNull();
    expect(typedBefore("/etc/passwd", true)).toBeNull();
  });

  it("is a person after a blank, in notes only", () => {
    expect(typedBefore("Frag @jo", true)).toEqual({ what: "mention", words: "jo", length: 3 });
    expect(typedBefore("(@", true)).toEqual({ what: "mention", words: "", length: 1 });
    expect(typedBefore("@Jonas Wi", true)?.words).toBe("Jonas Wi");
    expect(typedBefore("petra@brinkmann", true)).toBeNull();
    expect(typedBefore("Frag @jo", false)).toBeNull();
  });
});
