// What one visit of each main route takes in a browser with a slowed processor; bench/bench_web.py
// starts the servers, calls this and makes the tables. Each visit has a profile of its own.
//   node e2e/measure.mjs '{"rounds": 5, "rate": 4, "routes": [...], "sets": [{ "name": "demo",
//     "url": "http://127.0.0.1:1", "logins": { "admin": {...}, "customer": {...} } }]}'
// Prints one JSON object per visit: what was measured where, in milliseconds and bytes.
import { apiOf } from "./desk-data.mjs";
import { kScreens } from "./screens.mjs";
import { launchBrowser, openPage, signIn } from "./support.mjs";

const kPhone = { width: 360, height: 740 };
const kList = "#main tbody tr td";
const kRow = "a[data-number]";
const addressOf = (name) => kScreens.find((screen) => screen.name === name).path;

// Every main route: what must be there before it counts as usable (besides its heading, and that
// nothing on it is loading any more), who looks, and what is typed where on those with a search.
// `find` looks its address up, `large` ones are visited with many orders as well.
const kRoutes = [
  { name: "login", as: "nobody", ready: 'input[type="password"]' },
  { name: "start", ready: "#main section", large: true },
  { name: "inbox", ready: kRow, large: true, type: "palette" },
  { name: "orders", ready: kRow, large: true },
  { name: "order", find: orderAddress, ready: "#main ol li, #main time", large: true },
  { name: "carts-for-whom", ready: "#main a[href], #main [role=combobox]" },
  { name: "cart", find: cartAddress, ready: "#main tbody tr, #main h2" },
  { name: "customers", ready: kList, large: true, type: "search" },
  { name: "customer", ready: "#main dl" },
  { name: "products", ready: kList, type: "search", words: "access" },
  { name: "product", find: productAddress, ready: "#main tbody tr" },
  { name: "price-lists", ready: kList },
  { name: "price-list", find: priceListAddress, ready: kList },
  { name: "imports", ready: "#main h2" },
  { name: "outbox", ready: kList, type: "search", words: "hanse" },
  { name: "settings-profile", ready: "#main input" },
  { name: "settings-users", ready: kList, type: "search", words: "keller" },
  { name: "settings-company", ready: "#main input" },
  { name: "portal-login", as: "nobody", ready: 'input[type="password"]', small: true },
  { name: "portal-home", as: "customer", ready: "main h2, main a[href]", small: true },
  { name: "portal-people", as: "customer", ready: "main li", small: true },
  { name: "portal-data", as: "customer", ready: "main dl, main section", small: true },
];

async function orderAddress({ call }) {
  const { items } = await call("GET", "/orders?view=confirmed&limit=1");
  return `/orders/${items[0].number}`;
}
async function cartAddress({ call }) {
  const { items } = await call("GET", "/orders?view=carts&limit=1");
  return `/carts/${items[0].account.number}/${items[0].number}`;
}
async function productAddress({ call }) {
  const { items } = await call("GET", "/products?q=TS-RAH&limit=1");
  return `/products/${items[0].id}`;
}
async function priceListAddress({ call }) {
  const lists = await call("GET", "/price-lists");
  return `/price-lists/${(lists.items ?? lists)[0].id}`;
}

/** Runs in the page before its own scripts: sees when it is usable, which is when the screen has
 *  what it shows, two frames were drawn since and the page has turned to the next task. */
function watchUsable(ready) {
  window.usable_ms = null;
  const isThere = () => {
    const box = document.querySelector(ready)?.getBoundingClientRect();
    return box && box.height > 0 && document.querySelector("h1") && !isLoading();
  };
  const isLoading = () => document.querySelector('#root [role="status"] i') !== null;
  const settle = (then) => requestAnimationFrame(() => requestAnimationFrame(() => then()));
  let waiting = false;
  const look = () => {
    if (waiting || window.usable_ms !== null || !isThere()) return;
    waiting = true;
    settle(() =>
      setTimeout(() => {
        waiting = false;
        if (isThere()) window.usable_ms = performance.now();
        else look();
      }),
    );
  };
  const options = { childList: true, subtree: true, attributes: true, characterData: true };
  new MutationObserver(look).observe(document, options);
}

/** Runs in the page: takes the time of what is typed next, from the event's own time until the
 *  second frame after it (`key_ms`), and until `rows` are others and drawn (`list_ms`). */
function watchTyping({ field, rows }) {
  const textOfRows = () =>
    [...document.querySelectorAll(rows)].map((row) => row.textContent).join("\n");
  const before = textOfRows();
  let began = null;
  window.key_ms = null;
  window.list_ms = null;
  const settle = (then) => requestAnimationFrame(() => requestAnimationFrame(() => then()));
  const since = (event) => {
    began ??= event.timeStamp;
  };
  const observer = new MutationObserver(() => {
    if (began === null || textOfRows() === before) return;
    observer.disconnect();
    settle(() => {
      window.list_ms = performance.now() - began;
    });
  });
  const shown = () => {
    settle(() => {
      window.key_ms = performance.now() - began;
    });
  };
  const box = document.querySelector(field);
  box.addEventListener("keydown", since, { once: true, capture: true });
  box.addEventListener("input", since, { once: true, capture: true });
  box.addEventListener("input", shown, { once: true, capture: true });
  observer.observe(document.body, { childList: true, subtree: true, characterData: true });
}

