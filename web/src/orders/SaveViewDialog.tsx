import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { LabelColor, SavedView } from "../api/types";
import { useCan } from "../app/session";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { useDraft } from "../ui/draft";
import { Checkbox, Form, Select, TextInput } from "../ui/Field";

const kColors: LabelColor[] = ["blue", "amber", "plum", "petrol", "green", "red", "grey"];

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
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={t("ui.inbox.view_title")}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.common.cancel")}</Button>
          <Button type="submit" form="view-form" variant="primary" pending={save.pending}>
            {t("ui.common.save")}
          </Button>
        </>
      }
    >
      <Form id="view-form" problem={save.problem} onSubmit={() => save.go(values)}>
        <TextInput label={t("ui.inbox.view_name")} maxLength={60} {...draft.bind("name")} />
        <Select
          label={t("ui.orders.color")}
          {...draft.bind("color")}
          options={kColors.map((color) => ({
            value: color,
            label: t(`ui.orders.colors.${color}`),
          }))}
        />
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
      </Form>
    </Dialog>
  );
}
