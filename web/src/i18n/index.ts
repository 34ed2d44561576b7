// Texts come from texts/<locale>.json, the file the server uses too: nested objects, `{{name}}`
// placeholders, plural forms `_one` / `_other` chosen by `count`. A library for this weighs 15 to
// 22 kB gzip of the portal's 110; these are the sixty lines of it that we need.
import { createElement, Fragment, type ReactNode, useSyncExternalStore } from "react";
import type german from "../../../texts/de.json";

export const kLocales = ["de", "en", "fr"] as const;
export type Locale = (typeof kLocales)[number];
/** Each language in itself: whoever looks for his own must be able to read it. */
export const kLocaleNames: Record<Locale, string> = {
  de: "Deutsch",
  en: "English",
  fr: "Français",
};

type Leaves<T, Prefix extends string = ""> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${K}` : Leaves<T[K], `${Prefix}${K}.`>;
}[keyof T & string];
type Singular<K extends string> = K extends `${infer Stem}_one` | `${infer Stem}_other` ? Stem : K;

/** Every key of the texts; a plural is named by its stem. A key that does not exist is a type
 *  error. */
export type TextKey = Singular<Leaves<typeof german>>;
export type Params = Record<string, string | number | undefined>;
export type Translate = (key: TextKey, params?: Params) => string;
export type Texts = { [key: string]: string | Texts };

type State = { locale: Locale; texts: Texts };
let state: State = { locale: "de", texts: {} };
const listeners = new Set<() => void>();

/** Puts texts in force; every component that uses `useText` renders again. */
export function setTexts(locale: Locale, texts: Texts): void {
  state = { locale, texts };
  if (typeof document !== "undefined") document.documentElement.lang = locale;
  for (const listener of listeners) listener();
}

export function currentLocale(): Locale {
  return state.locale;
}

function find(key: string): string | undefined {
  let node: string | Texts | undefined = state.texts;
  for (const part of key.split(".")) {
    if (typeof node !== "object") return undefined;
    node = node[part];
  }
  return typeof node === "string" ? node : undefined;
}

/** Whether a number takes the singular, as `Intl.PluralRules` would say: in French 0 does too. The
 *  first use of Intl in a page takes as long as drawing a list. */
function isOne(value: number): boolean {
  return state.locale === "fr" ? Math.abs(value) < 2 : Math.abs(value) === 1;
}

function pick(key: string, params?: Params): string | undefined {
  if (typeof params?.count === "number") {
    const form = isOne(params.count) ? find(`${key}_one`) : undefined;
    const text = form ?? find(`${key}_other`);
    if (text !== undefined) return text;
  }
  return find(key);
}

/** A small number has no separator and needs no Intl (see `isOne`). */
function inDigits(value: number): string {
  const plain = Number.isInteger(value) && value >= 0 && value < 1000;
  return plain ? String(value) : value.toLocaleString(state.locale);
}

const kPlaceholder = /\{\{(\w+)\}\}/;

/** The text of a key that is only known at run time (a state or event from the server). */
export function textOf(key: string, params?: Params, fallback = key): string {
  const text = pick(key, params);
  if (text === undefined) return fallback;
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = params?.[name];
    if (name === "count" && typeof value === "number") return inDigits(value);
    return value === undefined ? "" : String(value);
  });
}

/** For use outside components. Inside, take `useText`, so that a change of language shows. */
export const text: Translate = (key, params) => textOf(key, params);

/** A text whose placeholders are elements: `rich("ui.x", { name: <b>…</b> })`. */
export function rich(key: TextKey, parts: Record<string, ReactNode>, params?: Params): ReactNode {
  const pieces = (pick(key, params) ?? key).split(/(\{\{\w+\}\})/);
  return pieces.map((piece, at) => {
    const name = kPlaceholder.exec(piece)?.[1];
    const value = name === undefined ? piece : (parts[name] ?? params?.[name]);
    return createElement(Fragment, { key: at }, value);
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** `const t = useText()`; renders again when the language changes. */
export function useText(): Translate {
  useSyncExternalStore(subscribe, () => state);
  return text;
}

export function useLocale(): Locale {
  return useSyncExternalStore(subscribe, () => state.locale);
}
