// The parts of a page that shows one customer, article or price list.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import { api } from "../api/client";
import type { LogEntry, Page } from "../api/types";
import { dayHeading, longDateTime, timeOfDay } from "../i18n/format";
import { useText } from "../i18n/index";
import { EmptyState, ErrorState, Skeleton } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { changeWords } from "./changeWords";
import styles from "./Record.module.css";

/** Where it belongs, its signs, and what can be done with it. */
export function RecordHead({
  crumbs,
  signs,
  actions,
}: {
  crumbs: { label: string; to: string }[];
  signs: ReactNode;
  actions: ReactNode;
}) {
  const t = useText();
  return (
    <div className={styles.head}>
      <div className={styles.place}>
        <nav className={styles.crumbs} aria-label={t("ui.common.you_are_here")}>
          {crumbs.map((crumb, at) => (
            <Fragment key={crumb.to}>
              {at > 0 && <Icon of={ChevronRight} size={12} />}
              <Link to={crumb.to} className="link">
                {crumb.label}
              </Link>
            </Fragment>
          ))}
        </nav>
        <div className={styles.signs}>{signs}</div>
      </div>
      <div className={styles.actions}>{actions}</div>
    </div>
  );
}

/** The page's main column and, beside or below it, what belongs to it. */
export function Columns({ children, side }: { children: ReactNode; side: ReactNode }) {
  return (
    <div className={styles.columns}>
      <div className={styles.column}>{children}</div>
      <div className={styles.column}>{side}</div>
    </div>
  );
}

/** Names and values; a dash says that there is none. */
export function Facts({ rows }: { rows: [string, ReactNode][] }) {
  return (
    <dl className={styles.facts}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value === "" || value === null ? <span className="dim">–</span> : value}</dd>
        </div>
      ))}
    </dl>
  );
}

const kPages = 10;
// More than these are behind a line that opens.
const kOpenFields = 5;

/** Everything that was ever recorded about it, newest first. */
export function RecordLog({
  subject,
  path,
}: {
  /** The query's key: the server's hints make it old with its subject. */
  subject: [type: string, id: string];
  path: string;
}) {
  const t = useText();
  const log = useQuery({
    queryKey: [...subject, "events"],
    queryFn: async () => {
      const all: LogEntry[] = [];
      let after: string | null = null;
      for (let page = 0; page < kPages; page += 1) {
        const part: Page<LogEntry> = await api.get(path, { after, limit: 200 });
        all.push(...part.items);
        after = part.next_cursor;
        if (after === null) break;
      }
      return all.reverse();
    },
  });
  if (log.error && !log.data) {
    return <ErrorState error={log.error} retry={() => void log.refetch()} />;
  }
  if (!log.data) return <Skeleton lines={5} />;
  if (log.data.length === 0) return <EmptyState kind="nothing" title={t("ui.log.none")} />;
  const days = new Map<string, LogEntry[]>();
  for (const entry of log.data) {
    const day = dayHeading(entry.at_ms);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return (
    <div className={styles.log}>
      {[...days].map(([day, entries]) => (
        <section key={day}>
          <h3>{day}</h3>
          <ol>
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function Fields({ of }: { of: LogEntry }) {
  return of.fields.map((field) => {
    const { name, before, after } = changeWords(field);
    return (
      <p key={field.field} className={styles.diff}>
        {name}:{" "}
        {before && (
          <>
            <del>{before}</del> <span aria-hidden="true">→</span>{" "}
          </>
        )}
        <ins>{after || "–"}</ins>
      </p>
    );
  });
}

function Entry({ entry }: { entry: LogEntry }) {
  const t = useText();
  const { name: who, on_behalf_of } = entry.actor;
  return (
    <li className={styles.entry}>
      <time dateTime={new Date(entry.at_ms).toISOString()} title={longDateTime(entry.at_ms)}>
        {timeOfDay(entry.at_ms)}
      </time>
      <div>
        <p>
          <b>{entry.title}</b>
          {entry.subject && `: ${entry.subject}`}{" "}
          {on_behalf_of
            ? t("ui.orders.log.by_for", { name: who, account: on_behalf_of })
            : who && t("ui.orders.log.by", { name: who })}
        </p>
        {entry.body && <p className={styles.body}>{entry.body}</p>}
        {entry.fields.length > kOpenFields ? (
          <details className={styles.many}>
            <summary>{t("ui.log.fields", { count: entry.fields.length })}</summary>
            <Fields of={entry} />
          </details>
        ) : (
          <Fields of={entry} />
        )}
      </div>
    </li>
  );
}
