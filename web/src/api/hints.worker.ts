import type { HintMessage } from "./hints";

// Shared by all tabs of this browser: opens one stream while at least one tab is there. It stands
// alone (no import of hints.ts, which would pull the query cache into the worker).
declare const self: SharedWorkerGlobalScope;

const kAgainMs = 15_000;
const ports = new Set<MessagePort>();
let stream: EventSource | null = null;
let lost = false;

function tell(message: HintMessage): void {
  for (const port of ports) port.postMessage(message);
}

function open(): void {
  stream = new EventSource("/api/v1/events");
  stream.addEventListener("hint", (event) =>
    tell({ kind: "hint", hint: JSON.parse((event as MessageEvent<string>).data) }),
  );
  stream.addEventListener("reset", () => tell({ kind: "reset" }));
  stream.addEventListener("error", () => {
    lost = true;
    if (stream?.readyState !== EventSource.CLOSED) return;
    // Refused: most often nobody is signed in any more. The tabs ask the server and say so; those
    // that stay (it was something else) get a new stream after a while.
    stream = null;
    tell({ kind: "reset" });
    setTimeout(() => ports.size > 0 && !stream && open(), kAgainMs);
  });
  stream.addEventListener("open", () => {
    if (lost) tell({ kind: "reset" });
    lost = false;
  });
}

self.onconnect = (event) => {
  const port = event.ports[0];
  if (!port) return;
  ports.add(port);
  port.onmessage = (message: MessageEvent<string>) => {
    if (message.data !== "leave") return;
    ports.delete(port);
    if (ports.size === 0) {
      stream?.close();
      stream = null;
    }
  };
  port.start();
  if (!stream || stream.readyState === EventSource.CLOSED) open();
};
