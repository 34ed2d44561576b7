// Adding lines by a form: rows of a spreadsheet, or what is in no catalogue. Loaded when opened.
import { useState } from "react";
import { api } from "../api/client";
import type { LineInput, Order } from "../api/types";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { useDraft } from "../ui/draft";
import { FieldRow, Form, MoneyInput, NumberInput, Select, TextArea, TextInput } from "../ui/Field";
import styles from "./LinesEditor.module.css";
import { useOrderWrite } from "./useOrder";

interface Props {
  order: Order;
  onClose: () => void;
}

export default function LineDialogs({ which, ...props }: Props & { which: "paste" | "free" }) {
  return which === "paste" ? <PasteDialog {...props} /> : <FreeLineDialog {...props} />;
}

/** Rows of a spreadsheet: article number, tab, quantity. All or none; faults name their row. */
function PasteDialog({ order, onClose }: Props) {
  const t = useText();
  const [text, setText] = useState("");
  const write = useOrderWrite<string>(
    order,
    (rows, call) => api.post(`/orders/${order.id}/lines/paste`, { text: rows }, call),
    { in_form: true, onDone: onClose },
  );
  const rows = text.split("\n").filter((row) => row.trim()).length;
  const faults = write.problem?.errors.filter((one) => one.pointer.startsWith("/text/")) ?? [];
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("ui.cart.paste_title")}
      lead={t("ui.cart.paste_lead")}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.common.cancel")}</Button>
          <Button
            variant="primary"
            type="submit"
            form="paste-form"
            pending={write.pending}
            refused={rows === 0 ? t("ui.cart.paste_empty") : null}
          >
            {t("ui.cart.paste_add", { count: rows })}
          </Button>
        </>
      }
    >
      <Form id="paste-form" problem={write.problem} onSubmit={() => rows > 0 && write.go(text)}>
        <TextArea
          label={t("ui.cart.rows")}
          name="text"
          rows={8}
          placeholder={"40-2260\t4\n40-3107\t2"}
          value={text}
          onChange={setText}
        />
        {faults.length > 0 && (
          <ul className={styles.faults}>
            {faults.map((fault) => (
              <li key={fault.pointer}>
                <b>{t("ui.cart.row", { row: fault.pointer.replace("/text/", "") })}</b>{" "}
                {fault.message} <span className="id">{fault.actual}</span>
              </li>
            ))}
          </ul>
        )}
      </Form>
    </Dialog>
  );
}

function FreeLineDialog({ order, onClose }: Props) {
  const t = useText();
  const draft = useDraft({
    name: "",
    unit: t("ui.cart.piece"),
    unit_price_e4: null as number | null,
    tax_class: "standard",
    quantity_milli: 1000 as number | null,
  });
  const write = useOrderWrite<LineInput>(
    order,
    (body, call) => api.post(`/orders/${order.id}/lines`, body, call),
    { in_form: true, onDone: onClose },
  );
  const { values } = draft;
  const submit = () =>
    write.go({
      name: values.name,
      unit: values.unit,
      tax_class: values.tax_class as "standard",
      quantity_milli: values.quantity_milli ?? 1000,
      ...(values.unit_price_e4 !== null && { unit_price_e4: values.unit_price_e4 }),
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("ui.cart.free_title")}
      lead={t("ui.cart.free_lead")}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.common.cancel")}</Button>
          <Button variant="primary" type="submit" form="free-form" pending={write.pending}>
            {t("ui.cart.add")}
          </Button>
        </>
      }
    >
      <Form id="free-form" problem={write.problem} onSubmit={submit}>
        <TextInput label={t("ui.cart.description")} maxLength={200} {...draft.bind("name")} />
        <FieldRow>
          <NumberInput label={t("ui.cart.quantity")} digits={3} {...draft.bind("quantity_milli")} />
          <TextInput label={t("ui.cart.unit")} maxLength={20} {...draft.bind("unit")} />
        </FieldRow>
        <FieldRow>
          <MoneyInput
            label={t("ui.cart.price")}
            unit_price
            currency={order.currency}
            {...draft.bind("unit_price_e4")}
          />
          <Select
            label={t("ui.orders.tax")}
            {...draft.bind("tax_class")}
            options={(["standard", "reduced", "zero", "exempt"] as const).map((one) => ({
              value: one,
              label: t(`ui.cart.tax.${one}`),
            }))}
          />
        </FieldRow>
      </Form>
    </Dialog>
  );
}