/** Processor time of the page's main thread so far: what a busy machine does not lengthen. */
async function busyOf(devtools) {
  const { metrics } = await devtools.send("Performance.getMetrics");
  return metrics.find((one) => one.name === "TaskDuration").value * 1000;
}

/** How long a fixed piece of work takes: shows that the processor is slowed as asked. */
function workOf(page) {
  return page.evaluate(() => {
    const began = performance.now();
    let sum = 0;
    for (let i = 0; i < 3e7; i++) sum = (sum * 31 + i) | 0;
    return performance.now() - began + (sum === 1 ? 1 : 0);
  });
}

const scriptBytes = (page) =>
  page.evaluate(() => {
    const scripts = performance
      .getEntriesByType("resource")
      .filter((one) => /\.js$/.test(one.name) && one.responseEnd <= window.usable_ms);
    return scripts.reduce((sum, one) => sum + one.encodedBodySize, 0);
  });

async function usableAfter(page, address) {
  await page.goto(address, { waitUntil: "commit" });
  await page.waitForFunction(() => window.usable_ms !== null);
  return page.evaluate(() => window.usable_ms);
}

/** A word at once, as pasted: how long until the list is that of the word. Then single keys: how
 *  long until each is seen, on a page whose list changes after them. */
async function type(page, route) {
  const palette = route.type === "palette";
  const places = palette
    ? { field: '[role="dialog"] [role="combobox"]', rows: '[role="option"]' }
    : { field: 'input[type="search"]', rows: "#main tbody tr" };
  if (palette) {
    await page.keyboard.press("Control+k");
    await page.locator('[role="dialog"] [role="option"]').first().waitFor();
  }
  const words = route.words ?? "hanse";
  await page.locator(places.field).focus();
  await page.evaluate(watchTyping, places);
  await page.keyboard.insertText(words);
  await page.waitForFunction(() => window.list_ms !== null);
  const list_ms = await page.evaluate(() => window.list_ms);
  const keys_ms = [];
  for (const key of ["Backspace", "Backspace", ...words.slice(-2)]) {
    await page.evaluate(watchTyping, places);
    await page.keyboard.press(key);
    await page.waitForFunction(() => window.key_ms !== null);
    keys_ms.push(await page.evaluate(() => window.key_ms));
  }
  return { list_ms, key_ms: Math.max(...keys_ms) };
}

async function visit(browser, set, route, rate) {
  const { page, context } = await openPage(browser, set.url, route.small ? kPhone : {});
  if (set.cookies[route.as ?? "admin"]) await context.addCookies(set.cookies[route.as ?? "admin"]);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate });
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.addInitScript(watchUsable, route.ready);
  const first_ms = await usableAfter(page, route.address);
  const busy_ms = await busyOf(devtools);
  const script_bytes = await scriptBytes(page);
  const again_ms = await usableAfter(page, route.address);
  const work_ms = await workOf(page);
  const typed = route.type ? await type(page, route) : {};
  await context.close();
  return { first_ms, again_ms, busy_ms, work_ms, script_bytes, ...typed };
}

async function prepare(browser, set) {
  set.cookies = {};
  for (const [role, login] of Object.entries(set.logins)) {
    const { page, context } = await openPage(browser, set.url);
    await signIn(page, login);
    set.cookies[role] = await context.cookies();
    await context.close();
  }
  const api = await apiOf(set.url, set.logins.admin);
  set.routes = [];
  for (const route of kRoutes) {
    if (set.large && !route.large) continue;
    if (wanted.routes.length > 0 && !wanted.routes.includes(route.name)) continue;
    const address = route.find ? await route.find(api) : addressOf(route.name);
    set.routes.push({ ...route, address });
  }
}

const wanted = JSON.parse(process.argv[2]);
const browser = await launchBrowser();
for (const set of wanted.sets) await prepare(browser, set);
for (let round = 0; round <= wanted.rounds; round++) {
  for (const { name } of kRoutes) {
    // The same screen of all sets together, so that a busy minute hits them alike.
    for (const set of wanted.sets) {
      const route = set.routes.find((one) => one.name === name);
      if (!route) continue;
      for (const rate of [wanted.rate, 1]) {
        const figures = await visit(browser, set, route, rate).catch((error) => {
          throw new Error(`${set.name} ${route.name}: ${error.message}`);
        });
        console.log(JSON.stringify({ round, set: set.name, route: route.name, rate, ...figures }));
      }
    }
  }
}
await browser.close();
