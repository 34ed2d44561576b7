import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useList } from "../api/lists";
import type { ImportRow } from "../api/types";
import { Card } from "../app/Screen";
import { count } from "../i18n/format";
import { useText } from "../i18n/index";
import { DataTable, type TableColumn } from "../ui/DataTable";
import { ErrorState } from "../ui/feedback";
import { LoadMore } from "../ui/LoadMore";
import { RelativeTime } from "../ui/Values";
import styles from "./Imports.module.css";

/** What came in before, newest first: who, when, and what became of it. */
export function PastImports() {
  const t = useText();
  const list = useList<ImportRow>("imports", "/imports", { limit: 10 });
  const columns = useMemo<TableColumn<ImportRow>[]>(() => {
    const number = (id: "created" | "updated" | "bad", minor: boolean): TableColumn<ImportRow> => ({
      id,
      header: t(`ui.imports.done_${id}`),
      align: "right",
      minor,
      cell: (row) => (
        <span className={id === "bad" && row.counts.bad > 0 ? "num bad" : "num"}>
          {count(row.counts[id])}
        </span>
      ),
    });
    return [
      {
        id: "file",
        header: t("ui.imports.file"),
        cell: (row) => (
          <Link
            to="/imports"
            search={{ id: row.id } as Record<string, string>}
            className={styles.past}
          >
            <b>{row.file_name}</b>
            <small className="dim">
              {t(`ui.imports.kind_${row.kind}`)}, {row.created_by}
            </small>
          </Link>
        ),
      },
      {
        id: "when",
        header: t("ui.imports.when"),
        cell: (row) => <RelativeTime at_ms={row.created_at_ms} />,
      },
      {
        id: "state",
        header: t("ui.imports.state"),
        cell: (row) => t(`ui.imports.state_${row.state}`),
      },
      number("created", true),
      number("updated", true),
      number("bad", true),
    ];
  }, [t]);
  return (
    <Card flush title={t("ui.imports.past_title")}>
      {list.error ? (
        <ErrorState error={list.error} retry={list.retry} />
      ) : (
        <DataTable
          label={t("ui.imports.past_title")}
          columns={columns}
          rows={list.items}
          rowId={(row) => row.id}
          loading={list.loading}
          tall
          empty={<p className={styles.none}>{t("ui.imports.past_none")}</p>}
        />
      )}
      {list.items.length > 0 && <LoadMore shown={list.items.length} list={list} />}
    </Card>
  );
}
