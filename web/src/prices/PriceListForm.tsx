import { useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { PriceList, PriceListInput } from "../api/types";
import { useSession } from "../app/session";
import { useText } from "../i18n/index";
import { useDraft } from "../ui/draft";
import { Checkbox, RadioGroup, TextInput } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { showToast } from "../ui/toast";

/** A new price list, or a change of one. */
export default function PriceListForm({
  list,
  onClose,
  onDone,
}: {
  list: PriceList | null;
  onClose: () => void;
  onDone?: (list: PriceList) => void;
}) {
  const t = useText();
  const { tenant } = useSession();
  const [version] = useState(list?.version);
  const [start] = useState<PriceListInput>({
    name: list?.name ?? "",
    currency: list?.currency ?? tenant.currency,
    gross: list?.gross ?? false,
    is_default: list?.is_default ?? false,
  });
  const form = useDraft(start);
  const { values, set } = form;
  const save = useCommand<Partial<PriceListInput>, PriceList>({
    version,
    run: (body, call) =>
      list
        ? api.patch(`/price-lists/${list.id}`, body, { version: call.version })
        : api.post("/price-lists", body, { key: call.key }),
    invalidates: [["price_lists"], ["price_list"], ["products"], ["product"], ["catalog"]],
    onProblem: () => true,
    onTheirs: onClose,
    onDone: (made) => {
      showToast({ text: t("ui.common.saved") });
      onClose();
      onDone?.(made);
    },
  });
  const submit = () => {
    const body = { ...values, currency: values.currency.trim().toUpperCase() };
    if (!list) return save.go(body);
    const names = Object.keys(start) as (keyof PriceListInput)[];
    const changed = names.filter((name) => body[name] !== start[name]);
    if (changed.length === 0) return onClose();
    save.go(Object.fromEntries(changed.map((name) => [name, body[name]])));
  };
  return (
    <FormDialog
      size="small"
      title={t(list ? "ui.prices.edit_title" : "ui.prices.new_list")}
      submit={t(list ? "ui.common.save" : "ui.common.create")}
      pending={save.pending}
      problem={save.problem}
      fields_of_code={{ price_list_name_taken: "name", price_list_in_use: "currency" }}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput label={t("field.name")} autoComplete="off" {...form.bind("name")} />
      <TextInput
        label={t("field.currency")}
        autoComplete="off"
        maxLength={3}
        hint={t("ui.prices.currency_hint")}
        {...form.bind("currency")}
      />
      <RadioGroup
        inline
        label={t("ui.prices.prices_are")}
        name="gross"
        value={String(values.gross)}
        onChange={(next) => set("gross", next === "true")}
        options={["false", "true"].map((value) => ({
          value,
          label: t(value === "true" ? "ui.prices.gross" : "ui.prices.net"),
        }))}
      />
      <Checkbox
        label={t("ui.prices.make_default")}
        hint={t(list?.is_default ? "ui.prices.is_default_hint" : "ui.prices.default_hint")}
        disabled={list?.is_default ?? false}
        checked={values.is_default}
        onChange={(on) => set("is_default", on)}
      />
    </FormDialog>
  );
}
