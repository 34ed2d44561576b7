import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { TextBlock } from "../api/types";
import { ListScreen } from "../app/ListScreen";
import { useCan } from "../app/session";
import { kLocaleNames, useText } from "../i18n/index";
import { kBlocksKey } from "../talk/blocks";
import { Button, IconButton } from "../ui/Button";
import type { TableColumn } from "../ui/DataTable";
import { FormDialog } from "../ui/FormDialog";
import { showToast } from "../ui/toast";

const TextBlockForm = lazy(() => import("./TextBlockForm"));

/** What the desk writes again and again, in three languages. */
export function TextBlocksScreen() {
  const t = useText();
  const can = useCan();
  const manage = can("order_organise");
  const blocks = useQuery({
    queryKey: kBlocksKey,
    queryFn: () => api.get<TextBlock[]>("/text-blocks"),
  });
  const [edited, setEdited] = useState<TextBlock | "new" | null>(null);
  const [doomed, setDoomed] = useState<TextBlock | null>(null);
  const columns = useColumns(manage, setEdited, setDoomed);
  const rows = blocks.data ?? [];
  const add = manage && (
    <Button variant="primary" icon={Plus} onClick={() => setEdited("new")}>
      {t("ui.text_blocks.new")}
    </Button>
  );
  const none = { title: t("ui.text_blocks.none"), text: t("ui.text_blocks.none_text") };
  return (
    <ListScreen
      title={t("ui.nav.text_blocks")}
      count={blocks.data && String(rows.length)}
      list={{
        total: blocks.data ? { count: rows.length, capped: false } : null,
        loading: blocks.isPending,
        error: blocks.data ? null : blocks.error,
        more: false,
        loading_more: false,
        more_error: null,
        onMore: () => undefined,
        retry: () => void blocks.refetch(),
      }}
      rows={rows}
      rowId={(row) => row.id}
      columns={columns}
      actions={rows.length > 0 && add}
      no_hits={none}
      nothing={{ ...none, action: add }}
    >
      {edited && (
        <Suspense fallback={null}>
          <TextBlockForm block={edited === "new" ? null : edited} onClose={() => setEdited(null)} />
        </Suspense>
      )}
      {doomed && <DeleteTextBlock block={doomed} onClose={() => setDoomed(null)} />}
    </ListScreen>
  );
}

function useColumns(
  manage: boolean,
  onEdit: (block: TextBlock) => void,
  onDelete: (block: TextBlock) => void,
): TableColumn<TextBlock>[] {
  const t = useText();
  return useMemo(() => {
    const columns: TableColumn<TextBlock>[] = [
      { id: "name", header: t("field.name"), cell: (row) => <b>{row.name}</b> },
      { id: "locale", header: t("field.locale"), cell: (row) => kLocaleNames[row.locale] },
      {
        id: "used_in",
        header: t("ui.text_blocks.used_in"),
        minor: true,
        cell: (row) => t(`ui.text_blocks.used.${row.used_in}`),
      },
      {
        id: "body",
        header: t("ui.text_blocks.body"),
        minor: true,
        cell: (row) => <span className="muted">{shortOf(row.body)}</span>,
      },
      {
        id: "tools",
        header: <span className="visually-hidden">{t("ui.common.actions")}</span>,
        align: "right",
        cell: (row) => (
          <span className="nowrap">
            <IconButton
              icon={Pencil}
              label={t("ui.text_blocks.edit_this", { name: row.name })}
              onClick={() => onEdit(row)}
            />
            <IconButton
              icon={Trash2}
              label={t("ui.text_blocks.delete_this", { name: row.name })}
              onClick={() => onDelete(row)}
            />
          </span>
        ),
      },
    ];
    return columns.filter((one) => one.id !== "tools" || manage);
  }, [t, manage, onEdit, onDelete]);
}

const kShownCharacters = 80;
function shortOf(body: string): string {
  const line = body.replace(/[*`]+|\s+/g, (signs) => (/\s/.test(signs) ? " " : ""));
  return line.length > kShownCharacters ? `${line.slice(0, kShownCharacters)}…` : line;
}

function DeleteTextBlock({ block, onClose }: { block: TextBlock; onClose: () => void }) {
  const t = useText();
  const remove = useCommand<null, void>({
    run: () => api.del(`/text-blocks/${block.id}`),
    invalidates: [kBlocksKey],
    onProblem: () => true,
    onDone: () => {
      showToast({ text: t("ui.text_blocks.deleted", { name: block.name }) });
      onClose();
    },
  });
  return (
    <FormDialog
      size="small"
      title={t("ui.text_blocks.delete_title", { name: block.name })}
      lead={t("ui.text_blocks.delete_lead")}
      submit={t("ui.text_blocks.delete")}
      variant="danger"
      pending={remove.pending}
      problem={remove.problem}
      onSubmit={() => remove.go(null)}
      onClose={onClose}
    >
      <p className="muted">{shortOf(block.body)}</p>
    </FormDialog>
  );
}
