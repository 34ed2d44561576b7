// A real server with a data folder of its own, and a real browser.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const kFlags =
  "--headless --no-sandbox --disable-gpu --in-process-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
const kEventuallyMs = 20_000;
const kStartMs = 30_000;

/** Starts the server of KONTOR_BIN on a free port. With `demo` it has the demo data, without it is
 *  empty and asks to be set up (`code`). */
export async function startServer({ demo = false, env: more = {} } = {}) {
  const binary = process.env.KONTOR_BIN;
  if (!binary) throw new Error("KONTOR_BIN names the server program; it is not set");
  const folder = mkdtempSync(join(tmpdir(), "kontor-e2e-"));
  const env = {
    ...process.env,
    KONTOR_DATA_DIR: folder,
    KONTOR_LISTEN_PORT: "0",
    KONTOR_BALLAST_MIB: "0",
    ...more,
  };
  let logins = "";
  if (demo) {
    const made = spawnSync(binary, ["demo"], { env, cwd: folder, encoding: "utf8" });
    if (made.status !== 0) throw new Error(`kontor demo: ${made.stdout}${made.stderr}`);
    logins = made.stdout;
    env.KONTOR_DEMO = "true";
  }
  const server = spawn(binary, ["serve"], { env, cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const url = await new Promise((found, failed) => {
    const timer = setTimeout(() => failed(new Error(`no address after 30 s: ${output}`)), kStartMs);
    const read = (part) => {
      output += part;
      const address = /is at (http:\S+)/.exec(output);
      if (!address || !output.includes("Ctrl+C")) return;
      clearTimeout(timer);
      found(address[1]);
    };
    server.stdout.on("data", read);
    server.stderr.on("data", read);
    server.once("exit", (code) => failed(new Error(`the server ended with ${code}: ${output}`)));
  });
  return {
    url,
    folder,
    logins,
    code: /give this code: (\S+)/.exec(output)?.[1] ?? null,
    output: () => output,
    /** How it ended, when it ended by itself; null while it runs. */
    fallen: () =>
      server.exitCode === null && server.signalCode === null
        ? null
        : `the server ended with ${server.signalCode ?? server.exitCode}: ${output.slice(-2000)}`,
    stop: async () => {
      server.removeAllListeners("exit");
      if (server.exitCode === null && server.signalCode === null) {
        const ended = new Promise((done) => server.once("exit", done));
        server.kill("SIGTERM");
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function launchBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell",
    args: kFlags.split(" "),
  });
}

/** A fresh profile: its own cookies, theme and size. What goes wrong in the page is collected; a
 *  test that `breaks` the server's answers says so, and one in which the browser `refuses` what a
 *  stranger tries. `untrusted` takes a certificate that nobody signed. */
export async function openPage(browser, url, options = {}) {
  const { width = 1440, height = 900, theme = "light", locale = "de-DE" } = options;
  const { breaks, refuses, untrusted = false, script = true } = options;
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height },
    colorScheme: theme,
    locale,
    timezoneId: "Europe/Berlin",
    reducedMotion: "reduce",
    javaScriptEnabled: script,
    ignoreHTTPSErrors: untrusted,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    // A refusal is an answer, not a fault of the page; so is what a test breaks on purpose, and
    // that the frame of a mail does not let the clock of the test in.
    const answer = breaks
      ? /status of [45]\d\d|ERR_CONNECTION_REFUSED|^Blocked script execution/
      : /status of 4\d\d/;
    const refusal = refuses && /Content Security Policy|CORS|ERR_FAILED|ERR_BLOCKED/;
    if (refusal?.test(message.text())) return;
    if (message.type() === "error" && !answer.test(message.text())) faults.push(message.text());
  });
  return { page, context, faults };
}

/** Sets an empty installation up through its own page and stays signed in as its admin. */
export const kAdmin = {
  email: "miriam.rasch@nordwerk.example",
  name: "Miriam Rasch",
  password: "Drei Kraniche am Kai",
};
export async function setUp(page, code) {
  await page.goto("/setup");
  await page.getByLabel("Einmalcode").fill(code);
  await page.getByLabel("Firma", { exact: true }).fill("Nordwerk Technik");
  await page.getByLabel("Ort", { exact: true }).fill("Bremen");
  await page.getByLabel("Ihr Name").fill(kAdmin.name);
  await page.getByLabel("E-Mail-Adresse").fill(kAdmin.email);
  await page.getByLabel("Passwort", { exact: true }).fill(kAdmin.password);
  await page.getByRole("button", { name: "Kontor einrichten" }).click();
  await page.getByRole("heading", { name: "Start", level: 1 }).waitFor();
}

/** The first demo login with this role: "m.rasch@…  admin"; the head line has the password. */
export function demoLogin(server, role) {
  const password = /password (\S+)/.exec(server.logins)?.[1]?.replace(/[:.]$/, "");
  const line = server.logins.split("\n").find((one) => one.trim().endsWith(role));
  const email = line?.trim().split(/\s+/)[0];
  if (!password || !email) throw new Error(`kontor demo named no ${role}: ${server.logins}`);
  return { email, password };
}

/** Signs in at the desk's door, in any language. */
export async function signIn(page, { email, password }) {
  await page.goto("/login");
  await page.locator('input[type="email"]').fill(email);
  await page.locator('input[type="password"]').fill(password);
  await page.locator('form button[type="submit"]').click();
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
  // The rail is there on every size, on a phone behind its button.
  await page.locator("nav a[href]").first().waitFor({ state: "attached" });
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const kTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const kContrast = "color-contrast";
const kRules = {
  all: { runOnly: kTags },
  contrast: { runOnly: { type: "rule", values: [kContrast] } },
};

/** What axe finds against WCAG 2.2 A and AA, as lines; empty when nothing. Contrast, by far the
 *  dearest rule, is the only one that depends on the theme and does not on the language. */
export async function axeFindings(page, rules = "all") {
  await page.evaluate(axe);
  return page.evaluate(async (options) => {
    const result = await window.axe.run(document, options);
    return result.violations.flatMap((violation) =>
      violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")} ${node.html}`),
    );
  }, kRules[rules]);
}

/** The same in both themes; a whole look at the dark one too finds nothing more, and is dear. */
export const kThemes = [
  ["light", "all"],
  ["dark", "contrast"],
];
export async function axeInThemes(page, themes = kThemes) {
  const found = [];
  for (const [theme, rules] of themes) {
    await page.emulateMedia({ colorScheme: theme });
    await page.locator(`html[data-theme="${theme}"]`).waitFor({ state: "attached" });
    const findings = await axeFindings(page, rules);
    found.push(...findings.map((one) => `${theme}: ${one}`));
  }
  return found;
}

/** How far the page is wider than its window: 0 is right. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

/** The same with the window made as narrow as a phone for a moment. */
export async function overflowOnPhone(page) {
  const wide = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 700 });
  await page.waitForFunction(() => !document.querySelector('[role="status"] i'));
  const by = await overflow(page);
  await page.setViewportSize(wide);
  return by;
}

/** The same for what the page is still on its way to: asked again until it is so. */
export async function eventually(read, expected, what = "value") {
  const until = performance.now() + kEventuallyMs;
  while (JSON.stringify(await read()) !== JSON.stringify(expected)) {
    if (performance.now() > until) return equal(await read(), expected, what);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function counted(locator, expected, what) {
  return eventually(() => locator.count(), expected, what);
}

export function equal(actual, expected, what = "value") {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: expected ${b}, got ${a}`);
}
