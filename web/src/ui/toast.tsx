import { Check, CircleAlert, X } from "lucide-react";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { text, useText } from "../i18n/index";
import { Button, IconButton } from "./Button";
import { Icon } from "./Icon";
import styles from "./toast.module.css";

export interface ToastInput {
  text: string;
  tone?: "done" | "bad";
  action?: { label: string; run: () => void };
  /** How long it stays; 0 means until it is closed. */
  stay_ms?: number;
}
interface Toast extends ToastInput {
  id: number;
}

/** Time to take something back (U5). */
export const kUndoMs = 10_000;

let toasts: Toast[] = [];
let next_id = 1;
const listeners = new Set<() => void>();

function publish(list: Toast[]): void {
  toasts = list;
  for (const listener of listeners) listener();
}

export function closeToast(id: number): void {
  publish(toasts.filter((toast) => toast.id !== id));
}

/** Says that something happened, outside the flow of the page. At most three are seen at once. */
export function showToast(input: ToastInput): number {
  const id = next_id++;
  publish([...toasts.slice(-2), { ...input, id }]);
  return id;
}

/** After a change that can be taken back: says it and offers "Rückgängig" for ten seconds. */
export function showUndo(words: string, undo: () => void): number {
  return showToast({
    text: words,
    stay_ms: kUndoMs,
    action: { label: text("ui.common.undo"), run: undo },
  });
}

/** After a failed change: what did not work, and the way to try again. */
export function showRetry(words: string, retry: () => void): number {
  return showToast({
    text: words,
    tone: "bad",
    stay_ms: 0,
    action: { label: text("ui.common.retry"), run: retry },
  });
}

/** For what cannot be taken back once done (a mail): waits ten seconds in which it can be stopped,
 *  then runs it. Leaving the page runs it at once. */
export function showDelayed(words: string, run: () => void): void {
  let open = true;
  const finish = (go: boolean) => {
    if (!open) return;
    open = false;
    window.clearTimeout(timer);
    window.removeEventListener("pagehide", leave);
    closeToast(id);
    if (go) run();
  };
  const leave = () => finish(true);
  const timer = window.setTimeout(leave, kUndoMs);
  window.addEventListener("pagehide", leave);
  const id = showToast({
    text: words,
    stay_ms: kUndoMs + 1000,
    action: { label: text("ui.common.undo"), run: () => finish(false) },
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Stands once in each entry. */
export function Toaster() {
  const t = useText();
  const list = useSyncExternalStore(subscribe, () => toasts);
  return (
    <section className={styles.stack} aria-label={t("ui.common.messages")} aria-live="polite">
      {list.map((toast) => (
        <One key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function One({ toast }: { toast: Toast }) {
  const t = useText();
  const timer = useRef<number | undefined>(undefined);
  const stay_ms = toast.stay_ms ?? 6000;
  const start = () => {
    window.clearTimeout(timer.current);
    if (stay_ms > 0) timer.current = window.setTimeout(() => closeToast(toast.id), stay_ms);
  };
  const hold = () => window.clearTimeout(timer.current);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the clock starts once per toast
  useEffect(() => {
    start();
    return hold;
  }, [toast.id]);
  return (
    <div
      className={styles.toast}
      role={toast.tone === "bad" ? "alert" : "status"}
      onPointerEnter={hold}
      onPointerLeave={start}
      onFocus={hold}
      onBlur={start}
    >
      <span className={toast.tone === "bad" ? styles.bad : styles.done}>
        <Icon of={toast.tone === "bad" ? CircleAlert : Check} />
      </span>
      <p>{toast.text}</p>
      {toast.action && (
        <Button
          size="small"
          variant="soft"
          onClick={() => {
            closeToast(toast.id);
            toast.action?.run();
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton icon={X} label={t("ui.common.close")} onClick={() => closeToast(toast.id)} />
    </div>
  );
}
