// Takes pictures of the main screens into ../pictures: light and dark, desktop and phone.
// `npm run pictures [word of a name]`. Look at each before calling a screen done.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launchBrowser, openPage, overflow, setUp, signIn, startServer } from "./support.mjs";

const folder = fileURLToPath(new URL("../../pictures/", import.meta.url));
const only = process.argv[2] ?? "";

/** name, address, and what to do before the picture. `door`: without being signed in. */
const kScreens = [
  { name: "login", path: "/login", door: true },
  { name: "password-forgot", path: "/password/forgot", door: true },
  { name: "portal-login", path: "/portal", door: true },
  { name: "start", path: "/" },
  { name: "palette", path: "/", act: (page) => page.keyboard.press("Control+k") },
  { name: "cheat-sheet", path: "/", act: (page) => page.keyboard.press("?") },
  {
    name: "inbox",
    path: "/orders?view=inbox",
    act: async (page) => {
      const first = page.locator("a[data-number]").first();
      await first.click();
      await page.getByRole("button", { name: "Interne Notiz" }).waitFor();
      await page.getByText("Bestellung eingegangen").waitFor();
    },
  },
  {
    name: "inbox-message",
    path: "/orders?view=inbox",
    act: async (page) => {
      await page.locator("a[data-number]").nth(1).click();
      await page.getByRole("button", { name: "Nachricht an Kunden" }).click();
      await page.getByText("Bestellung eingegangen").waitFor();
    },
  },
  { name: "orders", path: "/orders?view=all&origin=!channel" },
  { name: "orders-no-hits", path: "/orders?q=gibtesnicht" },
  { name: "carts-for-whom", path: "/carts" },
  { name: "carts-of-customer", path: "/carts/K-20418" },
  {
    name: "cart",
    path: "/orders?view=carts",
    act: async (page) => {
      await page.locator("a[data-number]").first().click();
      await page.getByText("Sie arbeiten für").waitFor({ state: "attached" });
      await page.getByRole("heading", { name: "Summe" }).waitFor();
    },
  },
  { name: "outbox", path: "/outbox" },
  { name: "settings-profile", path: "/settings/profile" },
  { name: "settings-keys", path: "/settings/keys" },
  { name: "settings-users", path: "/settings/users" },
  {
    name: "settings-users-invite",
    path: "/settings/users",
    act: (page) => page.getByRole("button", { name: "Benutzer einladen" }).click(),
  },
  { name: "settings-company", path: "/settings/company" },
  { name: "settings-access", path: "/settings/access" },
  { name: "settings-api-keys", path: "/settings/api-keys" },
  { name: "customers", path: "/customers" },
  { name: "products", path: "/products" },
  { name: "settings-jobs", path: "/settings/jobs" },
];
const kSizes = { desktop: { width: 1440, height: 900 }, phone: { width: 360, height: 740 } };

mkdirSync(folder, { recursive: true });
const browser = await launchBrowser();
const empty = await startServer();
await setUpPictures(empty);
await empty.stop();

const server = await startServer({ demo: true });
const login = demoLogin(server.logins);
const counts = { taken: 0, failed: 0 };
for (const theme of ["light", "dark"]) {
  for (const [size_name, size] of Object.entries(kSizes)) {
    const { page, context } = await openPage(browser, server.url, { ...size, theme });
    for (const door of [true, false]) {
      if (!door) await signIn(page, login);
      for (const screen of kScreens) {
        if (Boolean(screen.door) !== door || !screen.name.includes(only)) continue;
        await take(page, screen, `${screen.name}-${theme}-${size_name}`);
      }
    }
    await context.close();
  }
}
await server.stop();
await browser.close();
console.log(`${counts.taken} passed, ${counts.failed} failed, 0 skipped`);
process.exit(counts.failed ? 1 : 0);

async function take(page, screen, name) {
  try {
    await page.goto(screen.path);
    await page.locator("h1").first().waitFor();
    if (screen.act) await screen.act(page);
    await page.waitForFunction(() => !document.querySelector('[role="status"] > i'));
    const wider = await overflow(page);
    if (wider > 0) throw new Error(`${wider} px wider than its window`);
    await page.screenshot({ path: `${folder}${name}.png` });
    counts.taken += 1;
  } catch (error) {
    counts.failed += 1;
    console.log(`FAILED  ${name}: ${error.message.split("\n")[0]}`);
  }
}

async function setUpPictures(server) {
  if (!"setup".includes(only)) return;
  const { page, context } = await openPage(browser, server.url);
  await page.goto("/setup");
  await page.getByLabel("Einmalcode").waitFor();
  await page.screenshot({ path: `${folder}setup-light-desktop.png`, fullPage: true });
  await setUp(page, server.code);
  await page.screenshot({ path: `${folder}start-empty-light-desktop.png` });
  await context.close();
}

/** "Demo logins, password X:" and then a line per role; the first is the admin. */
function demoLogin(text) {
  const password = /password (\S+):/.exec(text)?.[1];
  const email = /^\s+(\S+@\S+)/m.exec(text)?.[1];
  if (!password || !email) throw new Error(`kontor demo named no login: ${text}`);
  return { email, password };
}
