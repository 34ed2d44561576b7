import files from "virtual:texts/desk";
import type { Locale } from "../i18n/index";
import { loadLocale } from "../i18n/load";

export function changeLocale(locale: Locale): Promise<void> {
  return loadLocale(files, locale);
}
