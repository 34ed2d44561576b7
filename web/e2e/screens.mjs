// The main screens: `pictures.mjs` takes their pictures, `axe.e2e.mjs` checks each of them in both
// themes and all languages, `states.e2e.mjs` while they load, fail, are forbidden and are empty.
// One line per screen; `act` brings it into the state to be seen, and `say(key)` is a text of
// texts/*.json in the language of the page. `as` is who looks: nobody (in front of the login), the
// admin (when nothing is said), a partner, or a customer in the portal.
// For the states: `asks` are the paths of the API that it is made of (`*` is one part of a path),
// `sends` the path that its form is sent to, `root` where it stands (else `#main`), `stir` what
// makes it ask (else its address does), `writes` that it adds something, `barred` a login that may
// not see it, `empty` the text that stands there before there is anything.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { apiOf, makePriceRequests, makeQuotes } from "./desk-data.mjs";
import { kEventScreens, makeEvents } from "./event-screens.mjs";
import { kPortalScreens } from "./portal-screens.mjs";
import { kQuoteScreens } from "./quote-screens.mjs";
import { kRequestScreens } from "./request-screens.mjs";
import { demoLogin, equal, signIn } from "./support.mjs";
import { kTalkScreens } from "./talk-screens.mjs";

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

const kPartner = "owner of Nord Systemhaus GmbH";
async function openProduct(page, say) {
  await page.getByRole("link", { name: "40-2290" }).click();
  await page.getByRole("heading", { name: say("ui.products.variants") }).waitFor();
}

async function openPriceList(page) {
  await page.getByRole("link", { name: "Partner" }).click();
  await page
    .getByRole("link", { name: /Access Point/ })
    .first()
    .waitFor();
}

async function searchForHanse(page) {
  await page.locator("h1").first().waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type("Hanse");
}

async function pressFor(page, name, field) {
  await button(page, name).first().click();
  await page.getByRole("dialog").getByLabel(field).first().waitFor();
}

