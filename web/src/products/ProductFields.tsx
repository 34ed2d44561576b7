import type { ChargeType, Product, StockHint, TaxClass } from "../api/types";
import { useText } from "../i18n/index";
import { Checkbox, FieldRow, Select, TextArea, TextInput } from "../ui/Field";

const kTax: TaxClass[] = ["standard", "reduced", "zero", "exempt"];
const kCharges: ChargeType[] = ["one_off", "monthly", "yearly"];
const kHints: StockHint[] = ["unknown", "in_stock", "low", "out"];

export type ProductValues = Pick<
  Product,
  | "number"
  | "name"
  | "description"
  | "unit"
  | "tax_class"
  | "by_quote"
  | "charge_type"
  | "needs_shipping"
  | "stock_hint"
> & { supplier_sku: string };

/** What holds for all variants of an article. */
export function ProductFields({
  values,
  set,
  number_hint,
}: {
  values: ProductValues;
  set: <Name extends keyof ProductValues>(name: Name, value: ProductValues[Name]) => void;
  number_hint?: string;
}) {
  const t = useText();
  const bind = (name: "number" | "unit" | "supplier_sku") => ({
    name,
    value: values[name],
    onChange: (next: string) => set(name, next),
  });
  return (
    <>
      <TextArea
        label={t("field.description")}
        name="description"
        aside={t("ui.common.optional")}
        value={values.description}
        onChange={(next) => set("description", next)}
      />
      <FieldRow>
        <TextInput label={t("ui.products.number")} hint={number_hint} {...bind("number")} />
        <TextInput
          label={t("field.unit")}
          placeholder={t("ui.cart.piece")}
          maxLength={20}
          {...bind("unit")}
        />
      </FieldRow>
      <FieldRow>
        <Select
          label={t("field.tax_class")}
          name="tax_class"
          value={values.tax_class}
          onChange={(next) => set("tax_class", next as TaxClass)}
          options={kTax.map((value) => ({ value, label: t(`ui.cart.tax.${value}`) }))}
        />
        <Select
          label={t("field.charge_type")}
          name="charge_type"
          hint={values.charge_type === "one_off" ? undefined : t("ui.products.plan_hint")}
          value={values.charge_type}
          onChange={(next) => set("charge_type", next as ChargeType)}
          options={kCharges.map((value) => ({ value, label: t(`ui.products.charge.${value}`) }))}
        />
      </FieldRow>
      <FieldRow>
        <Select
          label={t("field.stock_hint")}
          name="stock_hint"
          hint={t("ui.products.stock_hint_hint")}
          value={values.stock_hint}
          onChange={(next) => set("stock_hint", next as StockHint)}
          options={kHints.map((value) => ({
            value,
            label: t(`ui.products.stock_hint.${value}`),
          }))}
        />
        <TextInput
          label={t("field.supplier_sku")}
          aside={t("ui.common.optional")}
          {...bind("supplier_sku")}
        />
      </FieldRow>
      <div>
        <Checkbox
          label={t("field.needs_shipping")}
          name="needs_shipping"
          checked={values.needs_shipping}
          onChange={(on) => set("needs_shipping", on)}
        />
        <Checkbox
          label={t("field.by_quote")}
          name="by_quote"
          hint={t("ui.products.by_quote_hint")}
          checked={values.by_quote}
          onChange={(on) => set("by_quote", on)}
        />
      </div>
    </>
  );
}
