import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, it } from "vitest";
import { api, onSignedOut, setActingAccount, setCsrfToken } from "./client";
import { closeConflict, useConflict } from "./conflict";
import { Problem } from "./problem";
import { useCommand } from "./query";
import { json, listenForTests } from "./test-server";

let server: Awaited<ReturnType<typeof listenForTests>>;
afterEach(async () => {
  closeConflict();
  setActingAccount(null);
  await server.close();
});

function withQueries({ children }: { children: ReactNode }) {
  return <QueryClientProvider client={new QueryClient()}>{children}</QueryClientProvider>;
}

it("sends token, account, language and version, and a key with each POST", async () => {
  server = await listenForTests((_, response) => json(response, 200, { ok: true }));
  setCsrfToken("token-1");
  setActingAccount("account_x");
  await api.get("/orders", { state: "pending,processing", q: "", cursor: null });
  await api.post("/orders/order_1/confirm", {}, { version: 7 });
  const [read, write] = server.seen;
  expect(read?.path).toBe("/api/v1/orders?state=pending%2Cprocessing");
  expect(read?.headers).toMatchObject({ "kontor-account": "account_x", "accept-language": "de" });
  expect(read?.headers["x-csrf-token"]).toBeUndefined();
  expect(write?.headers).toMatchObject({ "x-csrf-token": "token-1", "if-match": '"7"' });
  expect(write?.headers["idempotency-key"]).toMatch(/^[0-9a-f-]{36}$/);
});

it("turns a refusal into a Problem with its fields, and an ended session into a sign", async () => {
  server = await listenForTests((seen, response) =>
    seen.path.endsWith("/me")
      ? json(response, 401, { code: "unauthenticated", detail: "Bitte melden Sie sich an." })
      : json(response, 422, {
          code: "invalid_input",
          detail: "Eine Angabe stimmt noch nicht.",
          request_id: "r-9",
          errors: [{ pointer: "/email", code: "required", message: "Bitte ausfüllen." }],
        }),
  );
  const problem = await api.post("/accounts", {}).catch((error) => error);
  expect(problem).toBeInstanceOf(Problem);
  expect(problem).toMatchObject({ status: 422, code: "invalid_input", request_id: "r-9" });
  expect(problem.errors[0].message).toBe("Bitte ausfüllen.");
  let ended = 0;
  const stop = onSignedOut(() => {
    ended += 1;
  });
  await api.get("/me").catch(() => undefined);
  stop();
  expect(ended).toBe(1);
});

it("says in words that the server cannot be reached", async () => {
  server = await listenForTests((_, response) => response.destroy());
  const problem = Problem.from(await api.get("/orders").catch((error) => error));
  expect(problem.status).toBe(0);
  expect(problem.sentence).toContain("nicht erreichbar");
});

it("keeps the key over a retry of the same intent and takes a new one for the next", async () => {
  let failures = 1;
  server = await listenForTests((_, response) => {
    if (failures-- > 0) json(response, 503, { code: "overloaded", detail: "Gleich noch einmal." });
    else json(response, 200, {});
  });
  const { result } = renderHook(
    () =>
      useCommand({
        run: (id: string, call) => api.post(`/orders/${id}/start`, {}, { key: call.key }),
        onProblem: () => true,
      }),
    { wrapper: withQueries },
  );
  act(() => result.current.go("order_1"));
  await waitFor(() => expect(result.current.problem?.code).toBe("overloaded"));
  act(() => result.current.go("order_1"));
  await waitFor(() => expect(server.seen).toHaveLength(2));
  await waitFor(() => expect(result.current.pending).toBe(false));
  act(() => result.current.go("order_1"));
  await waitFor(() => expect(server.seen).toHaveLength(3));
  const keys = server.seen.map((one) => one.headers["idempotency-key"]);
  expect(keys[1]).toBe(keys[0]);
  expect(keys[2]).not.toBe(keys[0]);
});

it("takes no second click while the first is under way", async () => {
  const waiting: (() => void)[] = [];
  server = await listenForTests((_, response) => waiting.push(() => json(response, 200, {})));
  const { result } = renderHook(
    () => useCommand({ run: (_: null, call) => api.post("/orders", {}, { key: call.key }) }),
    { wrapper: withQueries },
  );
  act(() => result.current.go(null));
  await waitFor(() => expect(result.current.pending).toBe(true));
  act(() => result.current.go(null));
  await waitFor(() => expect(waiting).toHaveLength(1));
  for (const answer of waiting) answer();
  await waitFor(() => expect(result.current.pending).toBe(false));
  expect(server.seen).toHaveLength(1);
});

it("asks whose change shall stand after a 412 and saves mine on top of theirs", async () => {
  server = await listenForTests((seen, response) =>
    seen.headers["if-match"] === '"4"'
      ? json(response, 200, { version: 5 })
      : json(response, 412, {
          code: "changed_meanwhile",
          params: { by: "Jonas", current_version: 4 },
          changes: [{ by: "Jonas", at_ms: 1, kind: "edit", fields: [] }],
        }),
  );
  const { result } = renderHook(
    () => ({
      command: useCommand({
        version: 3,
        run: (name: string, call) =>
          api.patch("/orders/order_1", { name }, { version: call.version }),
      }),
      conflict: useConflict(),
    }),
    { wrapper: withQueries },
  );
  act(() => result.current.command.go("Neu"));
  await waitFor(() => expect(result.current.conflict?.problem.changes[0]?.by).toBe("Jonas"));
  act(() => result.current.conflict?.mine());
  await waitFor(() => expect(server.seen).toHaveLength(2));
  expect(server.seen[1]).toMatchObject({ body: '{"name":"Neu"}' });
  expect(server.seen[1]?.headers["if-match"]).toBe('"4"');
});

it("takes an optimistic change back when the server refuses it", async () => {
  server = await listenForTests((_, response) => json(response, 403, { code: "role_forbids" }));
  const steps: string[] = [];
  const { result } = renderHook(
    () =>
      useCommand({
        run: (label: string, call) => api.put(`/orders/1/labels`, { label }, { key: call.key }),
        optimistic: (label) => {
          steps.push(`show ${label}`);
          return () => steps.push(`take back ${label}`);
        },
        onProblem: () => true,
      }),
    { wrapper: withQueries },
  );
  act(() => result.current.go("Express"));
  await waitFor(() => expect(steps).toEqual(["show Express", "take back Express"]));
});
