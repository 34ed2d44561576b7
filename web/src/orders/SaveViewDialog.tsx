import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { SavedView } from "../api/types";
import { ColorField } from "../app/ColorField";
import { useCan } from "../app/session";
import { useText } from "../i18n/index";
import { useDraft } from "../ui/draft";
import { Checkbox, TextInput } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";

/** Keeps the filter in force under a name, for oneself or for the team. */
export default function SaveViewDialog({
  query,
  onClose,
  onSaved,
}: {
  query: string;
  onClose: () => void;
  onSaved: (view: SavedView) => void;
}) {
  const t = useText();
  const can = useCan();
  const draft = useDraft({ name: "", color: "blue", shared: false, badge: true });
  const save = useCommand<typeof draft.values, SavedView>({
    run: (body, call) => api.post("/views", { ...body, query }, { key: call.key }),
    invalidates: [["views"]],
    onProblem: () => true,
    onDone: onSaved,
  });
  const { values, set } = draft;
  return (
    <FormDialog
      size="small"
      title={t("ui.inbox.view_title")}
      submit={t("ui.common.save")}
      pending={save.pending}
      problem={save.problem}
      onSubmit={() => save.go(values)}
      onClose={onClose}
    >
      <TextInput label={t("ui.inbox.view_name")} maxLength={60} {...draft.bind("name")} />
      <ColorField {...draft.bind("color")} />
      <Checkbox
        label={t("ui.inbox.view_badge")}
        checked={values.badge}
        onChange={(on) => set("badge", on)}
      />
      {can("view_share") && (
        <Checkbox
          label={t("ui.inbox.view_shared")}
          checked={values.shared}
          onChange={(on) => set("shared", on)}
        />
      )}
    </FormDialog>
  );
}
