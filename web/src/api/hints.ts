// The server says by SSE *that* something changed, never what. One stream serves all tabs of this
// browser (a SharedWorker; HTTP/1.1 allows six connections). Each tab then
// reads again what it shows.
import { queries } from "./query";

export interface Hint {
  subject: string;
  type: string;
  version: number;
}
export type HintMessage = { kind: "hint"; hint: Hint } | { kind: "reset" };

const listeners = new Set<(hint: Hint) => void>();

/** What a change of one thing makes old besides the thing itself. */
const kLists: Record<string, string[]> = {
  order: ["orders", "views", "start", "search", "price_requests", "quotes"],
  // Who belongs to an account stands in the account's own log.
  account: ["account_number", "accounts", "search", "memberships"],
  user: ["users", "memberships"],
  membership: ["memberships", "users"],
  product: ["products", "catalog", "prices"],
  price_list: ["price_lists", "catalog", "prices"],
  import: ["imports"],
  mail: ["outbox"],
  inmail: ["inbound"],
  job: ["jobs"],
  label: ["labels", "orders"],
  textblock: ["text_blocks"],
  view: ["views"],
};

/** A component that wants to do more than read again (a pill "3 neue Aufträge", a flash). */
export function onHint(listener: (hint: Hint) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** True when the list of orders should wait for a click instead of moving under the reader. */
const held_back = new Set<string>();
export function holdBack(type: string): () => void {
  held_back.add(type);
  return () => held_back.delete(type);
}

export function takeMessage(message: HintMessage): void {
  if (message.kind === "reset") {
    void queries.invalidateQueries();
    return;
  }
  const { hint } = message;
  for (const listener of listeners) listener(hint);
  const known = queries.getQueryData<{ version?: number }>([hint.type, hint.subject]);
  // Our own write came back: what we hold is already that new.
  if (known?.version === undefined || known.version < hint.version) {
    void queries.invalidateQueries({ queryKey: [hint.type, hint.subject] });
  }
  // A mail of an order is a line in its log.
  if (hint.type === "mail" || hint.type === "inmail") {
    void queries.invalidateQueries({ queryKey: ["order", hint.subject, "events"] });
  }
  for (const list of kLists[hint.type] ?? []) {
    if (!held_back.has(list)) void queries.invalidateQueries({ queryKey: [list] });
  }
}

/** Opens the stream; returns how to close it. Without SharedWorker the tab listens itself. */
export function listenForHints(): () => void {
  if (typeof SharedWorker !== "undefined") {
    const worker = new SharedWorker(new URL("./hints.worker.ts", import.meta.url), {
      type: "module",
      name: "kontor-hints",
    });
    worker.port.onmessage = (event: MessageEvent<HintMessage>) => takeMessage(event.data);
    worker.port.start();
    const leave = () => worker.port.postMessage("leave");
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
      worker.port.close();
    };
  }
  const stream = openStream(takeMessage);
  return () => stream.close();
}

export function openStream(take: (message: HintMessage) => void): EventSource {
  const stream = new EventSource("/api/v1/events");
  let lost = false;
  stream.addEventListener("hint", (event) => {
    take({ kind: "hint", hint: JSON.parse((event as MessageEvent<string>).data) as Hint });
  });
  stream.addEventListener("reset", () => take({ kind: "reset" }));
  stream.addEventListener("error", () => {
    lost = true;
    // Refused: most often nobody is signed in any more. Asking the server shows it.
    if (stream.readyState === EventSource.CLOSED) take({ kind: "reset" });
  });
  stream.addEventListener("open", () => {
    // What happened while the line was down we do not know.
    if (lost) take({ kind: "reset" });
    lost = false;
  });
  return stream;
}
