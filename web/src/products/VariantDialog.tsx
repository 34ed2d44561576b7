import { Plus, X } from "lucide-react";
import { useState } from "react";
import type { Product, Variant, VariantInput } from "../api/types";
import { useCan } from "../app/session";
import { useText } from "../i18n/index";
import { Button, IconButton } from "../ui/Button";
import { useDraft } from "../ui/draft";
import { FieldRow, MoneyInput, NumberInput, TextInput } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { showToast } from "../ui/toast";
import styles from "./Products.module.css";
import { placeOf, useVariantWrite } from "./product";

interface Option {
  key: number;
  name: string;
  value: string;
}

/** What is ordered by a number of its own: a colour, a size. */
export default function VariantDialog({
  product,
  variant,
  onClose,
}: {
  product: Product;
  variant: Variant | null;
  onClose: () => void;
}) {
  const t = useText();
  const can = useCan();
  const at = `variants/${placeOf(product.variants, variant?.id ?? null)}`;
  const form = useDraft({
    sku: variant?.sku ?? "",
    name: variant?.name ?? "",
    stock_milli: variant?.stock_milli ?? null,
    price: variant?.list_price_e4 ?? null,
  });
  const [options, setOptions] = useState<Option[]>(() => {
    const present = variant?.options.map((option, key) => ({ key, ...option })) ?? [];
    if (variant) return present;
    // The same kinds of options as the others have.
    return (product.variants[0]?.options ?? []).map(({ name }, key) => ({ key, name, value: "" }));
  });
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [opened] = useState(product);
  const save = useVariantWrite(opened, {
    onTheirs: onClose,
    onDone: () => {
      showToast({ text: t("ui.common.saved") });
      onClose();
    },
  });
  const set = (key: number, change: Partial<Option>) =>
    setOptions((old) => old.map((one) => (one.key === key ? { ...one, ...change } : one)));
  const submit = () => {
    const { sku, name, stock_milli, price } = form.values;
    const missing = !sku.trim();
    setFaults(missing ? { [`${at}/sku`]: t("ui.products.sku_missing") } : {});
    if (missing) return;
    const put: VariantInput = {
      sku,
      name,
      stock_milli,
      options: options
        .filter((one) => one.name.trim() || one.value.trim())
        .map((one) => ({ name: one.name, value: one.value })),
    };
    if (variant) put.id = variant.id;
    if (price !== null && price !== variant?.list_price_e4) put.list_price_e4 = price;
    save.go({ put });
  };
  return (
    <FormDialog
      title={t(variant ? "ui.products.edit_variant" : "ui.products.add_variant")}
      submit={t("ui.common.save")}
      pending={save.pending}
      problem={save.problem}
      errors={faults}
      fields_of_code={{ sku_taken: `${at}/sku` }}
      onSubmit={submit}
      onClose={onClose}
    >
      <FieldRow>
        <TextInput
          label={t("field.sku")}
          autoComplete="off"
          {...form.bind("sku")}
          name={`${at}/sku`}
        />
        <TextInput
          label={t("ui.products.variant_name")}
          aside={t("ui.common.optional")}
          autoComplete="off"
          {...form.bind("name")}
          name={`${at}/name`}
        />
      </FieldRow>
      <fieldset className={styles.options}>
        <legend>{t("field.options")}</legend>
        {options.map((one, index) => (
          <div key={one.key} className={styles.option}>
            <TextInput
              label={t("ui.products.option_name")}
              placeholder={t("ui.products.option_example")}
              name={`${at}/options/${index}/name`}
              value={one.name}
              onChange={(name) => set(one.key, { name })}
            />
            <TextInput
              label={t("ui.products.option_value")}
              name={`${at}/options/${index}/value`}
              value={one.value}
              onChange={(value) => set(one.key, { value })}
            />
            <IconButton
              icon={X}
              label={t("ui.products.remove_option")}
              onClick={() => setOptions((old) => old.filter((other) => other.key !== one.key))}
            />
          </div>
        ))}
        <div>
          <Button
            size="small"
            icon={Plus}
            onClick={() =>
              setOptions((old) => [
                ...old,
                { key: Math.max(-1, ...old.map((one) => one.key)) + 1, name: "", value: "" },
              ])
            }
          >
            {t("ui.products.add_option")}
          </Button>
        </div>
      </fieldset>
      <FieldRow>
        <NumberInput
          label={t("field.stock_milli")}
          hint={t("ui.products.stock_empty")}
          digits={3}
          unit={product.unit}
          {...form.bind("stock_milli")}
          name={`${at}/stock_milli`}
        />
        {can("price_manage") && product.currency && (
          <MoneyInput
            unit_price
            label={t("ui.products.price")}
            hint={t("ui.products.price_hint")}
            currency={product.currency}
            {...form.bind("price")}
            name={`${at}/list_price_e4`}
          />
        )}
      </FieldRow>
    </FormDialog>
  );
}
