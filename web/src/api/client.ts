// The one way to the server. Adds what every call needs (CSRF token, acting account, language),
// turns a refusal into a Problem, and makes writes safe to repeat.
import { currentLocale } from "../i18n/index";
import { takeEarly } from "./early";
import { Problem } from "./problem";

const kBase = "/api/v1";

let csrf_token = "";
let acting_account: string | null = null;
const signed_out = new Set<() => void>();

export function setCsrfToken(token: string): void {
  csrf_token = token;
}

/** The account this tab acts for (its TypeID); stands in the page's address, never in the
 *  session. */
export function setActingAccount(account_id: string | null): void {
  acting_account = account_id;
}
export function actingAccount(): string | null {
  return acting_account;
}

/** Called when the server no longer knows our session. */
export function onSignedOut(listener: () => void): () => void {
  signed_out.add(listener);
  return () => signed_out.delete(listener);
}

export type QueryValue = string | number | boolean | null | undefined;

export interface CallOptions {
  query?: Record<string, QueryValue>;
  body?: unknown;
  /** The entity's version as read (If-Match). */
  version?: number | undefined;
  /** Names the intent: the same key for each try of it, a new one for the next (Idempotency-
   *  Key). */
  key?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** A new intent. */
export function newKey(): string {
  return crypto.randomUUID();
}

export function addressOf(path: string, query?: Record<string, QueryValue>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== "") params.set(name, String(value));
  }
  const tail = params.toString();
  return kBase + path + (tail ? `?${tail}` : "");
}

/** What every call needs. */
export function headersOf(method: string, options: CallOptions): Headers {
  const headers = new Headers({
    accept: "application/json",
    "accept-language": currentLocale(),
  });
  if (acting_account) headers.set("kontor-account", acting_account);
  if (method !== "GET" && csrf_token) headers.set("x-csrf-token", csrf_token);
  if (options.version !== undefined) headers.set("if-match", `"${options.version}"`);
  if (method === "POST") headers.set("idempotency-key", options.key ?? newKey());
  return headers;
}

async function send(method: string, path: string, options: CallOptions): Promise<Response> {
  const headers = headersOf(method, options);
  let body: BodyInit | null = null;
  if (options.body instanceof FormData) body = options.body;
  else if (options.body !== undefined) {
    headers.set("content-type", "application/json");
    body = JSON.stringify(options.body);
  }
  return fetch(addressOf(path, options.query), {
    method,
    headers,
    body,
    credentials: "same-origin",
    signal: options.signal ?? null,
  });
}

async function call<Result>(method: string, path: string, options: CallOptions): Promise<Result> {
  return read<Result>(await send(method, path, options));
}

async function read<Result>(response: Response): Promise<Result> {
  if (!response.ok) {
    const problem = await Problem.of(response);
    if (problem.code === "unauthenticated") for (const listener of signed_out) listener();
    throw problem;
  }
  if (response.status === 204 || response.status === 202) return undefined as Result;
  const is_paper = response.headers.get("content-type") === "application/pdf";
  return (await response[is_paper ? "blob" : "json"]()) as Result;
}

export const api = {
  get: <Result>(path: string, query?: CallOptions["query"], signal?: AbortSignal) =>
    call<Result>("GET", path, { query: query ?? {}, signal }),
  /** As `get`, but takes the answer that the page's head asked for, if it is there and was no
   *  failure. */
  early: async <Result>(path: string) => {
    const response = await takeEarly(addressOf(path))?.catch(() => undefined);
    return response ? read<Result>(response) : call<Result>("GET", path, {});
  },
  post: <Result = void>(path: string, body?: unknown, options: CallOptions = {}) =>
    call<Result>("POST", path, { ...options, body: body ?? {} }),
  patch: <Result = void>(path: string, body: unknown, options: CallOptions = {}) =>
    call<Result>("PATCH", path, { ...options, body }),
  put: <Result = void>(path: string, body: unknown, options: CallOptions = {}) =>
    call<Result>("PUT", path, { ...options, body }),
  del: <Result = void>(path: string, options: CallOptions = {}) =>
    call<Result>("DELETE", path, options),
};
