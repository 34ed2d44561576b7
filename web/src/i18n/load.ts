import { takeEarly } from "../api/early";
import { kLocales, type Locale, setTexts, type Texts } from "./index";

export type TextFiles = Record<Locale, string>;

export function isLocale(value: unknown): value is Locale {
  return kLocales.includes(value as Locale);
}

/** The language of a visitor we do not know yet: the last one used here, else the browser's. */
export function guessLocale(): Locale {
  const wanted = [readSetting("kontor.locale"), ...navigator.languages];
  for (const tag of wanted) {
    const short = tag?.slice(0, 2);
    if (isLocale(short)) return short;
  }
  return "de";
}

let files: TextFiles | null = null;

/** Each entry has texts of its own; it names them once, before anything is shown. */
export function setTextFiles(own: TextFiles): void {
  files = own;
}

/** Loads one language and puts it in force; it is kept as this browser's choice. */
export async function changeLocale(locale: Locale): Promise<void> {
  if (!files) throw new Error("changeLocale before setTextFiles");
  const answer = await (takeEarly(files[locale]) ?? fetch(files[locale]));
  if (!answer.ok) throw new Error(`texts ${locale}: ${answer.status}`);
  setTexts(locale, (await answer.json()) as Texts);
  writeSetting("kontor.locale", locale);
}

/** Storage may be closed to us (private windows); the setting then lasts as long as the page. */
export function readSetting(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function writeSetting(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // see readSetting
  }
}
