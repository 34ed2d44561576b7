import type { LucideIcon } from "lucide-react";
import { CircleAlert, Inbox, Lock, SearchX, ShieldX } from "lucide-react";
import type { ReactNode } from "react";
import { Problem } from "../api/problem";
import { useText } from "../i18n/index";
import { Button } from "./Button";
import { CopyButton } from "./CopyButton";
import { classes } from "./classes";
import styles from "./feedback.module.css";
import { Icon } from "./Icon";

/** What is wrong, since when and through whom, and the way out as a button. Never without a
 *  way out. */
export function Banner({
  tone = "warn",
  icon = Lock,
  title,
  children,
  action,
}: {
  tone?: "warn" | "bad" | "info";
  icon?: LucideIcon;
  title: ReactNode;
  children?: ReactNode;
  action: ReactNode;
}) {
  return (
    <section className={classes(styles.banner, styles[tone])}>
      <Icon of={icon} />
      <div>
        <h2>{title}</h2>
        {children && <div className={styles.text}>{children}</div>}
      </div>
      <div className={styles.way_out}>{action}</div>
    </section>
  );
}

/** Nothing to show, and why: `nothing` has never been anything, `no_hits` is the filter, `done` is
 *  the reader's own work. */
export function EmptyState({
  kind,
  title,
  children,
  actions,
}: {
  kind: "nothing" | "no_hits" | "done";
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      {kind === "done" ? (
        <DoneDrawing />
      ) : (
        <span className={styles.drawing}>
          <Icon of={kind === "nothing" ? Inbox : SearchX} size={20} />
        </span>
      )}
      <h2>{title}</h2>
      {children && <div className={styles.empty_text}>{children}</div>}
      {actions && <div className={styles.empty_actions}>{actions}</div>}
    </div>
  );
}

function DoneDrawing() {
  return (
    <svg width="88" height="72" viewBox="0 0 88 72" fill="none" aria-hidden="true">
      <path
        d="M6 34h20l5 9h26l5-9h20v24a6 6 0 0 1-6 6H12a6 6 0 0 1-6-6zM6 34l12-24h44l12 24"
        fill="var(--bg)"
        stroke="var(--line-strong)"
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
      <circle
        cx="72"
        cy="16"
        r="15"
        fill="var(--ok-soft)"
        stroke="var(--surface)"
        strokeWidth="4"
      />
      <path
        d="m66 16 4.5 4.5 8-8.5"
        stroke="var(--ok)"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** The sentence of a refusal with its request id, for the top of a form or a dialog. */
export function ErrorLine({ problem }: { problem: Problem }) {
  return (
    <div className={styles.error_line} role="alert">
      <Icon of={CircleAlert} />
      <div>
        <p>{problem.sentence}</p>
        {problem.is_unexpected && <RequestId problem={problem} />}
      </div>
    </div>
  );
}

function RequestId({ problem }: { problem: Problem }) {
  const t = useText();
  if (!problem.request_id) return null;
  return (
    <p className={styles.request}>
      {t("ui.error.request_id")} <code>{problem.request_id}</code>
      <CopyButton value={problem.request_id} label={t("ui.error.copy_request_id")} />
    </p>
  );
}

/** In place of a screen or a part of it that could not be loaded. What is not there, or not for the
 *  reader, does not come by trying again: `instead` is the way on then. */
export function ErrorState({
  error,
  retry,
  instead,
}: {
  error: unknown;
  retry: () => void;
  instead?: ReactNode;
}) {
  const t = useText();
  const problem = Problem.from(error);
  if (problem.status === 403) {
    return <NoPermission message={problem.sentence} actions={instead} />;
  }
  const gone = problem.status === 404;
  return (
    <div className={styles.empty} role="alert">
      <span className={classes(styles.drawing, styles.drawing_bad)}>
        <Icon of={CircleAlert} size={20} />
      </span>
      <h2>{t(gone ? "ui.error.not_found_title" : "ui.error.title")}</h2>
      <div className={styles.empty_text}>
        <p>{problem.sentence}</p>
        <RequestId problem={problem} />
      </div>
      {(!gone || instead) && (
        <div className={styles.empty_actions}>
          {gone ? instead : <Button onClick={retry}>{t("ui.common.retry")}</Button>}
        </div>
      )}
    </div>
  );
}

/** What one may not see: says what is missing, who can change it, and where to go on. */
export function NoPermission({ message, actions }: { message: ReactNode; actions?: ReactNode }) {
  const t = useText();
  return (
    <div className={styles.empty}>
      <span className={styles.drawing}>
        <Icon of={ShieldX} size={20} />
      </span>
      <h2>{t("ui.error.no_permission_title")}</h2>
      <div className={styles.empty_text}>{message}</div>
      {actions && <div className={styles.empty_actions}>{actions}</div>}
    </div>
  );
}

/** Grey bars where text will stand; announced once as "wird geladen". */
export function Skeleton({
  lines = 3,
  silent,
}: {
  lines?: number;
  /** Beside another one that says it. */
  silent?: boolean;
}) {
  const t = useText();
  const widths = ["62%", "44%", "56%", "31%", "50%"];
  return (
    <div className={styles.skeleton} role={silent ? undefined : "status"}>
      {!silent && <span className="visually-hidden">{t("ui.common.loading")}</span>}
      {Array.from({ length: lines }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity
        <i key={at} style={{ width: widths[at % widths.length] }} />
      ))}
    </div>
  );
}
