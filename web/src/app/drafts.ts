// What somebody has begun to write and not sent: kept in the browser until it is sent or its writer
// signs out, so that neither a reload nor an ended session loses it.
const kPrefix = "kontor:draft:";

export function readDraft(key: string): string {
  try {
    return localStorage.getItem(kPrefix + key) ?? "";
  } catch {
    return "";
  }
}

export function keepDraft(key: string, text: string): void {
  try {
    if (text) localStorage.setItem(kPrefix + key, text);
    else localStorage.removeItem(kPrefix + key);
  } catch {
    // Without storage the draft lives as long as the page.
  }
}

/** Signing out leaves nothing for whoever sits at this browser next. */
export function forgetDrafts(): void {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(kPrefix)) localStorage.removeItem(key);
    }
  } catch {
    // Nothing was kept.
  }
}
