import { useSyncExternalStore } from "react";
import type { Problem } from "./problem";

export interface Conflict {
  problem: Problem;
  mine: () => void;
  theirs: () => void;
}

let open: Conflict | null = null;
const listeners = new Set<() => void>();

function publish(next: Conflict | null): void {
  open = next;
  for (const listener of listeners) listener();
}

/** Asks the reader which of two changes shall stand; `ConflictDialog` shows it. */
export function askAboutConflict(
  problem: Problem,
  choice: { mine: () => void; theirs: () => void },
): void {
  publish({ problem, ...choice });
}

export function closeConflict(): void {
  publish(null);
}

export function useConflict(): Conflict | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
}
