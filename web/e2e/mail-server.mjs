// A real mail server on loopback with one mailbox: the one of the program's own tests. Everybody's
// password is "geheim". Mails are files in its folder.
import { spawn } from "node:child_process";
import { chownSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventually } from "./support.mjs";

const kPeer = fileURLToPath(new URL("../../tests/support/imap_peer.py", import.meta.url));
// Dovecot refuses to serve as root.
const kNobody = 65534;
const kStartMs = 20_000;
export const kMailbox = "auftrag@nordwerk.example";

/** null where no Dovecot is installed. */
export async function startMailServer() {
  const folder = mkdtempSync(join(tmpdir(), "kontor-imap-"));
  const root = process.getuid() === 0;
  if (root) chownSync(folder, kNobody, kNobody);
  const peer = spawn("/usr/bin/python3", [kPeer, "imap", folder], {
    stdio: ["pipe", "pipe", "inherit"],
    ...(root && { uid: kNobody, gid: kNobody }),
  });
  const port = await new Promise((found, failed) => {
    const timer = setTimeout(() => {
      peer.kill();
      failed(new Error("the mail server does not start"));
    }, kStartMs);
    const answer = (port) => {
      clearTimeout(timer);
      found(port);
    };
    // A line may come in pieces.
    let said = "";
    peer.stdout.on("data", (part) => {
      said += part;
      const line = /^port (\d+).*\n/.exec(said);
      if (line) answer(Number(line[1]));
    });
    peer.once("exit", () => answer(null));
  });
  if (!port) return null;
  let count = 0;
  return {
    port,
    /** Puts a mail into the mailbox, whole at once. */
    deliver: (lines) => {
      count += 1;
      const made = join(folder, "Maildir", "tmp", `${count}.test`);
      writeFileSync(made, lines.join("\r\n"));
      renameSync(made, join(folder, "Maildir", "new", `${count}.test`));
    },
    stop: async () => {
      const ended = new Promise((done) => peer.once("exit", done));
      peer.stdin.end();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A mail of plain text. `headers` come first, as a server adds them. */
export function mailOf({ from, subject, body, id, headers = [] }) {
  return [
    ...headers,
    `From: ${from}`,
    `To: ${kMailbox}`,
    `Subject: ${subject}`,
    `Message-ID: <${id}@kunde.example>`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "",
    ...body,
    "",
  ];
}

/** Tells Kontor of the mailbox; every call fetches at once. */
export function connectMailbox(api, { port }) {
  return api.call("PUT", "/settings/mailbox", {
    address: kMailbox,
    enabled: true,
    url: `imap://127.0.0.1:${port}`,
    user_name: "auftrag",
    login: "password",
    secret: "geheim",
    trusted_server: "mx.nordwerk.example",
    away_from_minute: 0,
    away_until_minute: 0,
  });
}

export function waitForMails(api, expected, state = "unassigned") {
  const read = async () => (await api.call("GET", `/inbound-mails?state=${state}`)).items.length;
  return eventually(read, expected, `${state} mails`);
}
