import { expect, test } from "vitest";
import { faultOf, fetchState, minuteOf, serverOf, timeOf, urlOf } from "./mailbox";

test("an address becomes host and port and back", () => {
  for (const url of ["imaps://mail.example:993", "imap://mail.example:1143"]) {
    expect(urlOf(serverOf(url))).toBe(url);
  }
  expect(serverOf("imaps://mail.example")).toEqual({
    encryption: "tls",
    host: "mail.example",
    port: 993,
  });
  expect(serverOf("")).toEqual({ encryption: "tls", host: "", port: 993 });
  expect(urlOf({ encryption: "starttls", host: " mail.example ", port: null })).toBe(
    "imap://mail.example:143",
  );
  expect(urlOf({ encryption: "tls", host: " ", port: 993 })).toBe("");
});

test("what the last fetch said is a sentence", () => {
  const kSaid: [string, string][] = [
    ["no password is set", "no_secret"],
    ["the sealed password cannot be opened: the key is another one", "sealed"],
    ["no access token: invalid_grant", "token"],
    ["the mailbox cannot be opened: Access denied. A", "login"],
    ["the mailbox cannot be opened: Could not resolve host: gibtesnicht.example", "host"],
    ["the mailbox cannot be opened: SSL certificate problem: self-signed certificate", "tls"],
    [
      "the mailbox cannot be opened: Failed to connect to 127.0.0.1 port 1 after 0 ms: Could not connect to server",
      "reach",
    ],
    ["the mail server refuses: A3 NO [NONEXISTENT] Mailbox doesn't exist: Bestellungen", "folder"],
    ["the mail server closed the connection", "silent"],
    ["etwas Neues", "other"],
  ];
  for (const [error, fault] of kSaid) expect(faultOf(error)).toBe(`ui.mailbox.fault.${fault}`);
});

test("fetching is off, waits, works or does not", () => {
  const mailbox = { enabled: true, url: "imaps://a:993", last_fetch_at_ms: null, last_error: "" };
  expect(fetchState(mailbox)).toBe("waiting");
  expect(fetchState({ ...mailbox, enabled: false })).toBe("off");
  expect(fetchState({ ...mailbox, url: "" })).toBe("off");
  expect(fetchState({ ...mailbox, last_fetch_at_ms: 1 })).toBe("ok");
  expect(fetchState({ ...mailbox, last_fetch_at_ms: 1, last_error: "x" })).toBe("wrong");
});

test("hours of the desk are minutes of the day here and times in the field", () => {
  expect(timeOf(0)).toBe("00:00");
  expect(timeOf(8 * 60 + 5)).toBe("08:05");
  expect(minuteOf("17:30")).toBe(1050);
  expect(minuteOf("")).toBe(0);
});
