import { useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { MethodSetting } from "../api/types";
import { useSession } from "../app/session";
import { useText } from "../i18n/index";
import { useDraft } from "../ui/draft";
import { Checkbox, MoneyInput, TextInput } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { showToast } from "../ui/toast";
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
  const [version] = useState(method?.version);
  const [start] = useState({
    name_de: method?.name_de ?? "",
    name_en: method?.name_en ?? "",
    name_fr: method?.name_fr ?? "",
    cost_cents: (method?.cost_cents ?? 0) as number | null,
    active: method?.active ?? true,
  });
  const form = useDraft(start);
  const { values } = form;
  const save = useCommand<typeof values, MethodSetting>({
    version,
    run: (body, call) => {
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
    invalidates: kStaleMethods,
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
      title={method ? t("ui.methods.edit", { name: method.name_de }) : t(`ui.methods.new_${kind}`)}
      submit={t(method ? "ui.common.save" : "ui.common.create")}
      pending={save.pending}
      problem={save.problem}
      fields_of_code={{ method_taken: "name_de" }}
      onSubmit={() => save.go(values)}
      onClose={onClose}
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
