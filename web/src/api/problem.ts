import { text } from "../i18n/index";

/** One fault in what was sent. `pointer` is a JSON pointer into the body. */
export interface FieldError {
  pointer: string;
  code: string;
  limit?: number | string | null;
  actual?: number | string | null;
  message: string;
}

/** What somebody else changed since we read the entity (412). */
export interface Change {
  by: string;
  at_ms: number;
  kind: string;
  fields: { field: string; old_value: string; new_value: string }[];
}

/** A refusal of the server (RFC 9457), or a call that never reached it (`status` 0). */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly params: Record<string, string | number>;
  readonly errors: FieldError[];
  readonly changes: Change[];
  readonly current_version: number | null;
  readonly request_id: string | null;
  readonly retry_after_s: number | null;
  readonly title: string;
  readonly detail: string;

  constructor(status: number, body: Record<string, unknown>, retry_after_s: number | null = null) {
    const title = typeof body.title === "string" ? body.title : "";
    const detail = typeof body.detail === "string" ? body.detail : "";
    super(detail || title || `HTTP ${status}`);
    this.name = "Problem";
    this.status = status;
    this.code = typeof body.code === "string" ? body.code : "unknown";
    this.params = (body.params ?? {}) as Record<string, string | number>;
    this.errors = Array.isArray(body.errors) ? (body.errors as FieldError[]) : [];
    this.changes = Array.isArray(body.changes) ? (body.changes as Change[]) : [];
    const version = this.params.current_version;
    this.current_version = typeof version === "number" ? version : null;
    this.request_id = typeof body.request_id === "string" ? body.request_id : null;
    this.retry_after_s = retry_after_s;
    this.title = title;
    this.detail = detail;
  }

  static async of(response: Response): Promise<Problem> {
    const kind = response.headers.get("content-type") ?? "";
    const body = kind.includes("json") ? await response.json().catch(() => ({})) : {};
    const wait = Number(response.headers.get("retry-after"));
    return new Problem(response.status, body as Record<string, unknown>, wait || null);
  }

  /** Whatever was thrown, as a Problem: a lost connection is status 0, our own slip is code
   *  `bug`. */
  static from(error: unknown): Problem {
    if (error instanceof Problem) return error;
    if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) {
      return new Problem(0, { code: "offline" });
    }
    return new Problem(-1, { code: "bug", detail: error instanceof Error ? error.message : "" });
  }

  /** What went wrong and what to do next. The server's sentence is in the reader's language. */
  get sentence(): string {
    if (this.status === 0) return text("ui.error.offline");
    if (this.status === -1) return text("ui.error.bug");
    return this.detail || this.title || text("ui.error.unknown", { status: this.status });
  }

  /** Nobody's fault at the desk: worth a request id, and worth trying again. */
  get is_unexpected(): boolean {
    return this.status >= 500 || this.status < 0 || (this.code === "unknown" && this.status > 0);
  }

  get is_conflict(): boolean {
    return this.status === 412;
  }
}
