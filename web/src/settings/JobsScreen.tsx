import { Play, RotateCw, Trash2 } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { api } from "../api/client";
import { useList } from "../api/lists";
import { useCommand } from "../api/query";
import type { Job, JobState } from "../api/types";
import { ListScreen, TwoLines, useFilters } from "../app/ListScreen";
import { type TextKey, useText } from "../i18n/index";
import { Button } from "../ui/Button";
import type { TableColumn } from "../ui/DataTable";
import { Dialog } from "../ui/Dialog";
import { Chip, type ChipTone } from "../ui/signs";
import { Tabs } from "../ui/Tabs";
import { showToast } from "../ui/toast";
import { RelativeTime } from "../ui/Values";
import styles from "./Jobs.module.css";

const kStates = ["dead", "held", "waiting", "done", "discarded"] as const;
const kTones: Record<JobState, ChipTone> = {
  dead: "bad",
  waiting: "plain",
  held: "warn",
  discarded: "plain",
  running: "info",
  done: "ok",
};

/** A queue's name for people; a new one is shown by its own name. */
const kNames: Record<string, TextKey> = {
  "catalog.import": "ui.jobs.work_import",
  housekeeping: "ui.jobs.work_housekeeping",
  mail: "ui.jobs.work_mail",
  mail_send: "ui.jobs.work_mail_send",
  mail_fetch: "ui.jobs.work_mail_fetch",
};

/** What runs by itself: mails, timers, imports. A job that has failed for good can be tried
 *  again. */
export function JobsScreen() {
  const t = useText();
  const [search, filter] = useFilters("/settings/jobs");
  const state = kStates.find((one) => one === search.state) ?? "dead";
  const list = useList<Job>("jobs", "/jobs", { state });
  const [doomed, setDoomed] = useState<Job | null>(null);
  const retry = useCommand({
    run: (id: string, call) => api.post(`/jobs/${id}/retry`, {}, { key: call.key }),
    invalidates: [["jobs"]],
    onDone: () => showToast({ text: t("ui.jobs.retried") }),
  });
  const discard = useCommand({
    run: (id: string, call) => api.post(`/jobs/${id}/discard`, {}, { key: call.key }),
    invalidates: [["jobs"]],
    onDone: () => {
      setDoomed(null);
      showToast({ text: t("ui.jobs.discarded") });
    },
  });

  const release = useCommand({
    run: (_: undefined, call) =>
      api.post<{ released: number }>("/jobs/release", {}, { key: call.key }),
    invalidates: [["jobs"]],
    onDone: ({ released }) => showToast({ text: t("ui.jobs.released", { count: released }) }),
  });

  const nameOf = useCallback(
    (job: Job) => {
      const name = kNames[job.queue];
      return name ? t(name) : job.queue;
    },
    [t],
  );
  const columns = useMemo<TableColumn<Job>[]>(
    () => [
      {
        id: "queue",
        header: t("ui.jobs.job"),
        cell: (job) => <TwoLines main={nameOf(job)} more={job.subject || job.key} />,
      },
      {
        id: "error",
        header: t("ui.jobs.last_error"),
        minor: true,
        cell: (job) => <span className={styles.error}>{job.last_error || "–"}</span>,
      },
      {
        id: "attempts",
        header: t("ui.jobs.attempts"),
        align: "right",
        minor: true,
        cell: (job) => job.attempts,
      },
      {
        id: "at",
        header: t("ui.jobs.at"),
        minor: true,
        cell: (job) => <RelativeTime at_ms={job.run_at_ms} />,
      },
      {
        id: "state",
        header: t("ui.jobs.state"),
        minor: true,
        cell: (job) => <Chip tone={kTones[job.state]}>{t(`state.job.${job.state}`)}</Chip>,
      },
      {
        id: "actions",
        header: <span className="visually-hidden">{t("ui.common.actions")}</span>,
        cell: (job) =>
          (job.state === "dead" || job.state === "held") && (
            <span className={styles.actions}>
              <Button size="small" icon={RotateCw} onClick={() => retry.go(job.id)}>
                {t(job.state === "held" ? "ui.jobs.release" : "ui.common.retry")}
              </Button>
              <Button size="small" variant="danger" icon={Trash2} onClick={() => setDoomed(job)}>
                {t("ui.jobs.discard")}
              </Button>
            </span>
          ),
      },
    ],
    [t, nameOf, retry.go],
  );

  return (
    <ListScreen
      title={t("ui.nav.jobs")}
      list={list}
      rows={list.items}
      rowId={(job) => job.id}
      columns={columns}
      actions={
        state === "held" &&
        list.items.length > 0 && (
          <Button icon={Play} pending={release.pending} onClick={() => release.go(undefined)}>
            {t("ui.jobs.release_all")}
          </Button>
        )
      }
      bar={
        <Tabs
          segmented
          label={t("ui.jobs.state")}
          value={state}
          onChange={(next) => filter({ state: next })}
          tabs={kStates.map((one) => ({ key: one, label: t(`state.job.${one}`) }))}
        />
      }
      onClear={state === "dead" ? undefined : () => filter({ state: undefined })}
      no_hits={{ title: t("ui.jobs.none"), text: t("ui.jobs.none_text") }}
      nothing={{ title: t("ui.jobs.none_dead"), text: t("ui.jobs.none_dead_text"), done: true }}
    >
      <Dialog
        open={doomed !== null}
        onClose={() => setDoomed(null)}
        size="small"
        title={t("ui.jobs.discard_title")}
        lead={t("ui.jobs.discard_text", { job: doomed ? nameOf(doomed) : "" })}
        actions={
          <>
            <Button onClick={() => setDoomed(null)}>{t("ui.common.cancel")}</Button>
            <Button
              variant="danger"
              pending={discard.pending}
              onClick={() => doomed && discard.go(doomed.id)}
            >
              {t("ui.jobs.discard")}
            </Button>
          </>
        }
      />
    </ListScreen>
  );
}
