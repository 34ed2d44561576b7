// Every screen of the list in screens.mjs while it loads, when it fails, for who may not see it,
// and before there is anything to show. The answers are held back and broken between the real
// server and the page, so each state lasts until the test has seen it.
import { apiOf, makeCustomers } from "./desk-data.mjs";
import { linkTo } from "./portal-steps.mjs";
import { enterAs, kScreens, kViewers, screensOf, show, textsOf } from "./screens.mjs";
import {
  axeInThemes,
  counted,
  demoLogin,
  equal,
  eventually,
  kAdmin,
  signIn,
  startServer,
} from "./support.mjs";

export const demo = true;

const kPagesAtOnce = 5;
const kFault = {
  title: "Interner Fehler",
  detail: "Beim Server ist etwas schiefgegangen. Bitte versuchen Sie es gleich noch einmal.",
  status: 500,
  code: "internal",
  request_id: "req-zustand-7",
};
const kLine = "Der Server ist nicht erreichbar.";
const say = textsOf("de");
const retries = (page) => page.getByRole("button", { name: say("ui.common.retry"), exact: true });

/** The answers to one path of the API: `pass` lets them through, `hold` keeps them until the next
 *  change, `fail` answers 500, `break` cuts the line. */
async function gateOf(page, path, method = "GET") {
  const wanted = new RegExp(`^/api/v1${path.replaceAll("*", "[^/]+")}$`);
  let mode = "hold";
  let held = [];
  const ends = {
    hold: (route) => held.push(route),
    pass: (route) => route.continue(),
    break: (route) => route.abort("connectionrefused"),
    fail: (route) =>
      route.fulfill({
        status: kFault.status,
        contentType: "application/problem+json",
        body: JSON.stringify(kFault),
      }),
  };
  const handler = (route) =>
    route.request().method() === method ? ends[mode](route) : route.continue();
  const fits = (url) => wanted.test(url.pathname);
  await page.route(fits, handler);
  return {
    set: async (next) => {
      mode = next;
      const waiting = held;
      held = [];
      // One that its page has given up meanwhile has nobody to answer to.
      await Promise.all(waiting.map((route) => Promise.resolve(ends[next](route)).catch(() => {})));
    },
    remove: () => page.unroute(fits, handler),
  };
}

/** What a reader would say is on the screen, without what moves by itself: times, and what is read
 *  by being shown. With `wanted`, whether it is that. Runs in the page. */
function readWords({ root, wanted }) {
  const parts = "h1, h2, h3, th, td, li, label, button, a";
  const found = [...(document.querySelector(root)?.querySelectorAll(parts) ?? [])];
  const moving = /[\d.,:]+|\b(Std|Min|Tage?)\b|ungelesen|\s+/g;
  const words = found
    .filter((one) => !one.querySelector("time") && !one.closest("time"))
    .map((one) => one.textContent.replace(moving, ""));
  return wanted === undefined ? words : JSON.stringify(words) === JSON.stringify(wanted);
}

/** Where the screen's own part of the window begins: it must not move when its content comes. */
function placeOf(page) {
  return page.evaluate(() => {
    const { x, y, width } = document.getElementById("main").getBoundingClientRect();
    return { x, y: y + window.scrollY, width };
  });
}

const without = (some, others) => some.filter((one) => !others.includes(one));

function loadingOf(page, root) {
  const words = [say("ui.common.loading"), say("ui.palette.searching")];
  return page.locator(`${root} [role="status"]`).filter({ hasText: new RegExp(words.join("|")) });
}

/** Each part that has failed is asked for again; the answers wait. */
async function tryAgain(page, root, gate) {
  await gate.set("hold");
  // By its key: quicker than a click, which waits until nothing moves.
  await retries(page).first().press("Enter");
  const name = say("ui.common.retry");
  await page.evaluate((words) => {
    const left = [...document.querySelectorAll("button")];
    for (const one of left) if (one.textContent === words) one.click();
  }, name);
  await loadingOf(page, root).first().waitFor();
}

