// Single keys as shortcuts (U1), in one place, because they must be possible to switch off
// (WCAG 2.1.4): "on" takes the plain key, "ctrl" only together with Ctrl, "off" none at all.
import { useEffect, useRef, useSyncExternalStore } from "react";
import type { ShortcutMode } from "../api/types";
import type { TextKey } from "../i18n/index";

export interface Shortcut {
  /** One key as `event.key` says it ("j", "?", "Enter", "Escape"), "Shift+j", or a row: "g i". */
  keys: string;
  label: TextKey;
  /** Heading in the cheat sheet. */
  group: TextKey;
  run: () => void;
  /** Works while typing and in every mode (Escape, Ctrl+Enter). */
  always?: boolean;
}

let mode: ShortcutMode = "on";
let layers: { current: Shortcut[] }[] = [];
let snapshot: Shortcut[] = [];
const listeners = new Set<() => void>();
let waiting_for: { prefix: string; until_ms: number } | null = null;
const kRowMs = 1200;

export function setShortcutMode(next: ShortcutMode): void {
  mode = next;
}
export function shortcutMode(): ShortcutMode {
  return mode;
}

function publish(): void {
  snapshot = layers.flatMap((layer) => layer.current);
  for (const listener of listeners) listener();
}

/** The keys of a screen while it is mounted; the newest layer wins. */
export function useShortcuts(shortcuts: Shortcut[]): void {
  const layer = useRef(shortcuts);
  layer.current = shortcuts;
  useEffect(() => {
    layers = [...layers, layer];
    publish();
    return () => {
      layers = layers.filter((other) => other !== layer);
      publish();
    };
  }, []);
}

/** What the cheat sheet shows. */
export function useAllShortcuts(): Shortcut[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => snapshot,
  );
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) return !/^(checkbox|radio|button)$/.test(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** A dialog or menu has the keys to itself. */
function isCovered(target: EventTarget | null): boolean {
  const overlay = document.querySelector('[role="dialog"],[role="menu"]');
  return overlay !== null && target instanceof Node;
}

function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // "?" needs Shift on most keyboards; there the Shift is part of the sign.
  const shift = event.shiftKey && /^([a-z]|[A-Z]\w+)$/.test(key) ? "Shift+" : "";
  return shift + key;
}

export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const ctrl = event.ctrlKey || event.metaKey;
  const name = nameOf(event);
  const all = layers.flatMap((layer) => layer.current).reverse();
  const forced = all.find((one) => one.always && one.keys === (ctrl ? `Ctrl+${name}` : name));
  if (forced && !(isCovered(event.target) && !isTyping(event.target))) {
    event.preventDefault();
    forced.run();
    return;
  }
  if (mode === "off" || isTyping(event.target) || isCovered(event.target)) return;
  if (mode === "ctrl" ? !ctrl : ctrl || event.altKey) return;
  // A focused button or link keeps its own Enter and space.
  const on_control = event.target instanceof Element && event.target.closest("a,button,summary");
  if (on_control && (name === "Enter" || name === " ")) return;

  const now_ms = Date.now();
  const prefix = waiting_for && waiting_for.until_ms > now_ms ? waiting_for.prefix : "";
  waiting_for = null;
  const found = all.find((one) => one.keys === (prefix ? `${prefix} ${name}` : name));
  if (found) {
    event.preventDefault();
    found.run();
  } else if (all.some((one) => one.keys.startsWith(`${name} `))) {
    event.preventDefault();
    waiting_for = { prefix: name, until_ms: now_ms + kRowMs };
  }
}

/** Listens once for the whole page. */
export function useShortcutListener(): void {
  useEffect(() => {
    window.addEventListener("keydown", handleKey);
    return () => window.removeEventListener("keydown", handleKey);
  }, []);
}
