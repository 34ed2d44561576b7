import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Seen {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

/** A real HTTP server on loopback for tests of the client. jsdom has no address of its own to call,
 *  so relative calls of the page are sent there. */
export async function listenForTests(
  answer: (seen: Seen, response: ServerResponse) => void,
): Promise<{ seen: Seen[]; close: () => Promise<void> }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      const one = {
        method: request.method ?? "",
        path: request.url ?? "",
        headers: request.headers,
        body,
      };
      seen.push(one);
      answer(one, response);
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fetch_of_page = globalThis.fetch;
  globalThis.fetch = (input, init) =>
    fetch_of_page(typeof input === "string" && input.startsWith("/") ? base + input : input, init);
  return {
    seen,
    close: () => {
      globalThis.fetch = fetch_of_page;
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  const kind = status < 400 ? "application/json" : "application/problem+json";
  response.writeHead(status, { "content-type": kind });
  response.end(status === 204 ? undefined : JSON.stringify(body));
}