/** A broken line is tried again after 1 and 2 seconds; the page's clock makes them short. */
async function sleepThrough(page) {
  for (const pause_ms of [1000, 2000]) {
    if ((await retries(page).count()) > 0) return;
    await page.clock.fastForward(pause_ms + 500);
  }
}

async function sayWhatFailed(page, root) {
  await page.locator(`${root} [role="alert"]`).first().waitFor();
  const words = await page.locator(`${root} [role="alert"]`).first().innerText();
  await retries(page).first().waitFor();
  return words;
}

/** Where the screen is found and what it says when all goes well; once for all its answers. */
async function lookAt(page, screen, root, known) {
  const seen = known.get(screen.name);
  if (seen) return seen;
  await show(page, screen, say);
  const normal = { address: page.url(), words: await page.evaluate(readWords, { root }) };
  known.set(screen.name, normal);
  return normal;
}

/** One screen and one of its answers through all of it. */
async function goThrough(page, screen, asks, known) {
  const root = screen.root ?? "#main";
  const { address, words } = await lookAt(page, screen, root, known);
  const gate = await gateOf(page, asks);
  try {
    await page.goto(address);
    if (screen.stir) await screen.stir(page);
    await loadingOf(page, root).first().waitFor();
    const place = await placeOf(page);

    await gate.set("fail");
    const failed = await sayWhatFailed(page, root);
    equal(failed.includes(kFault.detail), true, `the sentence in: ${failed}`);
    equal(failed.includes(kFault.request_id), true, `the request id in: ${failed}`);
    equal(await placeOf(page), place, "its place when it has failed");

    await tryAgain(page, root, gate);
    await gate.set("break");
    await sleepThrough(page);
    const offline = await sayWhatFailed(page, root);
    equal(offline.includes(kLine), true, `the broken line in: ${offline}`);

    await tryAgain(page, root, gate);
    await gate.set("pass");
    // Left alone when it does not come: the words say better than a time-out what is missing.
    await page.waitForFunction(readWords, { root, wanted: words }).catch(() => undefined);
    const shown = await page.evaluate(readWords, { root });
    equal(without(shown, words), [], "what it shows more than before");
    equal(without(words, shown), [], "what it does not show any more");
    equal(await placeOf(page), place, "its place when it is there");
  } finally {
    await gate.remove();
  }
}

/** The same work on several pages of one profile at once; what went wrong is told at the end. */
async function onPages(first, items, work) {
  const rest = [...items];
  const wrong = [];
  const one = async (page) => {
    page.setDefaultTimeout(30_000);
    await page.clock.install();
    for (let item = rest.shift(); item; item = rest.shift()) {
      await work(page, item).catch((error) => wrong.push(`${item.name}: ${error.message}`));
    }
  };
  const count = Math.min(kPagesAtOnce, items.length) - 1;
  const more = Array.from({ length: count }, () => first.context().newPage());
  const pages = await Promise.all(more);
  await Promise.all([first, ...pages].map(one));
  for (const page of pages) await page.close();
  equal(wrong, [], "what went wrong");
}

const pairsOf = (viewer) =>
  screensOf(viewer).flatMap((screen) =>
    (screen.asks ?? []).map((asks) => ({ name: `${screen.name} (${asks})`, screen, asks })),
  );

// What is typed at a door; a form takes the fields that it has.
const kTyped = {
  name: "Nele Neumann",
  company: "Neumann Haustechnik",
  city: "Bremen",
  message: "Wir bestellen oft.",
};

async function fillIn(page, { email, password, code }) {
  const typed = { ...kTyped, email, password, code };
  for (const [name, value] of Object.entries(typed)) {
    const field = page.locator(`form [name="${name}"]:not([readonly])`);
    if (value && (await field.count()) > 0) await field.fill(value);
  }
}

