import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useCallback } from "react";
import type { List } from "../api/lists";
import { count } from "../i18n/format";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { DataTable, type TableColumn } from "../ui/DataTable";
import { EmptyState, ErrorState } from "../ui/feedback";
import { LoadMore } from "../ui/LoadMore";
import { SearchBox } from "../ui/SearchBox";
import styles from "./ListScreen.module.css";
import { Screen } from "./Screen";
import type { Search } from "./search";

export type Filters = Record<string, string | undefined>;

/** The filters of a list stand in its address: `push` for a choice, `replace` while typing. */
export function useFilters(to: string): [Search, (change: Filters, replace?: boolean) => void] {
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Search;
  const filter = useCallback(
    (change: Filters, replace = false) =>
      void navigate({ to, search: { ...search, ...change } as Search, replace }),
    [navigate, to, search],
  );
  return [search, filter];
}

export interface ListScreenProps<Row extends object> {
  title: string;
  count?: ReactNode;
  list: Omit<List<unknown>, "items" | "ignored">;
  rows: Row[];
  /** How many things the rows are, where one thing has several of them. */
  shown?: number;
  rowId: (row: Row) => string;
  columns: TableColumn<Row>[];
  selected?: string | null;
  onOpen?: (row: Row) => void;
  search?: { label: string; value: string; onChange: (value: string) => void };
  actions?: ReactNode;
  /** The filters above the table. */
  bar?: ReactNode;
  /** Takes all filters back; absent while none is set. */
  onClear?: (() => void) | undefined;
  /** What is said when nothing fits the filters, and when there has never been anything. */
  no_hits: { title: string; text: string };
  nothing: { title: string; text: string; action?: ReactNode; done?: boolean };
  /** Dialogs and sheets over the list. */
  children?: ReactNode;
}

/** The screen of a list: title and number, search, filters, the table with its four states, more
 *  rows at its end. */
export function ListScreen<Row extends object>(props: ListScreenProps<Row>) {
  const { title, list, rows, search, onClear, no_hits, nothing } = props;
  const t = useText();
  return (
    <Screen
      title={title}
      count={props.count ?? (list.total && count(list.total.count, list.total.capped))}
      search={search && <SearchBox {...search} />}
      actions={props.actions}
      bar={props.bar}
      fixed
    >
      {list.error ? (
        <ErrorState error={list.error} retry={list.retry} />
      ) : (
        <div className={styles.list}>
          <DataTable
            label={title}
            columns={props.columns}
            rows={rows}
            rowId={props.rowId}
            total={list.total?.count}
            loading={list.loading}
            tall
            selected={props.selected ?? null}
            {...(props.onOpen && { onOpen: props.onOpen })}
            empty={
              onClear ? (
                <EmptyState
                  kind="no_hits"
                  title={no_hits.title}
                  actions={<Button onClick={onClear}>{t("ui.common.clear_filters")}</Button>}
                >
                  {no_hits.text}
                </EmptyState>
              ) : (
                <EmptyState
                  kind={nothing.done ? "done" : "nothing"}
                  title={nothing.title}
                  actions={nothing.action}
                >
                  {nothing.text}
                </EmptyState>
              )
            }
          />
          {rows.length > 0 && <LoadMore shown={props.shown ?? rows.length} list={list} />}
        </div>
      )}
      {props.children}
    </Screen>
  );
}

/** The two lines of a list's main cell: what it is, and a smaller word to tell it apart. */
export function TwoLines({ main, more }: { main: ReactNode; more?: ReactNode }) {
  return (
    <span className={styles.two_lines}>
      <b>{main}</b>
      {more && <small className="dim">{more}</small>}
    </span>
  );
}
