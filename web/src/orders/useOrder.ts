import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api } from "../api/client";
import { type Call, useCommand } from "../api/query";
import type { LogEvent, Order, Page } from "../api/types";
import { patchRow, rowPartOf } from "./rowPart";

const kPagesOfLog = 10;

/** An order by the number in the address. It is kept under its id, where hints find it. */
export function useOrderByNumber(number: string) {
  const first = useQuery({
    queryKey: ["order_number", number],
    queryFn: () => api.get<Order>(`/orders/by-number/${encodeURIComponent(number)}`),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const id = first.data?.id;
  const order = useQuery({
    queryKey: ["order", id],
    queryFn: () => api.get<Order>(`/orders/${id}`),
    enabled: id !== undefined,
    initialData: first.data,
    initialDataUpdatedAt: first.dataUpdatedAt,
  });
  return {
    order: order.data,
    loading: first.isPending,
    // What was open and is now deleted says so; a slip of the line keeps what stands there.
    error: first.error ?? order.error,
    retry: () => void (first.error ? first.refetch() : order.refetch()),
  };
}

/** The whole log, oldest first. */
export function useLog(id: string) {
  return useQuery({
    queryKey: ["order", id, "events"],
    queryFn: async () => {
      const all: LogEvent[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < kPagesOfLog; page += 1) {
        const part: Page<LogEvent> = await api.get(`/orders/${id}/events`, { cursor });
        all.push(...part.items);
        cursor = part.next_cursor;
        if (cursor === null) break;
      }
      return all;
    },
  });
}

// Own writes to one order go one after the other, and each starts from what the one before left:
// who types on while the last field is being saved is not told that "somebody" was faster.
const tails = new Map<string, Promise<unknown>>();
const own_steps = new Map<string, Map<number, number>>();

function inTurn(
  id: string,
  seen: number | undefined,
  write: (version: number | undefined) => Promise<Order>,
): Promise<Order> {
  const steps = own_steps.get(id) ?? new Map<number, number>();
  own_steps.set(id, steps);
  const mine = (tails.get(id) ?? Promise.resolve())
    .catch(() => undefined)
    .then(async () => {
      let version = seen;
      while (version !== undefined && steps.has(version)) version = steps.get(version);
      const order = await write(version);
      if (version !== undefined && order.id === id && order.version > version) {
        steps.set(version, order.version);
      }
      return order;
    });
  tails.set(id, mine);
  return mine;
}

/** Fields of a form that saves itself: what is left while a write runs goes with the next one. */
export function usePatchQueue<Patch extends object>(write: {
  go: (patch: Patch) => void;
  pending: boolean;
}): (patch: Patch) => void {
  const [waiting, setWaiting] = useState<Patch | null>(null);
  const { pending, go } = write;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `go` is new with each render
  useEffect(() => {
    if (pending || !waiting) return;
    setWaiting(null);
    go(waiting);
  }, [pending, waiting]);
  return (patch) => setWaiting((before) => ({ ...before, ...patch }));
}

export interface WriteOptions<Vars> {
  /** Lists and counts change with it, not only the order. */
  moves?: boolean;
  optimistic?: (order: Order, vars: Vars) => Order;
  onDone?: (order: Order, vars: Vars) => void;
  /** Say the refusal in the form instead of a toast. */
  in_form?: boolean;
  /** The answer is another order (a copy), not this one changed. */
  answers_other?: boolean;
}

/** A write to an order. Every one of them answers the whole order, which then stands everywhere. */
export function useOrderWrite<Vars>(
  order: Pick<Order, "id" | "version">,
  run: (vars: Vars, call: Call) => Promise<Order>,
  options: WriteOptions<Vars> = {},
) {
  const client = useQueryClient();
  const key = ["order", order.id];
  const { optimistic } = options;
  return useCommand<Vars, Order>({
    run: (vars, call) =>
      inTurn(order.id, call.version, (version) => run(vars, { ...call, version })),
    version: order.version,
    invalidates: [key, ["views"], ...(options.moves ? [["orders"], ["start"]] : [])],
    onDone: (next, vars) => {
      if (!options.answers_other) {
        client.setQueryData(key, next);
        patchRow(client, next.id, rowPartOf(next));
      }
      options.onDone?.(next, vars);
    },
    onProblem: () => options.in_form,
    ...(optimistic && {
      optimistic: (vars: Vars) => {
        const before = client.getQueryData<Order>(key);
        if (!before) return () => undefined;
        const shown = optimistic(before, vars);
        client.setQueryData(key, shown);
        patchRow(client, order.id, rowPartOf(shown));
        return () => {
          client.setQueryData(key, before);
          patchRow(client, order.id, rowPartOf(before));
        };
      },
    }),
  });
}

/** Whoever opens an order has read it. */
export function useReadMark(order: Order | undefined): void {
  const client = useQueryClient();
  const id = order?.id;
  const seq = order?.log_seq;
  const unread = order?.unread ?? false;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new entry is read anew
  useEffect(() => {
    if (!id || !unread) return;
    void api.post(`/orders/${id}/read`).then(() => {
      client.setQueryData<Order>(["order", id], (known) => known && { ...known, unread: false });
      patchRow(client, id, { unread: false });
      void client.invalidateQueries({ queryKey: ["views", "counts"] });
    });
  }, [client, id, unread, seq]);
}
