import { useState } from "react";
import { api } from "../api/client";
import type { Product, ProductPatch } from "../api/types";
import { useText } from "../i18n/index";
import { useDraft } from "../ui/draft";
import { TextInput } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { showToast } from "../ui/toast";
import { ProductFields, type ProductValues } from "./ProductFields";
import { useProductWrite } from "./product";

/** Changes what holds for the whole article. Only what was changed is sent. */
export default function EditProduct({
  product,
  onClose,
}: {
  product: Product;
  onClose: () => void;
}) {
  const t = useText();
  // What others change meanwhile must not slip in under this form.
  const [opened] = useState(product);
  const [start] = useState<ProductValues>(() => ({
    number: product.number,
    name: product.name,
    description: product.description,
    unit: product.unit,
    tax_class: product.tax_class,
    by_quote: product.by_quote,
    charge_type: product.charge_type,
    needs_shipping: product.needs_shipping,
    stock_hint: product.stock_hint,
    supplier_sku: product.supplier_sku ?? "",
  }));
  const form = useDraft(start);
  const save = useProductWrite<ProductPatch>(
    opened,
    (patch, call) =>
      api.patch<Product>(`/products/${product.id}`, patch, { version: call.version }),
    {
      onTheirs: onClose,
      onDone: () => {
        showToast({ text: t("ui.common.saved") });
        onClose();
      },
    },
  );
  const submit = () => {
    const names = Object.keys(start) as (keyof ProductValues)[];
    const changed = names.filter((name) => form.values[name] !== start[name]);
    if (changed.length === 0) return onClose();
    save.go(Object.fromEntries(changed.map((name) => [name, form.values[name]])));
  };
  return (
    <FormDialog
      as="sheet"
      size="wide"
      title={t("ui.products.edit_title", { name: product.name })}
      submit={t("ui.common.save")}
      pending={save.pending}
      problem={save.problem}
      fields_of_code={{ product_number_taken: "number" }}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput label={t("field.name")} autoComplete="off" {...form.bind("name")} />
      <ProductFields values={form.values} set={form.set} />
    </FormDialog>
  );
}
