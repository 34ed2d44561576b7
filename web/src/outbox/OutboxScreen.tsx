import { useQuery } from "@tanstack/react-query";
import { Check, CircleAlert, Clock, MailOpen, MailX } from "lucide-react";
import { useMemo } from "react";
import { addressOf, api } from "../api/client";
import { useList } from "../api/lists";
import { useCommand } from "../api/query";
import type { Mail, MailRow, MailState } from "../api/types";
import { ListScreen, useFilters } from "../app/ListScreen";
import { count } from "../i18n/format";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import type { TableColumn } from "../ui/DataTable";
import { Sheet } from "../ui/Dialog";
import { ErrorState, Skeleton } from "../ui/feedback";
import { Chip, type ChipTone } from "../ui/signs";
import { Tabs } from "../ui/Tabs";
import { showToast } from "../ui/toast";
import { DateTime, RelativeTime } from "../ui/Values";
import styles from "./Outbox.module.css";

const kChips: Record<MailState, { tone: ChipTone; icon: typeof Check }> = {
  sent: { tone: "ok", icon: Check },
  queued: { tone: "plain", icon: Clock },
  failed: { tone: "bad", icon: CircleAlert },
  held: { tone: "info", icon: MailOpen },
  bounced: { tone: "bad", icon: MailX },
};
const kStates = ["all", "queued", "sent", "failed", "bounced", "held"] as const;

/** Every mail the product has written. Without SMTP settings they stay here and can be read. */
export function OutboxScreen() {
  const t = useText();
  const [search, filter] = useFilters("/outbox");
  const state = kStates.find((one) => one === search.state) ?? "all";
  const list = useList<MailRow>("outbox", "/outbox", {
    state: state === "all" ? undefined : state,
    q: search.q,
  });
  const columns = useMemo<TableColumn<MailRow>[]>(
    () => [
      {
        id: "subject",
        header: t("ui.outbox.subject"),
        cell: (mail) => (
          <button type="button" className={styles.subject} onClick={() => filter({ sel: mail.id })}>
            <b>{mail.subject}</b>
            <small className="dim">{mail.to}</small>
          </button>
        ),
      },
      {
        id: "order",
        header: t("ui.outbox.order"),
        minor: true,
        cell: (mail) => (mail.order ? <span className="id">{mail.order.number}</span> : "–"),
      },
      {
        id: "language",
        header: t("ui.common.language"),
        minor: true,
        cell: (mail) => mail.locale.toUpperCase(),
      },
      { id: "at", header: t("ui.outbox.at"), cell: (mail) => <RelativeTime at_ms={mail.at_ms} /> },
      {
        id: "state",
        header: t("ui.outbox.state"),
        cell: (mail) => <Chip {...kChips[mail.state]}>{t(`state.mail.${mail.state}`)}</Chip>,
      },
    ],
    [t, filter],
  );

  return (
    <ListScreen
      title={t("ui.outbox.title")}
      count={list.total && t("ui.outbox.count", { count: list.total.count })}
      list={list}
      rows={list.items}
      rowId={(mail) => mail.id}
      columns={columns}
      selected={search.sel ?? null}
      onOpen={(mail) => filter({ sel: mail.id })}
      search={{
        label: t("ui.outbox.search"),
        value: search.q ?? "",
        onChange: (q) => filter({ q: q || undefined }, true),
      }}
      bar={
        <Tabs
          segmented
          label={t("ui.outbox.state")}
          value={state}
          onChange={(next) => filter({ state: next === "all" ? undefined : next })}
          tabs={kStates.map((one) => ({
            key: one,
            label: one === "all" ? t("ui.common.all") : t(`state.mail.${one}`),
          }))}
        />
      }
      onClear={
        search.q || state !== "all" ? () => filter({ q: undefined, state: undefined }) : undefined
      }
      no_hits={{ title: t("ui.outbox.none_title"), text: t("ui.outbox.none_text") }}
      nothing={{ title: t("ui.outbox.empty_title"), text: t("ui.outbox.empty_text") }}
    >
      {search.sel && <MailSheet id={search.sel} onClose={() => filter({ sel: undefined })} />}
    </ListScreen>
  );
}

function MailSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useText();
  const mail = useQuery({ queryKey: ["mail", id], queryFn: () => api.get<Mail>(`/outbox/${id}`) });
  const retry = useCommand({
    run: (mail_id: string, call) => api.post(`/outbox/${mail_id}/retry`, {}, { key: call.key }),
    invalidates: [["outbox"], ["mail", id]],
    onDone: () => showToast({ text: t("ui.outbox.retried") }),
  });
  const data = mail.data;
  return (
    <Sheet
      open
      onClose={onClose}
      size="wide"
      title={data?.subject ?? t("ui.outbox.mail")}
      actions={
        data?.can_retry && (
          <Button variant="primary" pending={retry.pending} onClick={() => retry.go(id)}>
            {t("ui.outbox.send_again")}
          </Button>
        )
      }
    >
      {mail.isPending && <Skeleton lines={6} />}
      {mail.error && <ErrorState error={mail.error} retry={() => void mail.refetch()} />}
      {data && (
        <>
          <dl className={styles.head}>
            <dt>{t("ui.outbox.to")}</dt>
            <dd>{data.to_name ? `${data.to_name} <${data.to}>` : data.to}</dd>
            <dt>{t("ui.outbox.at")}</dt>
            <dd>
              <DateTime at_ms={data.at_ms} />
            </dd>
            <dt>{t("ui.outbox.state")}</dt>
            <dd className="row">
              <Chip {...kChips[data.state]}>{t(`state.mail.${data.state}`)}</Chip>
              {data.attempts > 1 && t("ui.outbox.attempts", { attempts: count(data.attempts) })}
            </dd>
            {data.error && (
              <>
                <dt>{t("ui.outbox.error")}</dt>
                <dd className="bad">{data.error}</dd>
              </>
            )}
          </dl>
          {data.link_masked && <p className={styles.masked}>{t("ui.outbox.link_masked")}</p>}
          <MailBody mail={data} />
        </>
      )}
    </Sheet>
  );
}

/** The mail as its reader sees it. The frame runs no script and may reach nothing of ours. */
function MailBody({ mail }: { mail: Mail }) {
  const t = useText();
  if (!mail.html) return <pre className={styles.text}>{mail.text}</pre>;
  return (
    <>
      <iframe
        className={styles.html}
        sandbox=""
        title={t("ui.outbox.mail")}
        src={addressOf(`/outbox/${mail.id}/html`)}
      />
      <details className={styles.details}>
        <summary>{t("ui.outbox.plain_text")}</summary>
        <pre className={styles.text}>{mail.text}</pre>
      </details>
      <details className={styles.details}>
        <summary>{t("ui.outbox.headers")}</summary>
        <pre className={styles.text}>
          {mail.headers.map((header) => `${header.name}: ${header.value}`).join("\n")}
        </pre>
      </details>
    </>
  );
}
