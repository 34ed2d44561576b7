import type { Address } from "../api/types";
import { useLocale, useText } from "../i18n/index";
import { countryOptions } from "../ui/countries";
import { FieldRow, Select, TextInput } from "../ui/Field";
import { useSession } from "./session";

export type AddressText = Omit<Address, "id" | "kind" | "is_default">;

export const kNoAddress: AddressText = {
  company: "",
  name: "",
  street: "",
  addition: "",
  postcode: "",
  city: "",
  country: "",
  phone: "",
};

/** The fields of a postal address. `at` is where it lies in what is sent ("shipping_address",
 *  "addresses/0"), so that the server's errors find their field. */
export function AddressFields({
  at,
  value,
  onChange,
}: {
  at: string;
  value: AddressText;
  onChange: (name: keyof AddressText, value: string) => void;
}) {
  const t = useText();
  useLocale();
  const { tenant } = useSession();
  const field = (name: keyof AddressText) => ({
    label: t(`ui.address.${name}`),
    name: `${at}/${name}`,
    value: value[name],
    onChange: (next: string) => onChange(name, next),
  });
  return (
    <>
      <FieldRow>
        <TextInput {...field("company")} />
        <TextInput {...field("name")} />
      </FieldRow>
      <TextInput {...field("street")} />
      <TextInput {...field("addition")} aside={t("ui.common.optional")} />
      <FieldRow>
        <TextInput {...field("postcode")} />
        <TextInput {...field("city")} />
      </FieldRow>
      <FieldRow>
        <Select {...field("country")} options={countryOptions(tenant.country)} />
        <TextInput {...field("phone")} type="tel" aside={t("ui.common.optional")} />
      </FieldRow>
    </>
  );
}
