import { ArrowDown, ArrowUp } from "lucide-react";
import { type ReactNode, useMemo, useRef } from "react";
import { useText } from "../i18n/index";
import { classes } from "./classes";
import styles from "./DataTable.module.css";
import { Checkbox } from "./Field";
import { Icon } from "./Icon";
import { useWindow } from "./useWindow";

export interface TableColumn<Row> {
  id: string;
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  align?: "right";
  /** The server's name for sorting by it. */
  sort?: string;
  width?: number | string;
  /** Falls away first on a narrow screen. */
  minor?: boolean;
}

export interface DataTableProps<Row> {
  /** What the table holds, for screen readers. */
  label: string;
  columns: TableColumn<Row>[];
  rows: Row[];
  rowId: (row: Row) => string;
  /** All rows of the list, loaded or not. */
  total?: number | undefined;
  /** Columns not shown, by id. */
  hidden?: string[];
  /** "name" or "-name". */
  sort?: string | undefined;
  onSort?: (sort: string) => void;
  selected?: string | null;
  onOpen?: (row: Row) => void;
  marked?: Set<string>;
  onMark?: (marked: Set<string>) => void;
  loading?: boolean;
  /** In place of the rows when there are none. */
  empty?: ReactNode;
  /** Two lines per row. */
  tall?: boolean;
  foot?: ReactNode;
}

// Below this many rows the browser is faster than any cleverness.
const kWindowFrom = 120;
const kOverscan = 12;

/** A table of the desk: head 32, rows by density, first column stays while scrolling sideways. The
 *  row is opened by a click anywhere or by the link in its first cell. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowId, total, hidden, sort, onSort, marked, onMark } = props;
  const t = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const shown = columns.filter((column) => !hidden?.includes(column.id));
  const height = props.tall ? 48 : 40;
  const tops = useMemo(
    () => Array.from({ length: rows.length + 1 }, (_, at) => at * height),
    [rows.length, height],
  );
  const seen = useWindow(scroller, tops, kOverscan);
  const { from, to } = rows.length > kWindowFrom ? seen : { from: 0, to: rows.length };
  const before = from * height;
  const after = (rows.length - to) * height;
  const all_marked = rows.length > 0 && marked?.size === rows.length;
  const span = shown.length + (onMark ? 1 : 0);

  if (props.loading) return <TableSkeleton tall={props.tall ?? false} />;
  if (rows.length === 0 && props.empty) return <>{props.empty}</>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key
    <div ref={scroller} className={styles.scroller} role="region" aria-label={label} tabIndex={0}>
      <table
        className={classes(styles.table, props.tall && styles.tall)}
        aria-rowcount={total ?? -1}
      >
        <thead>
          <tr>
            {onMark && (
              <th className={styles.mark}>
                <Checkbox
                  label={t("ui.table.mark_all")}
                  hide_label
                  checked={all_marked}
                  mixed={!all_marked && (marked?.size ?? 0) > 0}
                  onChange={(on) => onMark(on ? new Set(rows.map(rowId)) : new Set())}
                />
              </th>
            )}
            {shown.map((column) => {
              const order = sorted(column.sort, sort);
              return (
                <th
                  key={column.id}
                  scope="col"
                  aria-sort={order}
                  style={{ width: column.width }}
                  className={sideOf(column)}
                >
                  {column.sort && onSort ? (
                    <button
                      type="button"
                      className={styles.sort}
                      onClick={() =>
                        onSort(order === "ascending" ? `-${column.sort}` : `${column.sort}`)
                      }
                    >
                      {column.header}
                      {order && <Icon of={order === "ascending" ? ArrowUp : ArrowDown} size={12} />}
                    </button>
                  ) : (
                    column.header
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Spacer height={before} span={span} />}
          {rows.slice(from, to).map((row, index) => {
            const id = rowId(row);
            return (
              <tr
                key={id}
                aria-rowindex={from + index + 2}
                aria-current={props.selected === id || undefined}
                className={classes(
                  props.selected === id && styles.selected,
                  props.onOpen && styles.opens,
                )}
                onClick={(event) => {
                  const own =
                    event.target instanceof Element && event.target.closest("a,button,input,label");
                  if (!own) props.onOpen?.(row);
                }}
              >
                {onMark && (
                  <td className={styles.mark}>
                    <Checkbox
                      label={t("ui.table.mark_row")}
                      hide_label
                      checked={marked?.has(id) ?? false}
                      onChange={(on) => onMark(toggled(marked, id, on))}
                    />
                  </td>
                )}
                {shown.map((column) => (
                  <td key={column.id} className={sideOf(column)}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {after > 0 && <Spacer height={after} span={span} />}
        </tbody>
        {props.foot && <tfoot>{props.foot}</tfoot>}
      </table>
    </div>
  );
}

/** Grey rows while the first page is under way. */
export function TableSkeleton({ tall }: { tall: boolean }) {
  const t = useText();
  return (
    <div role="status" className={classes(styles.skeleton, tall && styles.skeleton_tall)}>
      <span className="visually-hidden">{t("ui.common.loading")}</span>
      {[38, 26, 32, 22, 36, 28, 24, 34].map((width) => (
        <div key={width}>
          <i style={{ width: `${width}%` }} />
          <i style={{ width: `${width / 3}%` }} />
        </div>
      ))}
    </div>
  );
}

function Spacer({ height, span }: { height: number; span: number }) {
  return (
    <tr aria-hidden="true">
      <td colSpan={span} style={{ height, padding: 0 }} />
    </tr>
  );
}

function sideOf(column: TableColumn<never>): string {
  return classes(column.align === "right" && styles.right, column.minor && styles.minor);
}

function sorted(
  column: string | undefined,
  sort: string | undefined,
): "ascending" | "descending" | undefined {
  if (!column || !sort) return undefined;
  if (sort === column) return "ascending";
  return sort === `-${column}` ? "descending" : undefined;
}

function toggled(marked: Set<string> | undefined, id: string, on: boolean): Set<string> {
  const next = new Set(marked);
  if (on) next.add(id);
  else next.delete(id);
  return next;
}
