// What the message box and its editor say to each other. The editor's code comes later than the
// box (it is large); this module is what both share.

export const kFormats = [
  "bold",
  "italic",
  "strike",
  "bullets",
  "numbers",
  "quote",
  "code",
] as const;
export type Format = (typeof kFormats)[number];
/** What opens a list or a field over the text. */
export type Opened = "block" | "mention" | "link";

export interface EditorHandle {
  focus: () => void;
  run: (format: Format) => void;
  open: (what: Opened) => void;
  showPicture: (id: string, name: string) => void;
  dropPicture: (id: string) => void;
}

/** What stands before the cursor and asks for a list: "/dank" at the start of a line, "@jo". */
export interface Typed {
  what: "block" | "mention";
  words: string;
  /** How many characters it takes. */
  length: number;
}

export function typedBefore(before: string, may_mention: boolean): Typed | null {
  const block = /^\/([\p{L}\p{N}-]*(?: [\p{L}\p{N}-]+)?)$/u.exec(before);
  if (block) return { what: "block", words: block[1] ?? "", length: before.length };
  const mention = may_mention && /(?:^|[\s(])@(\p{L}*(?: \p{L}+)?)$/u.exec(before);
  if (!mention) return null;
  const words = mention[1] ?? "";
  return { what: "mention", words, length: words.length + 1 };
}
