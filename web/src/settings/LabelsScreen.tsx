import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { LabelEntry } from "../api/types";
import { ListScreen } from "../app/ListScreen";
import type { Search } from "../app/search";
import { useCan } from "../app/session";
import { dateOnly } from "../i18n/format";
import { useText } from "../i18n/index";
import { Button, IconButton } from "../ui/Button";
import type { TableColumn } from "../ui/DataTable";
import { FormDialog } from "../ui/FormDialog";
import { LabelChip } from "../ui/signs";
import { showToast } from "../ui/toast";

const LabelForm = lazy(() => import("./LabelForm"));
const kLabelsKey = ["labels", "settings"];
export const kStaleLabels = [["labels"], ["orders"], ["order"]];

/** The labels that orders can bear; only the team sees them. */
export function LabelsScreen() {
  const t = useText();
  const can = useCan();
  const manage = can("order_organise");
  const labels = useQuery({
    queryKey: kLabelsKey,
    queryFn: () => api.get<LabelEntry[]>("/labels"),
  });
  const [edited, setEdited] = useState<LabelEntry | "new" | null>(null);
  const [doomed, setDoomed] = useState<LabelEntry | null>(null);
  const columns = useColumns(manage, setEdited, setDoomed);
  const rows = labels.data ?? [];
  const add = manage && (
    <Button variant="primary" icon={Plus} onClick={() => setEdited("new")}>
      {t("ui.labels.new")}
    </Button>
  );
  return (
    <ListScreen
      title={t("ui.nav.labels")}
      count={labels.data && String(rows.length)}
      list={{
        total: labels.data ? { count: rows.length, capped: false } : null,
        loading: labels.isPending,
        error: labels.data ? null : labels.error,
        more: false,
        loading_more: false,
        more_error: null,
        onMore: () => undefined,
        retry: () => void labels.refetch(),
      }}
      rows={rows}
      rowId={(row) => row.id}
      columns={columns}
      actions={rows.length > 0 && add}
      no_hits={{ title: t("ui.labels.none"), text: t("ui.labels.none_text") }}
      nothing={{ title: t("ui.labels.none"), text: t("ui.labels.none_text"), action: add }}
    >
      {edited && (
        <Suspense fallback={null}>
          <LabelForm label={edited === "new" ? null : edited} onClose={() => setEdited(null)} />
        </Suspense>
      )}
      {doomed && <DeleteLabel label={doomed} onClose={() => setDoomed(null)} />}
    </ListScreen>
  );
}

function useColumns(
  manage: boolean,
  onEdit: (label: LabelEntry) => void,
  onDelete: (label: LabelEntry) => void,
): TableColumn<LabelEntry>[] {
  const t = useText();
  return useMemo(() => {
    const columns: TableColumn<LabelEntry>[] = [
      {
        id: "name",
        header: t("field.name"),
        cell: (row) => (
          <Link to="/orders" search={{ label: row.id } as Search} title={t("ui.labels.orders")}>
            <LabelChip name={row.name} color={row.color} />
          </Link>
        ),
      },
      {
        id: "owner",
        header: t("field.owner"),
        minor: true,
        cell: (row) => <span className="muted">{row.owner || "–"}</span>,
      },
      {
        id: "due",
        header: t("field.due_on"),
        cell: (row) => (row.due_on ? dateOnly(row.due_on) : "–"),
      },
      {
        id: "tools",
        header: <span className="visually-hidden">{t("ui.common.actions")}</span>,
        align: "right",
        cell: (row) => (
          <span className="nowrap">
            <IconButton
              icon={Pencil}
              label={t("ui.labels.edit_this", { name: row.name })}
              onClick={() => onEdit(row)}
            />
            <IconButton
              icon={Trash2}
              label={t("ui.labels.delete_this", { name: row.name })}
              onClick={() => onDelete(row)}
            />
          </span>
        ),
      },
    ];
    return columns.filter((one) => one.id !== "tools" || manage);
  }, [t, manage, onEdit, onDelete]);
}

function DeleteLabel({ label, onClose }: { label: LabelEntry; onClose: () => void }) {
  const t = useText();
  const remove = useCommand<null, void>({
    run: () => api.del(`/labels/${label.id}`),
    invalidates: kStaleLabels,
    onProblem: () => true,
    onDone: () => {
      showToast({ text: t("ui.labels.deleted", { name: label.name }) });
      onClose();
    },
  });
  return (
    <FormDialog
      size="small"
      title={t("ui.labels.delete_title", { name: label.name })}
      lead={t("ui.labels.delete_lead")}
      submit={t("ui.labels.delete")}
      variant="danger"
      pending={remove.pending}
      problem={remove.problem}
      onSubmit={() => remove.go(null)}
      onClose={onClose}
    >
      <LabelChip name={label.name} color={label.color} />
    </FormDialog>
  );
}
