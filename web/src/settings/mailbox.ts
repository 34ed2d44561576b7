// The mailbox as its form shows it: host and port instead of an address, and what the last fetch
// said as a sentence.
import type { Mailbox } from "../api/types";
import type { TextKey } from "../i18n/index";

export type Encryption = "tls" | "starttls";
export const kPorts: Record<Encryption, number> = { tls: 993, starttls: 143 };

export interface MailServer {
  encryption: Encryption;
  host: string;
  port: number | null;
}

const kUrl = /^(imaps?):\/\/([^:/]*)(?::(\d+))?/;

export function serverOf(url: string): MailServer {
  const [, scheme, host = "", port] = kUrl.exec(url) ?? [];
  const encryption: Encryption = scheme === "imap" ? "starttls" : "tls";
  return { encryption, host, port: port ? Number(port) : kPorts[encryption] };
}

export function urlOf({ encryption, host, port }: MailServer): string {
  if (!host.trim()) return "";
  const scheme = encryption === "tls" ? "imaps" : "imap";
  return `${scheme}://${host.trim()}:${port ?? kPorts[encryption]}`;
}

// The words of imap.cpp, oauth.cpp and curl (lib/strerror.c), the most telling first.
const kFaults: [RegExp, TextKey][] = [
  [/^no password is set/, "ui.mailbox.fault.no_secret"],
  [/^the sealed password/, "ui.mailbox.fault.sealed"],
  [/^no access token/, "ui.mailbox.fault.token"],
  [/login denied|access denied|authentication|AUTHENTICATIONFAILED/i, "ui.mailbox.fault.login"],
  [/resolve host/i, "ui.mailbox.fault.host"],
  [/certificate|SSL|TLS/i, "ui.mailbox.fault.tls"],
  [/connect to server|failed to connect|refused$|timed? ?out/i, "ui.mailbox.fault.reach"],
  [/^the mail server refuses|^the folder/, "ui.mailbox.fault.folder"],
  [/^the mail server (does not answer|closed)|broke/, "ui.mailbox.fault.silent"],
];

export function faultOf(error: string): TextKey {
  return kFaults.find(([pattern]) => pattern.test(error))?.[1] ?? "ui.mailbox.fault.other";
}

/** What is known of fetching: never, well, or wrong. */
export function fetchState(
  mailbox: Pick<Mailbox, "enabled" | "url" | "last_fetch_at_ms" | "last_error">,
): "off" | "waiting" | "ok" | "wrong" {
  if (!mailbox.enabled || !mailbox.url) return "off";
  if (mailbox.last_error) return "wrong";
  return mailbox.last_fetch_at_ms === null ? "waiting" : "ok";
}

/** Minutes of the day as a field for times has them, and back. */
export function timeOf(minute: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`;
}

export function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}
