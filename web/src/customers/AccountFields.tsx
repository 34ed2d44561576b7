import type { LocaleCode } from "../api/types";
import { useSession } from "../app/session";
import { kLocaleNames, kLocales, useText } from "../i18n/index";
import { usePriceLists } from "../prices/priceLists";
import { Checkbox, FieldRow, RadioGroup, Select, TextInput } from "../ui/Field";

export interface AccountValues {
  name: string;
  consumer: boolean;
  vat_id: string;
  email: string;
  phone: string;
  locale: LocaleCode;
  price_list_id: string;
  number: string;
  power_of_attorney: boolean;
}

/** The master data of a customer or partner. What only the operator may give is not shown to
 *  others; what this reader may not change is shown and cannot be changed. */
export function AccountFields({
  values,
  set,
  prospect,
  fixed,
  number_hint,
}: {
  values: AccountValues;
  set: <Name extends keyof AccountValues>(name: Name, value: AccountValues[Name]) => void;
  prospect: boolean;
  /** Name, tax and terms need more than the right to edit. */
  fixed?: boolean;
  number_hint?: string;
}) {
  const t = useText();
  const { staff } = useSession();
  const lists = usePriceLists();
  const bind = (name: "name" | "vat_id" | "email" | "phone" | "number") => ({
    name,
    value: values[name],
    onChange: (next: string) => set(name, next),
  });
  const standard = lists.data?.find((list) => list.is_default)?.name;
  return (
    <>
      <TextInput
        label={t("ui.customers.name")}
        autoComplete="off"
        disabled={fixed}
        {...bind("name")}
      />
      <FieldRow>
        <RadioGroup
          inline
          label={t("ui.customers.buys_as")}
          name="consumer"
          value={String(values.consumer)}
          onChange={(next) => set("consumer", next === "true")}
          options={["false", "true"].map((value) => ({
            value,
            label: t(value === "true" ? "field.consumer" : "ui.customers.business"),
            disabled: fixed ?? false,
          }))}
        />
        {!values.consumer && (
          <TextInput
            label={t("field.vat_id")}
            aside={t("ui.common.optional")}
            disabled={fixed}
            {...bind("vat_id")}
          />
        )}
      </FieldRow>
      <FieldRow>
        <TextInput
          label={t("field.email")}
          type="email"
          autoComplete="off"
          aside={t("ui.common.optional")}
          hint={t("ui.customers.email_hint")}
          {...bind("email")}
        />
        <TextInput
          label={t("field.phone")}
          type="tel"
          autoComplete="off"
          aside={t("ui.common.optional")}
          {...bind("phone")}
        />
      </FieldRow>
      <FieldRow>
        <Select
          label={t("ui.customers.language")}
          name="locale"
          value={values.locale}
          onChange={(next) => set("locale", next as LocaleCode)}
          options={kLocales.map((value) => ({ value, label: kLocaleNames[value] }))}
        />
        {staff && (
          <Select
            label={t("field.price_list_id")}
            name="price_list_id"
            disabled={fixed}
            value={values.price_list_id}
            onChange={(next) => set("price_list_id", next)}
            placeholder={
              standard ? t("ui.customers.standard_list", { name: standard }) : t("ui.common.none")
            }
            options={(lists.data ?? []).map((list) => ({ value: list.id, label: list.name }))}
          />
        )}
      </FieldRow>
      {staff && (
        <TextInput
          label={t("ui.customers.number")}
          autoComplete="off"
          disabled={fixed}
          hint={number_hint}
          {...bind("number")}
        />
      )}
      {staff && !prospect && (
        <Checkbox
          name="power_of_attorney"
          label={t("field.power_of_attorney")}
          hint={t("ui.customers.power_hint")}
          disabled={fixed}
          checked={values.power_of_attorney}
          onChange={(on) => set("power_of_attorney", on)}
        />
      )}
    </>
  );
}
