import { api } from "../api/client";
import type { LabelColor, LabelEntry, LabelInput } from "../api/types";
import { ColorField } from "../app/ColorField";
import { useText } from "../i18n/index";
import { DateInput, FieldRow, TextInput } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { LabelChip } from "../ui/signs";
import { useEntryForm } from "./entryForm";
import { kStaleLabels } from "./LabelsScreen";

interface Values {
  name: string;
  color: LabelColor;
  owner: string;
  due_on: string;
}

/** A new label, or a change of one. */
export default function LabelForm({
  label,
  onClose,
}: {
  label: LabelEntry | null;
  onClose: () => void;
}) {
  const t = useText();
  const { form, save, frame } = useEntryForm<Values, LabelInput, LabelEntry>({
    present: label,
    start: {
      name: label?.name ?? "",
      color: label?.color ?? "petrol",
      owner: label?.owner ?? "",
      due_on: label?.due_on ?? "",
    },
    write: (body, call) =>
      label
        ? api.patch(`/labels/${label.id}`, body, { version: call.version })
        : api.post("/labels", body, { key: call.key }),
    stale: kStaleLabels,
    onClose,
  });
  const { values } = form;
  return (
    <FormDialog
      {...frame}
      title={t(label ? "ui.labels.edit_title" : "ui.labels.new")}
      fields_of_code={{ label_taken: "name" }}
      onSubmit={() => save.go({ ...values, due_on: values.due_on || null })}
    >
      <TextInput label={t("field.name")} autoComplete="off" maxLength={40} {...form.bind("name")} />
      <ColorField {...form.bind("color")} />
      <p>
        <LabelChip name={values.name || t("field.name")} color={values.color} />
      </p>
      <FieldRow>
        <TextInput
          label={t("field.owner")}
          aside={t("ui.common.optional")}
          maxLength={80}
          {...form.bind("owner")}
        />
        <DateInput
          label={t("field.due_on")}
          aside={t("ui.common.optional")}
          {...form.bind("due_on")}
        />
      </FieldRow>
    </FormDialog>
  );
}
