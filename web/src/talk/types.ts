export type TalkMode = "note" | "message";