/** One form in front of the login: it waits, fails, keeps what was typed, and works at last. */
async function goThroughDoor(page, { path, sends, login }) {
  const gate = await gateOf(page, sends, "POST");
  try {
    await page.goto(path);
    const submit = page.locator('#main button[type="submit"], #main button[class]').last();
    const form = (await page.locator("form").count()) > 0;
    const button = form ? page.locator('form button[type="submit"]') : submit;
    await button.waitFor();
    await fillIn(page, login);
    const typed = () =>
      page.evaluate(() =>
        [...document.querySelectorAll("input, textarea")].map((one) => one.value),
      );
    const before = await typed();
    const title = await page.locator("h1").innerText();
    const alert = page.locator('#main [role="alert"]');
    await button.click();
    await page.locator('#main button[aria-busy="true"]').waitFor();

    await gate.set("fail");
    await alert.filter({ hasText: kFault.detail }).filter({ hasText: kFault.request_id }).waitFor();
    await gate.set("break");
    await button.click();
    await alert.filter({ hasText: kLine }).waitFor();
    equal(await typed(), before, "what was typed");

    await gate.set("pass");
    await button.click();
    await page.waitForFunction(
      (old) => document.querySelector("h1") && document.querySelector("h1").innerText !== old,
      title,
    );
    await counted(alert, 0, "alerts at the end");
  } finally {
    await gate.remove();
  }
}

/** Says what is missing on the spot, and its way on leads to a page that may be seen. */
async function standBefore(page, { path }) {
  const denied = page.getByRole("heading", { name: say("ui.error.no_permission_title") });
  await page.goto(path);
  await denied.waitFor();
  await eventually(() => new URL(page.url()).pathname, path, "where one stands");
  const words = await page.locator("#main").innerText();
  equal(/Dafür brauchen Sie das Recht „[^„]+“. Ihre Rolle „[^„]+“/.test(words), true, words);
  await page.locator("h1").first().waitFor();
  await page.locator("nav a[href]").first().waitFor();
  await page.locator("#main a[href]").press("Enter");
  await denied.waitFor({ state: "detached" });
  await page.locator("h1").first().waitFor();
  await counted(page.locator('[role="alert"]'), 0, "alerts behind the way on");
}

/** Nothing is there yet: the screen says so and names what to do. */
async function standInEmpty(page, { path, empty }) {
  await page.goto(path);
  await page.locator("#main").getByText(say(empty), { exact: true }).waitFor();
  await counted(retries(page), 0, "faults");
  const ways = page.locator("#main :is(a[href], button)");
  if (!kDone.includes(empty))
    await eventually(async () => (await ways.count()) > 0, true, "a next action");
}

// Nothing to do is no fault here, and nobody can add to it by hand.
const kDone = [
  "ui.access.none_open",
  "ui.inbound.empty_title",
  "ui.jobs.none_dead",
  "ui.outbox.empty_title",
  "ui.price_request.none_open_title",
];

