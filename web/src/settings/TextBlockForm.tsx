import { api } from "../api/client";
import type { LocaleCode, TextBlock, TextBlockInput } from "../api/types";
import { useSession } from "../app/session";
import { kLocaleNames, kLocales, useText } from "../i18n/index";
import { kBlocksKey } from "../talk/blocks";
import { FieldRow, Select, TextArea, TextInput } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { useEntryForm } from "./entryForm";

const kUses = ["both", "message", "note"] as const;

/** As the fields have them; the lists of choices hold nothing that the API would not take. */
type Values = Record<keyof TextBlockInput, string>;

/** A new text block, or a change of one. */
export default function TextBlockForm({
  block,
  onClose,
}: {
  block: TextBlock | null;
  onClose: () => void;
}) {
  const t = useText();
  const { user } = useSession();
  const { form, save, frame } = useEntryForm<Values, TextBlockInput, TextBlock>({
    present: block,
    start: {
      name: block?.name ?? "",
      locale: block?.locale ?? user.locale,
      body: block?.body ?? "",
      used_in: block?.used_in ?? "both",
    },
    write: (body, call) =>
      block
        ? api.patch(`/text-blocks/${block.id}`, body, { version: call.version })
        : api.post("/text-blocks", body, { key: call.key }),
    stale: [kBlocksKey],
    onClose,
  });
  return (
    <FormDialog
      {...frame}
      size="normal"
      title={t(block ? "ui.text_blocks.edit_title" : "ui.text_blocks.new")}
      fields_of_code={{ text_block_taken: "name" }}
      onSubmit={() => save.go(form.values as TextBlockInput)}
    >
      <TextInput label={t("field.name")} autoComplete="off" maxLength={60} {...form.bind("name")} />
      <FieldRow>
        <Select
          label={t("field.locale")}
          options={kLocales.map((one: LocaleCode) => ({ value: one, label: kLocaleNames[one] }))}
          {...form.bind("locale")}
        />
        <Select
          label={t("ui.text_blocks.used_in")}
          options={kUses.map((one) => ({ value: one, label: t(`ui.text_blocks.used.${one}`) }))}
          {...form.bind("used_in")}
        />
      </FieldRow>
      <TextArea
        label={t("ui.text_blocks.body")}
        rows={7}
        maxLength={5000}
        hint={t("ui.text_blocks.body_hint", {
          order: "{{order.number}}",
          customer: "{{customer.name}}",
          me: "{{me.name}}",
        })}
        {...form.bind("body")}
      />
    </FormDialog>
  );
}
