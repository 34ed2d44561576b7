import { useQueryClient } from "@tanstack/react-query";
import { Banknote, Package, Tag, UserRound } from "lucide-react";
import { useState } from "react";
import { api } from "../api/client";
import { Problem } from "../api/problem";
import type { Order, OrderRow } from "../api/types";
import { useCan } from "../app/session";
import { useText } from "../i18n/index";
import { mayBePaid, mayBeShipped } from "../payments/eventItems";
import { leaveLists } from "../payments/leave";
import { kQuickBody, type QuickEvent } from "../payments/quick";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Menu } from "../ui/Menu";
import { labelColor } from "../ui/signs";
import { kUndoMs, showToast } from "../ui/toast";
import { useLabels, usePeople } from "./lookups";
import styles from "./OrderList.module.css";
import { patchRow, rowPartOf } from "./rowPart";

interface Failure {
  number: string;
  why: string;
}

/** What can be done with the marked rows; each row is its own write and has its own result. */
export default function BulkBar({ rows, onClear }: { rows: OrderRow[]; onClear: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const can = useCan();
  const labels = useLabels().data ?? [];
  const people = usePeople().data ?? [];
  const [done, setDone] = useState<number | null>(null);
  const [failures, setFailures] = useState<Failure[]>([]);

  const run = async (write: (row: OrderRow) => Promise<Order>) => {
    const failed: Failure[] = [];
    let count = 0;
    setDone(0);
    for (const row of rows) {
      try {
        const order = await write(row);
        client.setQueryData(["order", order.id], order);
        patchRow(client, order.id, rowPartOf(order));
      } catch (error) {
        failed.push({ number: row.number, why: Problem.from(error).sentence });
      }
      count += 1;
      setDone(count);
    }
    setDone(null);
    setFailures(failed);
    void client.invalidateQueries({ queryKey: ["views"] });
    if (failed.length > 0) return;
    showToast({ text: t("ui.inbox.bulk.done", { count: rows.length }) });
    onClear();
  };
  const all_have = (id: string) => rows.every((row) => row.labels.some((one) => one.id === id));
  const setLabel = (id: string, on: boolean) =>
    run((row) => {
      const others = row.labels.map((one) => one.id).filter((one) => one !== id);
      return api.put<Order>(`/orders/${row.id}/labels`, {
        label_ids: on ? [...others, id] : others,
      });
    });
  const assign = (user_id: string | null) =>
    run((row) => api.put<Order>(`/orders/${row.id}/assignee`, { user_id }));

  // No "undo" over many: the time in which each can be taken back is the customer's time, too.
  const book = (event: QuickEvent) =>
    run(async (row) => {
      const path = `/orders/${row.id}/${event}`;
      const order = await api.post<Order>(path, kQuickBody[event], { version: row.version });
      window.setTimeout(() => void leaveLists(client, order), kUndoMs);
      return order;
    });
  return (
    <div className={styles.bulk} role="status">
      <b>
        {done === null
          ? t("ui.inbox.bulk.marked", { count: rows.length })
          : t("ui.inbox.bulk.progress", { done, total: rows.length })}
      </b>
      {can("payment_write") && rows.some(mayBePaid) && (
        <Button
          size="small"
          icon={Banknote}
          pending={done !== null}
          onClick={() => void book("pay")}
        >
          {t("ui.orders.action.pay")}
        </Button>
      )}
      {can("shipment_write") && rows.some(mayBeShipped) && (
        <Button
          size="small"
          icon={Package}
          pending={done !== null}
          onClick={() => void book("ship")}
        >
          {t("ui.orders.action.ship")}
        </Button>
      )}
      <Menu
        trigger={
          <Button size="small" icon={Tag} pending={done !== null}>
            {t("ui.orders.label")}
          </Button>
        }
        groups={[
          {
            label: t("ui.orders.labels"),
            items: labels.map((label) => ({
              label: label.name,
              checked: all_have(label.id),
              aside: <i style={{ ...kSwatch, background: labelColor(label.color) }} />,
              run: () => void setLabel(label.id, !all_have(label.id)),
            })),
          },
        ]}
      />
      <Menu
        align="end"
        trigger={
          <Button size="small" icon={UserRound} pending={done !== null}>
            {t("ui.orders.assign")}
          </Button>
        }
        groups={[
          {
            items: [
              ...people.map((one) => ({ label: one.name, run: () => void assign(one.id) })),
              { label: t("ui.orders.nobody"), run: () => void assign(null) },
            ],
          },
        ]}
      />
      <Button size="small" variant="ghost" onClick={onClear}>
        {t("ui.inbox.bulk.clear")}
      </Button>
      <Dialog
        open={failures.length > 0}
        onClose={() => setFailures([])}
        title={t("ui.inbox.bulk.failed_title", { count: failures.length })}
        lead={t("ui.inbox.bulk.failed_lead", { ok: rows.length - failures.length })}
      >
        <ul>
          {failures.map((one) => (
            <li key={one.number}>
              <b className="id">{one.number}</b> {one.why}
            </li>
          ))}
        </ul>
      </Dialog>
    </div>
  );
}

const kSwatch = { display: "block", width: 8, height: 8, borderRadius: 4 };
