import { Paperclip } from "lucide-react";
import { useMemo } from "react";
import { useList } from "../api/lists";
import type { InboundRow, InboundState } from "../api/types";
import { ListScreen, useFilters } from "../app/ListScreen";
import { count } from "../i18n/format";
import { useText } from "../i18n/index";
import type { TableColumn } from "../ui/DataTable";
import { Icon } from "../ui/Icon";
import { Tabs } from "../ui/Tabs";
import { RelativeTime } from "../ui/Values";
import { kInboundKey, kMostCounted, useInboundCounts } from "./counts";
import styles from "./Inbound.module.css";
import { nextAfter, reasonWords } from "./inbound";
import { MailSheet } from "./MailSheet";
import { SpoofSign } from "./SpoofSign";

const kStates: InboundState[] = ["unassigned", "automatic", "discarded", "attached", "bounced"];

/** Mail that came in. What nobody could assign by itself waits here for a person; the rest can be
 *  looked up. */
export function InboundScreen() {
  const t = useText();
  const [search, filter] = useFilters("/inbound-mails");
  const state = kStates.find((one) => one === search.state) ?? "unassigned";
  const list = useList<InboundRow>(kInboundKey, "/inbound-mails", { state });
  const counts = useInboundCounts();
  const waiting = counts && count(counts.unassigned, counts.unassigned >= kMostCounted);
  const columns = useMemo<TableColumn<InboundRow>[]>(
    () => [
      {
        id: "subject",
        header: t("ui.inbound.sender_and_subject"),
        cell: (mail) => (
          <button type="button" className={styles.subject} onClick={() => filter({ sel: mail.id })}>
            <span className={styles.sender}>
              <b className="ellipsis">{mail.from_name || mail.from || t("ui.inbound.no_sender")}</b>
              {mail.spoofed && <SpoofSign />}
            </span>
            <span className="ellipsis">{mail.subject || t("ui.inbound.no_subject")}</span>
            <small className="dim ellipsis">{mail.first_words}</small>
          </button>
        ),
      },
      {
        id: "order",
        header: t(state === "attached" ? "ui.inbound.order" : "ui.inbound.suggestion"),
        minor: true,
        cell: (mail) => {
          const order = mail.order ?? mail.suggested_order;
          return order ? <span className="id">{order.number}</span> : "–";
        },
      },
      {
        id: "reason",
        header: t("ui.inbound.why"),
        minor: true,
        cell: (mail) => <span className={styles.why}>{reasonWords(mail.reason)}</span>,
      },
      {
        id: "files",
        header: t("ui.files.files"),
        minor: true,
        align: "right",
        cell: (mail) =>
          mail.files > 0 ? (
            <span className={styles.files}>
              <Icon of={Paperclip} size={14} />
              {count(mail.files)}
            </span>
          ) : (
            "–"
          ),
      },
      {
        id: "at",
        header: t("ui.inbound.received"),
        cell: (mail) => <RelativeTime at_ms={mail.received_at_ms} />,
      },
    ],
    [t, filter, state],
  );
  const onClose = () => filter({ sel: undefined });
  return (
    <ListScreen
      title={t("ui.inbound.title")}
      count={waiting}
      list={list}
      rows={list.items}
      rowId={(mail) => mail.id}
      columns={columns}
      selected={search.sel ?? null}
      onOpen={(mail) => filter({ sel: mail.id })}
      bar={
        <Tabs
          segmented
          label={t("ui.inbound.state")}
          value={state}
          onChange={(next) => filter({ state: next === "unassigned" ? undefined : next })}
          tabs={kStates.map((one) => ({
            key: one,
            label: t(`ui.inbound.states.${one}`),
            count: one === "unassigned" ? waiting : undefined,
          }))}
        />
      }
      onClear={state === "unassigned" ? undefined : () => filter({ state: undefined })}
      no_hits={{ title: t("ui.inbound.none_title"), text: t("ui.inbound.none_text") }}
      nothing={{
        title: t("ui.inbound.empty_title"),
        text: t("ui.inbound.empty_text"),
        done: true,
      }}
    >
      {search.sel && (
        <MailSheet
          key={search.sel}
          id={search.sel}
          onClose={onClose}
          onHandled={() => {
            const next = nextAfter(list.items, search.sel ?? "");
            filter({ sel: next ?? undefined });
          }}
        />
      )}
    </ListScreen>
  );
}
