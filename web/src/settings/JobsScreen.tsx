import { useNavigate, useSearch } from "@tanstack/react-router";
import { RotateCw, Trash2 } from "lucide-react";
import { useMemo, useState } from "react";
import { api } from "../api/client";
import { useList } from "../api/lists";
import { useCommand } from "../api/query";
import type { Job, JobState } from "../api/types";
import { Screen } from "../app/Screen";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { DataTable, type TableColumn } from "../ui/DataTable";
import { Dialog } from "../ui/Dialog";
import { EmptyState, ErrorState } from "../ui/feedback";
import { LoadMore } from "../ui/LoadMore";
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

/** What runs by itself: mails, timers, imports. A job that has failed for good can be tried
 *  again. */
export function JobsScreen() {
  const t = useText();
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
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

  const columns = useMemo<TableColumn<Job>[]>(
    () => [
      {
        id: "queue",
        header: t("ui.jobs.job"),
        cell: (job) => (
          <span className={styles.job}>
            <b>{job.queue}</b>
            <small className="dim">{job.subject || job.key}</small>
          </span>
        ),
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
        cell: (job) => <Chip tone={kTones[job.state]}>{t(`state.job.${job.state}`)}</Chip>,
      },
      {
        id: "actions",
        header: <span className="visually-hidden">{t("ui.common.actions")}</span>,
        cell: (job) =>
          (job.state === "dead" || job.state === "held") && (
            <span className={styles.actions}>
              <Button size="small" icon={RotateCw} onClick={() => retry.go(job.id)}>
                {t("ui.common.retry")}
              </Button>
              <Button size="small" variant="danger" icon={Trash2} onClick={() => setDoomed(job)}>
                {t("ui.jobs.discard")}
              </Button>
            </span>
          ),
      },
    ],
    [t, retry.go],
  );

  return (
    <Screen
      title={t("ui.nav.jobs")}
      bar={
        <Tabs
          segmented
          label={t("ui.jobs.state")}
          value={state}
          onChange={(next) => void navigate({ to: "/settings/jobs", search: { state: next } })}
          tabs={kStates.map((one) => ({ key: one, label: t(`state.job.${one}`) }))}
        />
      }
      fixed
    >
      {list.error ? (
        <ErrorState error={list.error} retry={list.retry} />
      ) : (
        <div className={styles.list}>
          <DataTable
            label={t("ui.nav.jobs")}
            columns={columns}
            rows={list.items}
            rowId={(job) => job.id}
            total={list.total?.count}
            loading={list.loading}
            tall
            empty={
              <EmptyState
                kind={state === "dead" ? "done" : "no_hits"}
                title={t(state === "dead" ? "ui.jobs.none_dead" : "ui.jobs.none")}
              >
                {t(state === "dead" ? "ui.jobs.none_dead_text" : "ui.jobs.none_text")}
              </EmptyState>
            }
          />
          {list.items.length > 0 && (
            <LoadMore
              shown={list.items.length}
              total={list.total}
              more={list.more}
              loading={list.loading_more}
              onMore={list.onMore}
            />
          )}
        </div>
      )}
      <Dialog
        open={doomed !== null}
        onClose={() => setDoomed(null)}
        size="small"
        title={t("ui.jobs.discard_title")}
        lead={t("ui.jobs.discard_text", { job: doomed?.queue })}
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
    </Screen>
  );
}
