import { describe, expect, it } from "vitest";
import { queries } from "../api/query";
import { changeWords, kPriceListsKey } from "./changeWords";

const of = (field: string, old_value: string, new_value: string) =>
  changeWords({ field, old_value, new_value });

describe("changeWords", () => {
  it("says yes and no, languages, kinds and price lists in words", () => {
    queries.setQueryData(kPriceListsKey, [{ id: "price_list_1", name: "Händler" }]);
    expect(of("consumer", "false", "true")).toEqual({
      name: "Privatperson",
      before: "nein",
      after: "ja",
    });
    expect(of("locale", "de", "fr").after).toBe("Français");
    expect(of("kind", "prospect", "customer").before).toBe("Interessent");
    expect(of("price_list_id", "", "price_list_1")).toEqual({
      name: "Preisliste",
      before: "",
      after: "Händler",
    });
  });

  it("tells a variant's field from its price in a list, and a floor from a price", () => {
    expect(of("40-2260: stock_milli", "1500", "").before).toBe("1,5");
    expect(of("40-2260: Standard", "", "1289,00")).toEqual({
      name: "40-2260, Standard",
      before: "",
      after: "1.289,00",
    });
    expect(of("40-2260: Händler ≥ 10 floor_price", "", "1,2345")).toEqual({
      name: "40-2260, Händler ≥ 10, Preisuntergrenze",
      before: "",
      after: "1,2345",
    });
  });

  it("names of the addresses only those that differ", () => {
    const place = { company: "Kita", postcode: "28203", city: "Bremen", is_default: true };
    const home = { ...place, kind: "billing", street: "Lindenweg 3" };
    const yard = { ...place, kind: "shipping", street: "Hof 1" };
    const moved = { ...yard, street: "Hof 2" };
    const change = of("addresses", JSON.stringify([home, yard]), JSON.stringify([home, moved]));
    expect(change.before).toBe("Lieferung: Kita, Hof 1, 28203 Bremen (Standard)");
    expect(change.after).toBe("Lieferung: Kita, Hof 2, 28203 Bremen (Standard)");
  });
});
