// Mail that came in: how it is read, and what is done with it.
import { useQuery } from "@tanstack/react-query";
import { api } from "../api/client";
import { type Call, useCommand } from "../api/query";
import type { InboundMail, OrderRow, Page, SearchResult } from "../api/types";
import { textOf } from "../i18n/index";
import type { Picked } from "../ui/Picker";
import { kInboundKey } from "./counts";

const kFewestLetters = 2;
const kSuggested = 8;

export function useInboundMail(id: string) {
  return useQuery({
    queryKey: ["inmail", id],
    queryFn: () => api.get<InboundMail>(`/inbound-mails/${id}`),
  });
}

/** A step with a mail, done in a form that says the refusals. */
export function useMailStep<Body>(
  mail: Pick<InboundMail, "id" | "version"> | undefined,
  step: "attach" | "order" | "discard" | "answer" | "move",
  onDone: (mail: InboundMail) => void,
) {
  const path = `/inbound-mails/${mail?.id}/${step}`;
  return useCommand<Body, InboundMail>({
    run: (body: Body, call: Call) => api.post(path, body, call),
    version: mail?.version,
    invalidates: [
      [kInboundKey],
      ["inmail", mail?.id],
      ["orders"],
      ["order"],
      ["views"],
      ["start"],
      ...(step === "answer" ? [["outbox"]] : []),
    ],
    onProblem: () => true,
    onDone,
  });
}

/** Looks for an order by number, customer or words; before anything is typed the newest ones. */
export async function findOrders(words: string, signal: AbortSignal): Promise<Picked[]> {
  if (words.length < kFewestLetters) {
    const page = await api.get<Page<OrderRow>>("/orders", { limit: kSuggested }, signal);
    return page.items.map((row) => ({
      id: row.id,
      label: row.number,
      detail: row.account.name,
    }));
  }
  const found = await api.get<SearchResult>("/search", { q: words }, signal);
  const others = found.orders.filter((hit) => !found.numbers.some((one) => one.id === hit.id));
  return [...found.numbers, ...others].map((hit) => ({
    id: hit.id,
    label: hit.number,
    detail: hit.account_name,
  }));
}

/** Which mail is read after this one; null when it was the last. */
export function nextAfter(rows: { id: string }[], id: string): string | null {
  const at = rows.findIndex((row) => row.id === id);
  return (rows[at + 1] ?? rows[at - 1])?.id ?? null;
}

/** Why it is here. What a person wrote as his reason stands as he wrote it. */
export function reasonWords(reason: string): string {
  return reason ? textOf(`ui.inbound.reason.${reason}`, {}, reason) : "–";
}
