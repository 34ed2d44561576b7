// The main screens: `pictures.mjs` takes their pictures, `axe.e2e.mjs` checks each of them in both
// themes and all languages. One line per screen; `act` brings it into the state to be seen, and
// `say(key)` is a text of texts/*.json in the language of the page. `door`: not signed in.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { equal } from "./support.mjs";

const kExample = fileURLToPath(new URL("../../examples/products.csv", import.meta.url));
const button = (page, name) => page.getByRole("button", { name, exact: true });

async function openRow(page, say, nth) {
  await page.locator("a[data-number]").nth(nth).click();
  await page.getByText(say("event.order.placed")).waitFor();
}

async function openMenu(page, say, item) {
  await openRow(page, say, 0);
  await button(page, say("ui.orders.action.more")).click();
  await page.getByRole("menuitem", { name: say(item) }).click();
  await page.getByRole("dialog").waitFor();
}

async function uploadExample(page, say) {
  await page.getByLabel(say("ui.imports.file"), { exact: true }).setInputFiles(kExample);
  await button(page, say("ui.imports.check")).click();
  await page.getByRole("heading", { name: say("ui.imports.columns") }).waitFor();
}

export const kScreens = [
  { name: "login", path: "/login", door: true },
  { name: "password-forgot", path: "/password/forgot", door: true },
  { name: "portal-login", path: "/portal", door: true },
  { name: "start", path: "/" },
  {
    name: "palette",
    path: "/",
    act: async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog").waitFor();
      await page.keyboard.type("Hanse");
      await page.getByRole("option").first().waitFor();
    },
  },
  {
    name: "cheat-sheet",
    path: "/",
    act: async (page) => {
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
    },
  },
  { name: "inbox", path: "/orders?view=inbox", act: (page, say) => openRow(page, say, 0) },
  {
    name: "inbox-message",
    path: "/orders?view=inbox",
    act: async (page, say) => {
      await openRow(page, say, 1);
      await button(page, say("ui.orders.log.message_out")).click();
    },
  },
  {
    name: "inbox-selected",
    path: "/orders?view=inbox",
    act: async (page) => {
      // By the key, because the box shows only under a mouse.
      await page.locator("a[data-number]").first().waitFor();
      for (const key of ["j", "x", "j", "x"]) await page.keyboard.press(key);
      const checked = page.locator('input[type="checkbox"]:checked');
      await checked.nth(1).waitFor({ state: "attached" });
    },
  },
  {
    name: "order",
    path: "/orders?view=confirmed",
    act: async (page, say) => {
      const number = await page.locator("a[data-number]").first().getAttribute("data-number");
      await page.goto(`/orders/${number}`);
      await page.getByText(say("event.order.placed")).waitFor();
    },
  },
  {
    name: "order-decline",
    path: "/orders?view=inbox",
    act: async (page, say) => {
      await openRow(page, say, 0);
      await button(page, say("ui.orders.action.decline_dots")).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "order-hold",
    path: "/orders?view=inbox",
    act: (page, say) => openMenu(page, say, "ui.orders.action.hold"),
  },
  { name: "orders", path: "/orders?view=all&origin=!channel" },
  {
    name: "orders-filter",
    path: "/orders?view=all",
    act: async (page, say) => {
      await button(page, say("ui.inbox.filter")).click();
      await page.locator('[role="dialog"], [role="menu"]').first().waitFor();
    },
  },
  {
    name: "orders-no-hits",
    path: "/orders?q=gibtesnicht",
    act: (page, say) => page.getByText(say("ui.inbox.empty.no_hits_title")).waitFor(),
  },
  { name: "orders-gone", path: "/orders/A-1999-000001" },
  { name: "carts-for-whom", path: "/carts" },
  { name: "carts-of-customer", path: "/carts/K-20417" },
  {
    name: "cart",
    path: "/orders?view=carts",
    act: async (page, say) => {
      await page.locator("a[data-number]").first().click();
      await page.getByText(say("ui.cart.working_for")).waitFor({ state: "attached" });
      await page.getByRole("heading", { name: say("ui.cart.sum") }).waitFor();
    },
  },
  { name: "customers", path: "/customers" },
  { name: "products", path: "/products" },
  { name: "imports", path: "/imports" },
  { name: "imports-check", path: "/imports", act: uploadExample },
  { name: "outbox", path: "/outbox" },
  { name: "settings-profile", path: "/settings/profile" },
  { name: "settings-keys", path: "/settings/keys" },
  { name: "settings-users", path: "/settings/users" },
  {
    name: "settings-users-invite",
    path: "/settings/users",
    act: async (page, say) => {
      await button(page, say("ui.users.invite")).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  { name: "settings-company", path: "/settings/company" },
  { name: "settings-access", path: "/settings/access" },
  { name: "settings-api-keys", path: "/settings/api-keys" },
  { name: "settings-jobs", path: "/settings/jobs" },
];

export const kLocales = ["de", "en", "fr"];
export const kBrowserLocales = { de: "de-DE", en: "en-GB", fr: "fr-FR" };

/** The texts of one language: `textsOf("fr")("ui.users.invite")`. */
export function textsOf(locale) {
  const file = fileURLToPath(new URL(`../../texts/${locale}.json`, import.meta.url));
  const texts = JSON.parse(readFileSync(file, "utf8"));
  return (key) => {
    const text = key.split(".").reduce((part, name) => part?.[name], texts);
    equal(typeof text, "string", `text ${key}`);
    return text;
  };
}

/** Opens the screen in its state and waits until it has what it shows. */
export async function show(page, screen, say) {
  await page.goto(screen.path);
  await page.locator("h1").first().waitFor();
  if (screen.act) await screen.act(page, say);
  await page.waitForFunction(() => !document.querySelector('[role="status"] > i'));
}
