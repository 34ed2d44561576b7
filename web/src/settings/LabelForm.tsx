import { useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { LabelColor, LabelEntry, LabelInput } from "../api/types";
import { useText } from "../i18n/index";
import { useDraft } from "../ui/draft";
import { DateInput, FieldRow, RadioGroup, TextInput } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { LabelChip } from "../ui/signs";
import { showToast } from "../ui/toast";
import { kStaleLabels } from "./LabelsScreen";

const kColors: LabelColor[] = ["petrol", "green", "amber", "red", "blue", "plum", "grey"];

/** A new label, or a change of one. */
export default function LabelForm({
  label,
  onClose,
}: {
  label: LabelEntry | null;
  onClose: () => void;
}) {
  const t = useText();
  const [version] = useState(label?.version);
  const [start] = useState({
    name: label?.name ?? "",
    color: label?.color ?? ("petrol" as LabelColor),
    owner: label?.owner ?? "",
    due_on: label?.due_on ?? "",
  });
  const form = useDraft(start);
  const { values } = form;
  const save = useCommand<LabelInput, LabelEntry>({
    version,
    run: (body, call) =>
      label
        ? api.patch(`/labels/${label.id}`, body, { version: call.version })
        : api.post("/labels", body, { key: call.key }),
    invalidates: kStaleLabels,
    onProblem: () => true,
    onTheirs: onClose,
    onDone: () => {
      showToast({ text: t("ui.common.saved") });
      onClose();
    },
  });
  return (
    <FormDialog
      size="small"
      title={t(label ? "ui.labels.edit_title" : "ui.labels.new")}
      submit={t(label ? "ui.common.save" : "ui.common.create")}
      pending={save.pending}
      problem={save.problem}
      fields_of_code={{ label_taken: "name" }}
      onSubmit={() => save.go({ ...values, due_on: values.due_on || null })}
      onClose={onClose}
    >
      <TextInput label={t("field.name")} autoComplete="off" maxLength={40} {...form.bind("name")} />
      <RadioGroup
        inline
        label={t("field.color")}
        name="color"
        value={values.color}
        onChange={(color) => form.set("color", color as LabelColor)}
        options={kColors.map((value) => ({ value, label: t(`ui.orders.colors.${value}`) }))}
      />
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
