import { useSyncExternalStore } from "react";

/** One yes or no for the whole page (drawer open, palette open), readable from any component. */
export function createToggle(): { set: (open: boolean) => void; use: () => boolean } {
  let open = false;
  const listeners = new Set<() => void>();
  return {
    set: (next) => {
      open = next;
      for (const listener of listeners) listener();
    },
    use: () =>
      useSyncExternalStore(
        (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        () => open,
      ),
  };
}
