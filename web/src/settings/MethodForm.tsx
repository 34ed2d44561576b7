import { api } from "../api/client";
import type { MethodSetting } from "../api/types";
import { useSession } from "../app/session";
import { useText } from "../i18n/index";
import { Checkbox, MoneyInput, TextInput } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { useEntryForm } from "./entryForm";
import { kStaleMethods, type MethodKind, methodPath } from "./MethodsScreen";

/** The lasting name in the database: "Vorkasse (Überweisung)" is vorkasse_ueberweisung. */
export function codeOf(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll("ä", "ae")
    .replaceAll("ö", "oe")
    .replaceAll("ü", "ue")
    .replaceAll("ß", "ss")
    .normalize("NFD")
    .replace(/\p{M}/gu, "");
  return plain
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 40);
}

interface Values {
  name_de: string;
  name_en: string;
  name_fr: string;
  cost_cents: number | null;
  active: boolean;
}

/** A new way to pay or to ship, or a change of one. */
export default function MethodForm({
  kind,
  method,
  onClose,
}: {
  kind: MethodKind;
  method: MethodSetting | null;
  onClose: () => void;
}) {
  const t = useText();
  const { tenant } = useSession();
  const { form, save, frame } = useEntryForm<Values, Values, MethodSetting>({
    present: method,
    start: {
      name_de: method?.name_de ?? "",
      name_en: method?.name_en ?? "",
      name_fr: method?.name_fr ?? "",
      cost_cents: method?.cost_cents ?? 0,
      active: method?.active ?? true,
    },
    write: (body, call) => {
      // Who knows one name only gives that one.
      const sent = {
        ...body,
        name_en: body.name_en || body.name_de,
        name_fr: body.name_fr || body.name_de,
        cost_cents: body.cost_cents ?? 0,
      };
      return method
        ? api.patch(`${methodPath(kind)}/${method.code}`, sent, { version: call.version })
        : api.post(
            methodPath(kind),
            { ...sent, code: codeOf(body.name_de) || "method" },
            { key: call.key },
          );
    },
    stale: kStaleMethods,
    onClose,
  });
  const { values } = form;
  return (
    <FormDialog
      {...frame}
      title={method ? t("ui.methods.edit", { name: method.name_de }) : t(`ui.methods.new_${kind}`)}
      fields_of_code={{ method_taken: "name_de" }}
      onSubmit={() => save.go(values)}
    >
      <TextInput label={t("ui.methods.name_de")} maxLength={80} {...form.bind("name_de")} />
      <TextInput
        label={t("ui.methods.name_en")}
        aside={t("ui.common.optional")}
        maxLength={80}
        {...form.bind("name_en")}
      />
      <TextInput
        label={t("ui.methods.name_fr")}
        aside={t("ui.common.optional")}
        maxLength={80}
        {...form.bind("name_fr")}
      />
      {kind === "shipping" && (
        <MoneyInput
          label={t("ui.methods.cost")}
          currency={tenant.currency}
          {...form.bind("cost_cents")}
        />
      )}
      <Checkbox
        label={t("ui.methods.active")}
        checked={values.active}
        onChange={(active) => form.set("active", active)}
      />
    </FormDialog>
  );
}
