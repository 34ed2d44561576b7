// What the page of a cart, the overview and the start page share of quotes.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { api } from "../api/client";
import { Problem } from "../api/problem";
import type { Call } from "../api/query";
import type { Action, CartQuotes, Order, Quote, QuoteAction, QuoteHead } from "../api/types";
import { text } from "../i18n/index";
import { useOrderWrite } from "../orders/useOrder";
import { showToast } from "../ui/toast";

const keyOf = (order_id: string) => ["order", order_id, "quotes"];

const kLivePause_ms = 60_000;

/** How long until a live quote may look different: opened by its recipient, or over. */
function nextLook(quotes: CartQuotes | undefined): number | false {
  const live = quotes?.items.find((one) => one.state === "sent");
  if (!live?.expires_at_ms) return false;
  const left_ms = live.expires_at_ms - Date.now();
  return Math.min(kLivePause_ms, Math.max(1000, left_ms + 500));
}

/** All editions of a cart's quote that the reader may see, the newest first. That a recipient has
 *  opened it or that its time is over is no entry of anybody, so a live one is asked for again. */
export function useQuotes(order_id: string) {
  const client = useQueryClient();
  return useQuery({
    queryKey: keyOf(order_id),
    queryFn: async () => {
      const known = client.getQueryData<CartQuotes>(keyOf(order_id));
      const quotes = await api.get<CartQuotes>(`/orders/${order_id}/quotes`);
      const moved =
        known &&
        (quotes.version > known.version || known.items[0]?.state !== quotes.items[0]?.state);
      if (moved) void client.invalidateQueries({ queryKey: ["order", order_id], exact: true });
      return quotes;
    },
    refetchInterval: (query) => nextLook(query.state.data),
  });
}

/** The link that the recipient has. Each sending makes another one. */
export function useQuoteLink(quote: Quote) {
  return useQuery({
    queryKey: ["order", quote.order_id, "quote_link", quote.id, quote.sent_at_ms],
    queryFn: () =>
      api.get<{ url: string; sent_to: string; expires_at_ms: number }>(
        stepOf(quote.order_id, quote.id, "link"),
      ),
    enabled: quote.state === "sent" && actionOf(quote, "send") !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** A step of a quote. It answers all editions; the cart that it locked, freed or made an order is
 *  read along, so that both change on the page at once. */
export function useQuotesWrite<Vars>(
  cart: { id: string; version: number },
  run: (vars: Vars, call: Call) => Promise<CartQuotes>,
  options: { in_form?: boolean; onDone?: (quotes: CartQuotes) => void } = {},
) {
  const client = useQueryClient();
  const answered = useRef<CartQuotes | null>(null);
  return useOrderWrite<Vars>(
    cart,
    async (vars, call) => {
      const quotes = await run(vars, call);
      const order = await api.get<Order>(`/orders/${cart.id}`);
      answered.current = quotes;
      return order;
    },
    {
      moves: true,
      in_form: options.in_form ?? false,
      onDone: () => {
        const quotes = answered.current;
        if (!quotes) return;
        client.setQueryData(keyOf(cart.id), quotes);
        void client.invalidateQueries({ queryKey: ["quotes"] });
        options.onDone?.(quotes);
      },
    },
  );
}

const kLocks = [
  "quote_created",
  "quote_sent",
  "quote_rejected",
  "quote_expired",
  "operator_approval",
] as const;
export type QuoteLockCause = (typeof kLocks)[number];

/** A cart that stands still because of its quote. */
export function isQuoteLock<Lock extends { cause: string }>(
  lock: Lock,
): lock is Lock & { cause: QuoteLockCause } {
  return kLocks.some((cause) => cause === lock.cause);
}

export function stepOf(order_id: string, quote_id: string, step: string): string {
  return `/orders/${order_id}/quotes/${quote_id}/${step}`;
}

/** The step as the server offers it: missing, possible, or refused with a reason. */
export function actionOf(quote: Quote | undefined, name: QuoteAction): Action | undefined {
  return quote?.actions.find((one) => one.name === name);
}

export function may(quote: Quote | undefined, name: QuoteAction): boolean {
  return actionOf(quote, name)?.allowed ?? false;
}

/** "AN-2026-000042, Fassung 2"; the first edition is just the quote. */
export function nameOf(quote: Pick<QuoteHead, "number" | "edition">): string {
  return quote.edition > 1
    ? text("ui.quote.number_edition", { number: quote.number, edition: quote.edition })
    : quote.number;
}

/** Opens a paper in a tab of its own. The tab is opened at once, by the click; later a browser
 *  would take it for an advertisement. */
export async function showPaper(read: () => Promise<Blob>): Promise<void> {
  const tab = window.open("", "_blank");
  if (tab) tab.opener = null;
  try {
    const address = URL.createObjectURL(await read());
    if (tab) tab.location.replace(address);
    else window.location.assign(address);
    window.setTimeout(() => URL.revokeObjectURL(address), kLivePause_ms);
  } catch (error) {
    tab?.close();
    showToast({ text: Problem.from(error).sentence, tone: "bad", stay_ms: 0 });
  }
}

/** What a recipient chooses: the options, and one of each set of alternatives. */
export function choicesOf(content: Quote["content"]) {
  const sets = new Map<number, Quote["content"]["lines"]>();
  for (const line of content.lines) {
    if (line.role !== "alternative") continue;
    sets.set(line.choice, [...(sets.get(line.choice) ?? []), line]);
  }
  return {
    options: content.lines.filter((line) => line.role === "optional"),
    alternatives: [...sets.values()],
  };
}

/** The lines that the recipient has chosen of those that were his to choose. */
export function chosenOf(quote: Quote): Quote["content"]["lines"] {
  const { options, alternatives } = choicesOf(quote.content);
  const taken = new Set(quote.answer.selection);
  return [
    ...options.filter((line) => taken.has(line.position)),
    ...alternatives.flatMap((set) => set.find((line) => taken.has(line.position)) ?? set[0] ?? []),
  ];
}
