import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { Product, ProductInput } from "../api/types";
import { useCan, useSession } from "../app/session";
import { useText } from "../i18n/index";
import { usePriceLists } from "../prices/priceLists";
import { useDraft } from "../ui/draft";
import { FieldRow, MoneyInput, NumberInput, TextInput } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { showToast } from "../ui/toast";
import { ProductFields, type ProductValues } from "./ProductFields";

/** A new article with its first variant; more of them follow on its page. */
export default function NewProduct({ onClose }: { onClose: () => void }) {
  const t = useText();
  const can = useCan();
  const navigate = useNavigate();
  const { tenant } = useSession();
  const standard = usePriceLists().data?.find((list) => list.is_default);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const form = useDraft<ProductValues>({
    number: "",
    name: "",
    description: "",
    unit: "",
    tax_class: "standard",
    by_quote: false,
    charge_type: "one_off",
    needs_shipping: true,
    stock_hint: "unknown",
    supplier_sku: "",
  });
  const first = useDraft({ sku: "", stock: null as number | null, price: null as number | null });
  const create = useCommand({
    run: (input: ProductInput, call) => api.post<Product>("/products", input, { key: call.key }),
    invalidates: [["products"], ["catalog"], ["prices"], ["search"]],
    onProblem: () => true,
    onDone: (made) => {
      showToast({ text: t("ui.products.created", { name: made.name }) });
      void navigate({ to: "/products/$id", params: { id: made.id } });
    },
  });
  const submit = () => {
    const { values } = form;
    const found: Record<string, string> = {};
    if (!values.name.trim()) found.name = t("ui.products.name_missing");
    if (!first.values.sku.trim()) found["variants/0/sku"] = t("ui.products.sku_missing");
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    const { sku, stock, price } = first.values;
    create.go({
      ...values,
      number: values.number.trim() || null,
      variants: [{ sku, stock_milli: stock, ...(price !== null && { list_price_e4: price }) }],
    });
  };
  return (
    <FormDialog
      as="sheet"
      size="wide"
      title={t("ui.products.new")}
      lead={t("ui.products.new_lead")}
      submit={t("ui.common.create")}
      pending={create.pending}
      problem={create.problem}
      errors={faults}
      fields_of_code={{ sku_taken: "variants/0/sku", product_number_taken: "number" }}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput label={t("field.name")} autoComplete="off" {...form.bind("name")} />
      <FieldRow>
        <TextInput
          label={t("field.sku")}
          autoComplete="off"
          {...first.bind("sku")}
          name="variants/0/sku"
        />
        <NumberInput
          label={t("field.stock_milli")}
          aside={t("ui.common.optional")}
          digits={3}
          {...first.bind("stock")}
          name="variants/0/stock_milli"
        />
        {can("price_manage") && standard && (
          <MoneyInput
            unit_price
            label={t("ui.products.price")}
            hint={t(standard.gross ? "ui.products.price_gross" : "ui.products.price_net", {
              name: standard.name,
            })}
            currency={standard.currency || tenant.currency}
            {...first.bind("price")}
            name="variants/0/list_price_e4"
          />
        )}
      </FieldRow>
      <ProductFields
        values={form.values}
        set={form.set}
        number_hint={t("ui.products.number_hint")}
      />
    </FormDialog>
  );
}