export const tests = {
  ...Object.fromEntries(
    kViewers.map((viewer) => [
      `each screen of ${viewer} says that it loads and what failed, and comes when asked again`,
      async ({ open, server }) => {
        const page = await open({ breaks: true });
        await enterAs(page, server, viewer);
        const known = new Map();
        const through = (one, { screen, asks }) => goThrough(one, screen, asks, known);
        // What a screen writes on its way would show on another one.
        const [writing, others] = [true, false].map((is) =>
          pairsOf(viewer).filter(({ screen }) => Boolean(screen.writes) === is),
        );
        await onPages(page, others, through);
        await onPages(page, writing, through);
      },
    ]),
  ),

  "what loads, has failed or is forbidden has no finding of axe in either theme": async ({
    open,
    server,
  }) => {
    const page = await open({ breaks: true });
    const found = [];
    const look = async (what) => {
      const findings = await axeInThemes(page);
      found.push(...findings.map((one) => `${what} ${one}`));
    };
    await enterAs(page, server, "admin");
    // One of each way to load: cards, a record, a table, rows of orders, a list of hits.
    for (const name of ["start", "customer", "products", "inbox", "palette"]) {
      const screen = kScreens.find((one) => one.name === name);
      const root = screen.root ?? "#main";
      const gate = await gateOf(page, screen.asks[0]);
      await page.goto(screen.path);
      if (screen.stir) await screen.stir(page);
      await loadingOf(page, root).first().waitFor();
      await look(`${name} while it loads`);
      await gate.set("fail");
      await sayWhatFailed(page, root);
      await look(`${name} when it has failed`);
      await gate.remove();
    }
    await page.context().clearCookies();
    await signIn(page, demoLogin(server, "warehouse"));
    await page.goto("/imports");
    await page.getByRole("heading", { name: say("ui.error.no_permission_title") }).waitFor();
    await look("imports when forbidden");
    equal(found, [], "findings");
  },

  "an entry whose texts do not come says so and starts when asked again": async ({ open }) => {
    const page = await open({ breaks: true });
    for (const path of ["/login", "/portal"]) {
      await page.route("**/texts-*.json", (route) => route.abort("connectionrefused"));
      await page.goto(path);
      await page.getByRole("alert").filter({ hasText: "Kontor ist nicht erreichbar" }).waitFor();
      await page.unrouteAll();
      await page.getByRole("button", { name: "Erneut versuchen" }).click();
      await page.getByRole("heading", { name: say("ui.login.title"), level: 1 }).waitFor();
    }
  },

  "each form in front of the login waits, fails, keeps what was typed, and works": async ({
    open,
    server,
  }) => {
    const page = await open({ breaks: true });
    const login = demoLogin(server, "admin");
    const customer = demoLogin(server, "owner of Saturn Hamburg Altstadt");
    await (await apiOf(server.url, login)).call("POST", "/password-resets", {
      email: customer.email,
    });
    const reset = await linkTo(server, customer.email, "password_reset");
    const doors = [
      ...kScreens.filter((screen) => screen.sends && !screen.path.startsWith("/login")),
      { name: "password", path: reset, sends: reset.replace("/password/", "/password-resets/") },
      ...kScreens.filter((screen) => screen.path === "/login"),
    ];
    for (const door of doors) {
      await page.context().clearCookies();
      const who = door.name === "password" ? { password: "Drei Kraniche am Kai" } : login;
      await goThroughDoor(page, { ...door, login: who }).catch((error) => {
        throw new Error(`${door.name}: ${error.message}`);
      });
    }
  },

  "who may not see a screen is told what is missing and where to go on": async ({
    open,
    server,
  }) => {
    const barred = kScreens.filter((screen) => screen.barred);
    for (const role of new Set(barred.map((screen) => screen.barred))) {
      const page = await open({ breaks: true });
      await signIn(page, demoLogin(server, role));
      const mine = barred.filter((screen) => screen.barred === role);
      await onPages(page, mine, standBefore);
    }
  },

  "an empty installation says on each screen what will be there and what to do": async ({
    open,
  }) => {
    const empty = await startServer();
    try {
      const first = await open({ base: empty.url, breaks: true });
      await goThroughDoor(first, {
        path: "/setup",
        sends: "/setup",
        login: { ...kAdmin, code: empty.code },
      });
      const screens = kScreens.filter((screen) => screen.empty);
      const [of_customer, others] = [true, false].map((is) =>
        screens.filter((screen) => /K-\d+/.test(screen.path) === is),
      );
      await onPages(first, others, standInEmpty);
      const [customer] = await makeCustomers(await apiOf(empty.url));
      const theirs = of_customer.map((screen) => ({
        ...screen,
        path: screen.path.replace(/K-\d+/, customer.number),
      }));
      await onPages(first, theirs, standInEmpty);
    } finally {
      await empty.stop();
    }
  },
};
