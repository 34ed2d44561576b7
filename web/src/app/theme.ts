import type { Density, ThemeChoice } from "../api/types";
import { readSetting, writeSetting } from "../i18n/load";

const kDark = "(prefers-color-scheme: dark)";

/** Kept in this browser too, where the page's head reads it before the first paint. */
export function applyTheme(choice: ThemeChoice): void {
  writeSetting("kontor.theme", choice);
  const dark = choice === "dark" || (choice === "system" && matchMedia(kDark).matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

export function applyDensity(density: Density): void {
  writeSetting("kontor.density", density);
  document.documentElement.dataset.density = density;
}

export function themeChoice(): ThemeChoice {
  const kept = readSetting("kontor.theme");
  return kept === "light" || kept === "dark" ? kept : "system";
}

/** The system changes at dusk; whoever chose "system" changes with it. */
export function followSystemTheme(): void {
  matchMedia(kDark).addEventListener("change", () => {
    if (themeChoice() === "system") applyTheme("system");
  });
}
