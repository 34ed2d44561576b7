import { describe, expect, it } from "vitest";
import { carrierNamed, carrierOf, faultsOf, numbersOf, parcelOf } from "./parcel";

const draft = { carrier: "dhl", carrier_name: "", tracking_url: "", numbers: "" } as const;

describe("tracking numbers as they are pasted", () => {
  it("are split at lines and commas, each once, blanks inside kept", () => {
    expect(numbersOf(" JJD01 23\r\n\n1Z999, 1Z999;\tX ")).toEqual(["JJD01 23", "1Z999", "X"]);
    expect(numbersOf(" \n ")).toEqual([]);
  });

  it("name their carrier only where no other uses that shape", () => {
    expect(carrierOf(["1Z999AA10123456784"])).toBe("ups");
    expect(carrierOf(["JJD000390012345678"])).toBe("dhl");
    expect(carrierOf(["00340 43416 12345678901"])).toBe("dhl");
    expect(carrierOf(["12345678901234"])).toBeNull();
    expect(carrierOf(["1Z999AA10123456784", "JJD000390012345678"])).toBeNull();
    expect(carrierOf([])).toBeNull();
  });

  it("the way of shipping may name it", () => {
    expect(carrierNamed("DHL Paket")).toBe("dhl");
    expect(carrierNamed("Postpaket mit Upsala")).toBeNull();
    expect(carrierNamed("Spedition")).toBeNull();
  });
});

describe("a parcel", () => {
  it("has name and address only of another carrier", () => {
    const typed = { carrier_name: "Kurier", tracking_url: "https://k.example/{number}" };
    expect(parcelOf({ ...draft, ...typed, numbers: "A1" })).toEqual({
      carrier: "dhl",
      carrier_name: "",
      tracking_url: "",
      trackings: ["A1"],
    });
    expect(parcelOf({ ...draft, ...typed, carrier: "other" })).toMatchObject(typed);
  });

  it("says what is wrong before it is sent", () => {
    expect(faultsOf(draft)).toEqual({});
    const many = Array.from({ length: 21 }, (_, at) => `N${at}`).join("\n");
    expect(faultsOf({ ...draft, numbers: many })).toEqual({ numbers: "too_many" });
    expect(faultsOf({ ...draft, numbers: "x".repeat(61) })).toEqual({ numbers: "too_long" });
    expect(faultsOf({ ...draft, carrier: "other", tracking_url: "http://k.example" })).toEqual({
      carrier_name: "no_name",
      tracking_url: "no_url",
    });
  });
});