export const kScreens = [
  { name: "login", path: "/login", as: "nobody", sends: "/session" },
  { name: "password-forgot", path: "/password/forgot", as: "nobody", sends: "/password-resets" },
  {
    name: "password-dead",
    path: "/password/aaaaaa.AAAAAAAAAAAAAAAAAAAAAA",
    as: "nobody",
    asks: ["/password-resets/*"],
  },
  { name: "setup-done", path: "/setup", as: "nobody", asks: ["/setup"] },
  { name: "email-confirm", path: "/email/aaaaaa.AAAAAAAAAAAAAAAAAAAAAA", as: "nobody" },
  { name: "portal-login", path: "/portal", as: "nobody", sends: "/session" },
  { name: "portal-access", path: "/portal/access", as: "nobody", sends: "/access-requests" },
  { name: "portal-forgot", path: "/portal/password", as: "nobody", sends: "/password-resets" },
  { name: "start", path: "/", asks: ["/start"], empty: "ui.start.first.company.title" },
  {
    name: "palette",
    path: "/",
    asks: ["/search"],
    root: '[role="dialog"]',
    stir: searchForHanse,
    act: async (page) => {
      await searchForHanse(page);
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
  {
    name: "inbox",
    path: "/orders?view=inbox",
    act: (page, say) => openRow(page, say, 0),
    asks: ["/orders", "/orders/by-number/*", "/orders/*/events"],
    empty: "ui.inbox.empty.nothing_title",
  },
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
    asks: ["/orders/by-number/*"],
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
  {
    name: "orders",
    path: "/orders?view=all&origin=!channel",
    empty: "ui.inbox.empty.nothing_title",
  },
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
  {
    name: "carts-for-whom",
    path: "/carts",
    asks: ["/accounts"],
    barred: "read_only",
    empty: "ui.cart.no_customers",
  },
  {
    name: "carts-of-customer",
    path: "/carts/K-20417",
    asks: ["/accounts/by-number/*", "/orders"],
    empty: "ui.cart.none",
  },
  {
    name: "cart",
    path: "/orders?view=carts",
    asks: ["/orders/by-number/*", "/accounts/by-number/*"],
    act: async (page, say) => {
      await page.locator("a[data-number]").first().click();
      await page.getByText(say("ui.cart.working_for")).waitFor({ state: "attached" });
      await page.getByRole("heading", { name: say("ui.cart.details") }).waitFor();
    },
  },
  { name: "customers", path: "/customers", asks: ["/accounts"], empty: "ui.customers.empty_title" },
  {
    name: "customers-no-hits",
    path: "/customers?q=gibtesnicht",
    act: (page, say) => page.getByText(say("ui.customers.none_title")).waitFor(),
  },
  {
    name: "customer-new",
    path: "/customers?new=customer&under=P-101",
    act: (page, say) => page.getByRole("dialog").getByLabel(say("ui.address.postcode")).waitFor(),
  },
  {
    name: "customer",
    path: "/customers/P-101",
    asks: ["/accounts/by-number/*", "/orders", "/accounts"],
  },
  { name: "customer-prospect", path: "/customers/I-3090" },
  {
    name: "customer-edit",
    path: "/customers/K-20418",
    act: (page, say) => pressFor(page, say("ui.common.edit"), say("field.price_list_id")),
  },
  {
    name: "customer-address",
    path: "/customers/K-20288",
    act: (page, say) => pressFor(page, say("ui.customers.add_address"), say("ui.address.city")),
  },
  {
    name: "customer-more",
    path: "/customers/P-101",
    act: async (page, say) => {
      await button(page, say("ui.customers.more")).click();
      await page.getByRole("menuitem").first().waitFor();
    },
  },
  {
    name: "customer-move",
    path: "/customers/K-20417",
    act: async (page, say) => {
      await button(page, say("ui.customers.more")).click();
      await page.getByRole("menuitem", { name: say("ui.customers.move") }).click();
      await page.getByRole("combobox", { name: say("ui.customers.new_parent") }).click();
      await page.getByRole("option").first().waitFor();
    },
  },
  {
    name: "customer-close",
    path: "/customers/K-20417",
    act: async (page, say) => {
      await button(page, say("ui.customers.more")).click();
      await page.getByRole("menuitem", { name: say("ui.customers.close") }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "customer-become",
    path: "/customers/I-3090",
    act: (page, say) => pressFor(page, say("ui.customers.become"), say("ui.customers.number")),
  },
  {
    name: "customer-people",
    path: "/customers/K-20418?tab=people",
    asks: ["/accounts/*/memberships"],
    empty: "ui.users.empty_title",
  },
  { name: "customer-log", path: "/customers/K-20418?tab=log", asks: ["/accounts/*/events"] },
  { name: "products", path: "/products", asks: ["/products"], empty: "ui.products.empty_title" },
  {
    name: "product-new",
    path: "/products?new=1",
    act: (page, say) =>
      page.getByRole("dialog").getByLabel(say("field.sku"), { exact: true }).waitFor(),
  },
  { name: "product", path: "/products?q=TS-RAH", act: openProduct, asks: ["/products/*"] },
  {
    name: "product-edit",
    path: "/products?q=TS-RAH",
    act: async (page, say) => {
      await openProduct(page, say);
      await pressFor(page, say("ui.common.edit"), say("field.unit"));
    },
  },
  {
    name: "product-variant",
    path: "/products?q=TS-RAH",
    act: async (page, say) => {
      await openProduct(page, say);
      await pressFor(page, say("ui.products.add_variant"), say("field.stock_milli"));
    },
  },
  {
    name: "product-prices",
    path: "/products?q=TS-RAH",
    asks: ["/price-lists", "/price-lists/*/prices"],
    act: async (page, say) => {
      await openProduct(page, say);
      await page.getByRole("tab", { name: say("ui.products.show_prices") }).click();
      await page.getByRole("link", { name: "40-2290" }).first().waitFor();
    },
  },
  {
    name: "product-log",
    path: "/products?q=TS-RAH",
    asks: ["/products/*/events"],
    act: async (page, say) => {
      await openProduct(page, say);
      await page.getByRole("tab", { name: say("ui.products.show_log") }).click();
      await page.getByText(say("event.product.created")).first().waitFor();
    },
  },
  {
    name: "price-lists",
    path: "/price-lists",
    asks: ["/price-lists"],
    barred: kPartner,
  },
  {
    name: "price-list-new",
    path: "/price-lists",
    act: (page, say) => pressFor(page, say("ui.prices.new_list"), say("field.currency")),
  },
  {
    name: "price-list",
    path: "/price-lists",
    act: openPriceList,
    asks: ["/price-lists/*", "/price-lists/*/prices"],
  },
  {
    name: "price-list-tiers",
    path: "/price-lists",
    act: async (page, say) => {
      await openPriceList(page);
      await page
        .getByRole("button", { name: /31-0640/ })
        .first()
        .click();
      await page.getByLabel(say("ui.prices.from")).first().waitFor();
    },
  },
  {
    name: "imports",
    path: "/imports",
    asks: ["/imports"],
    barred: "warehouse",
    empty: "ui.imports.past_none",
  },
  {
    name: "imports-check",
    path: "/imports",
    act: uploadExample,
    asks: ["/imports/*"],
    writes: true,
  },
  {
    name: "outbox",
    path: "/outbox",
    asks: ["/outbox"],
    barred: "warehouse",
    empty: "ui.outbox.empty_title",
  },
  {
    name: "outbox-mail",
    path: "/outbox",
    asks: ["/outbox/*"],
    root: '[role="dialog"]',
    act: async (page) => {
      await page.locator("#main td button").first().click();
      await page.locator('[role="dialog"] dl').waitFor();
    },
  },
  {
    name: "desk-no-page",
    path: "/gibtesnicht",
    act: (page, say) =>
      page.getByRole("heading", { name: say("ui.error.no_page_title"), level: 2 }).waitFor(),
  },
  { name: "settings-profile", path: "/settings/profile", asks: ["/sessions"] },
  { name: "settings-keys", path: "/settings/keys" },
  { name: "settings-users", path: "/settings/users", asks: ["/accounts/*/memberships"] },
  {
    name: "settings-users-invite",
    path: "/settings/users",
    act: async (page, say) => {
      await button(page, say("ui.users.invite")).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "settings-company",
    path: "/settings/company",
    asks: ["/settings/company"],
    barred: kPartner,
  },
  {
    name: "settings-labels",
    path: "/settings/labels",
    asks: ["/labels"],
    barred: kPartner,
    empty: "ui.labels.none",
  },
  {
    name: "settings-label-new",
    path: "/settings/labels",
    act: (page, say) => pressFor(page, say("ui.labels.new"), say("field.owner")),
  },
  {
    name: "settings-methods",
    path: "/settings/methods",
    asks: ["/settings/payment-methods", "/settings/shipping-methods"],
    barred: kPartner,
  },
  {
    name: "settings-method-new",
    path: "/settings/methods",
    act: (page, say) => pressFor(page, say("ui.methods.new_shipping"), say("ui.methods.cost")),
  },
  {
    name: "settings-access",
    path: "/settings/access",
    asks: ["/access-requests"],
    barred: "warehouse",
    empty: "ui.access.none_open",
  },
  {
    name: "settings-api-keys",
    path: "/settings/api-keys",
    asks: ["/api-keys"],
    barred: "warehouse",
    empty: "ui.api_keys.empty_title",
  },
  {
    name: "settings-jobs",
    path: "/settings/jobs",
    asks: ["/jobs"],
    barred: "warehouse",
    empty: "ui.jobs.none_dead",
  },
  ...kEventScreens,
  ...kRequestScreens,
  ...kQuoteScreens,
  ...kTalkScreens,
  ...kPortalScreens.map((screen) => ({ ...screen, as: "customer" })),
];

/** The demo's login of each viewer; the customer owns one account and buys for another. */
const kLogins = {
  admin: "admin",
  partner: kPartner,
  customer: "buyer of Media Markt Bremen Waterfront",
};
export const kViewers = ["nobody", ...Object.keys(kLogins)];

/** The screens of one viewer. */
export function screensOf(viewer) {
  return kScreens.filter((screen) => (screen.as ?? "admin") === viewer);
}

/** The viewers get this language in their profiles. */
export async function speak(server, locale) {
  for (const role of Object.values(kLogins)) {
    const api = await apiOf(server.url, demoLogin(server, role));
    await api.call("PATCH", "/me", { locale });
  }
}

const asked = new Map();

/** Signs this viewer in, and whoever was there before out. What the screens show beyond the demo
 *  is made first. */
export async function enterAs(page, server, viewer) {
  const logins = [kPartner, "admin"].map((role) => demoLogin(server, role));
  if (!asked.has(server.url)) {
    const made = makePriceRequests(server.url, ...logins)
      .then(() => makeQuotes(server.url, ...logins))
      .then(() => makeEvents(server.url, logins[1]));
    asked.set(server.url, made);
  }
  await asked.get(server.url);
  await page.context().clearCookies();
  if (kLogins[viewer]) await signIn(page, demoLogin(server, kLogins[viewer]));
}

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
  await page.waitForFunction(() => !document.querySelector('[role="status"] i'));
}
