import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queries } from "../api/query";
import type { Session } from "../api/types";
import { changeLocale, guessLocale, setTextFiles, type TextFiles } from "../i18n/load";
import { Toaster } from "../ui/toast";
import { allowStyles } from "./nonce";
import { kSessionKey, loadSession } from "./session";
import { followSystemTheme } from "./theme";

// Who waits longer sees what is there already.
const kPatienceMs = 250;

/** Starts an entry: nothing can be shown without texts; the session and what the page shows first
 *  are under way meanwhile. Drawing once, when all is there, is quicker than drawing each part. */
export async function boot(
  files: TextFiles,
  app: () => ReactNode,
  first: (session: Promise<Session | null | undefined>) => Promise<unknown>,
): Promise<void> {
  allowStyles();
  followSystemTheme();
  setTextFiles(files);
  const session = queries
    .fetchQuery({ queryKey: kSessionKey, queryFn: loadSession })
    .catch(() => undefined);
  const ready = Promise.all([session, first(session)]).catch(() => undefined);
  const place = document.getElementById("root");
  if (!place) return;
  try {
    await changeLocale(guessLocale());
  } catch {
    sayUnreachable(place);
    return;
  }
  await Promise.race([ready, new Promise((done) => setTimeout(done, kPatienceMs))]);
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        {app()}
        <Toaster />
      </QueryClientProvider>
    </StrictMode>,
  );
}

// Its own words in all languages: the texts are what could not be loaded.
function sayUnreachable(place: HTMLElement): void {
  const words = document.createElement("p");
  words.textContent =
    "Kontor ist nicht erreichbar. · Kontor cannot be reached. · Kontor est injoignable.";
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = "Erneut versuchen · Try again · Réessayer";
  again.addEventListener("click", () => window.location.reload());
  const box = document.createElement("main");
  box.className = "unreachable";
  box.setAttribute("role", "alert");
  box.append(words, again);
  place.replaceChildren(box);
}
