// What somebody has begun to write in an order, per order and mode: words and files that are
// uploaded but not sent. Kept in the browser (app/drafts.ts).

import type { FileView } from "../api/types";
import { keepDraft, readDraft } from "../app/drafts";

export interface TalkDraft {
  body: string;
  files: FileView[];
}

export function readTalkDraft(key: string): TalkDraft {
  const kept = readDraft(key);
  if (!kept.startsWith('{"body":')) return { body: kept, files: [] };
  try {
    const { body, files } = JSON.parse(kept) as TalkDraft;
    return { body: String(body), files: Array.isArray(files) ? files : [] };
  } catch {
    return { body: "", files: [] };
  }
}

export function keepTalkDraft(key: string, change: Partial<TalkDraft>): void {
  const draft = { ...readTalkDraft(key), ...change };
  const is_empty = draft.body.trim() === "" && draft.files.length === 0;
  keepDraft(key, is_empty ? "" : JSON.stringify({ body: draft.body, files: draft.files }));
}
