// The changes of a log entry or of a conflict, as people read them.
import { queries } from "../api/query";
import type { Address, PriceList } from "../api/types";
import { plainPrice, quantity } from "../i18n/format";
import { kLocaleNames, type Locale, text, textOf } from "../i18n/index";

export interface FieldChange {
  field: string;
  old_value: string;
  new_value: string;
}
export interface ChangeWords {
  name: string;
  before: string;
  after: string;
}

export const kPriceListsKey = ["price_lists", "all"];

/** The field's name and both values; an empty value stays empty. */
export function changeWords(change: FieldChange): ChangeWords {
  const { field, old_value, new_value } = change;
  if (field === "addresses") return addressWords(old_value, new_value);
  // "40-2260: stock_milli" is a field of a variant, "40-2260: Standard" its price in a list.
  const colon = field.indexOf(": ");
  const own = colon < 0 ? field : field.slice(colon + 2);
  const known = textOf(`field.${own}`, {}, "");
  const about = colon < 0 ? "" : `${field.slice(0, colon)}, `;
  if (colon >= 0 && !known) {
    const floor = own.endsWith(" floor_price");
    const list = floor ? own.slice(0, -" floor_price".length) : own;
    return {
      name: about + (floor ? `${list}, ${text("ui.prices.floor")}` : list),
      before: priceWords(old_value),
      after: priceWords(new_value),
    };
  }
  return {
    name: about + (known || own),
    before: valueWords(own, old_value),
    after: valueWords(own, new_value),
  };
}

function valueWords(field: string, value: string): string {
  if (value === "") return "";
  if (value === "true" || value === "false") return text(`ui.common.${value}`);
  switch (field) {
    case "locale":
      return kLocaleNames[value as Locale] ?? value;
    case "price_list_id":
      return listName(value);
    case "stock_milli":
      return quantity(Number(value));
    case "options":
      return optionWords(value);
    case "role":
      return textOf(`role.${value}`, {}, value);
    case "kind":
      return textOf(`state.account_kind.${value}`, {}, value);
    case "state":
      return textOf(`state.product.${value}`, {}, value);
    case "charge_type":
      return textOf(`ui.products.charge.${value}`, {}, value);
    case "tax_class":
      return textOf(`ui.cart.tax.${value}`, {}, value);
    case "stock_hint":
      return textOf(`ui.products.stock_hint.${value}`, {}, value);
    default:
      return value;
  }
}

/** The log writes prices with a decimal comma, as the files of imports and exports do. */
function priceWords(value: string): string {
  const price = Number(value.replace(",", "."));
  return value === "" || Number.isNaN(price) ? value : plainPrice(Math.round(price * 1e4));
}

function listName(id: string): string {
  const lists = queries.getQueryData<PriceList[]>(kPriceListsKey) ?? [];
  return lists.find((list) => list.id === id)?.name ?? id;
}

function optionWords(json: string): string {
  return parsed<{ value: string }>(json)
    .map((option) => option.value)
    .join(", ");
}

/** Only the addresses that differ, each on its line. */
function addressWords(old_json: string, new_json: string): ChangeWords {
  const before = parsed<Address>(old_json).map(addressLine);
  const after = parsed<Address>(new_json).map(addressLine);
  return {
    name: text("field.addresses"),
    before: before.filter((line) => !after.includes(line)).join("\n"),
    after: after.filter((line) => !before.includes(line)).join("\n"),
  };
}

function addressLine(address: Address): string {
  const kind = text(`ui.customers.address_${address.kind}`);
  const words = [
    address.company,
    address.name,
    address.street,
    address.addition,
    `${address.postcode} ${address.city}`.trim(),
    address.country,
    address.phone,
  ];
  const mark = address.is_default ? ` (${text("ui.address.default")})` : "";
  return `${kind}: ${words.filter(Boolean).join(", ")}${mark}`;
}

function parsed<Item>(json: string): Item[] {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? (value as Item[]) : [];
  } catch {
    return [];
  }
}
