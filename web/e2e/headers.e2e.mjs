// What the browser is told to refuse, and that it refuses it: headers, cookies, foreign pages.
import { apiOf } from "./desk-data.mjs";
import { serveStranger, serveTls } from "./strangers.mjs";
import { counted, demoLogin, equal, eventually, signIn } from "./support.mjs";

// The proxy with TLS of the last tests is believed.
export const env = { KONTOR_TRUSTED_PROXIES: "127.0.0.1" };

const kCookie = "kontor_session";
const kHostile = `<img src=x onerror="window.hit='name'"><script>window.hit='name'</script>`;

/** "default-src 'none'; img-src data:" -> {"default-src": "'none'", "img-src": "data:"} */
function policyOf(headers) {
  const parts = (headers["content-security-policy"] ?? "").split(";");
  return Object.fromEntries(
    parts.filter(Boolean).map((part) => part.trim().split(/ (.*)/s).slice(0, 2)),
  );
}

/** What is wrong with the headers of one answer, as lines; empty when nothing. */
function wrongHeaders(name, headers, cache) {
  const policy = policyOf(headers);
  const wanted = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": cache,
  };
  const wantedPolicy = {
    "default-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
  };
  const wrong = [
    ...Object.entries(wanted).filter(([key, value]) => headers[key] !== value),
    ...Object.entries(wantedPolicy).filter(([key, value]) => policy[key] !== value),
  ].map(([key, value]) => `${name}: ${key} is not ${value} (${headers[key] ?? policy[key]})`);
  if (/unsafe-|\*|https?:/.test(headers["content-security-policy"] ?? "")) {
    wrong.push(`${name}: ${headers["content-security-policy"]}`);
  }
  if (!["'none'", "'self'"].includes(policy["form-action"])) wrong.push(`${name}: form-action`);
  if (headers["access-control-allow-origin"]) wrong.push(`${name}: lets other origins read`);
  if (headers.server) wrong.push(`${name}: Server ${headers.server}`);
  return wrong;
}

/** Name, HttpOnly, SameSite, Secure and path of each. */
async function cookiesOf(page) {
  const cookies = await page.context().cookies();
  return cookies.map((one) => [one.name, one.httpOnly, one.sameSite, one.secure, one.path]);
}

export const tests = {
  "desk, portal, login, API page, answers, assets and 404 carry what protects them": async ({
    open,
    server,
  }) => {
    const stranger = await open();
    const wrong = [];
    const visit = async (page, path, cache, status = 200) => {
      const answer = await page.goto(path);
      equal(answer.status(), status, path);
      wrong.push(...wrongHeaders(path, await answer.allHeaders(), cache));
      return answer;
    };
    // An entry's page holds nothing of anybody: it may be kept, but is asked for each time.
    await visit(stranger, "/login", "no-cache");
    await visit(stranger, "/portal/login", "no-cache");
    await visit(stranger, "/api/v1/docs", "no-store");
    await visit(stranger, "/api/v1/orders", "no-store", 401);
    await visit(stranger, "/api/v1/no-such-thing", "no-store", 404);
    await visit(stranger, "/assets/no-such-file.js", "no-store", 404);
    // What the build notes for itself is not served, nor anything else that begins with a dot.
    await visit(stranger, "/.vite/manifest.json", "no-store", 404);
    await visit(stranger, "/.git/config.json", "no-store", 404);

    const desk = await open();
    const login = demoLogin(server, "admin");
    await signIn(desk, login);
    const html = await (await visit(desk, "/orders", "no-cache")).text();
    await visit(desk, "/api/v1/orders", "no-store");
    await visit(desk, "/api/v1/session", "no-store");
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)[1];
    await visit(desk, script, "public, max-age=31536000, immutable");
    equal(wrong, []);
  },

  "a page's policy names this server and one nonce, another one each time": async ({ open }) => {
    const page = await open();
    const nonces = [];
    for (let i = 0; i < 2; ++i) {
      const policy = policyOf(await (await page.goto("/login")).allHeaders());
      const nonce = /^'self' 'nonce-([\w-]{22})'$/.exec(policy["script-src"])?.[1];
      equal(policy["style-src"], `'self' 'nonce-${nonce}'`, "style-src");
      nonces.push(nonce);
    }
    equal(nonces[0] !== nonces[1] && nonces.every(Boolean), true, `two nonces: ${nonces}`);
  },

  "what is injected into the page does not run": async ({ open, server }) => {
    const page = await open({ refuses: true });
    await signIn(page, demoLogin(server, "admin"));
    const foreign = await serveStranger({ "/x.js": "window.hit = 'foreign'" });
    const refused = await page.evaluate(async (site) => {
      const seen = [];
      const wanted = ["script-src-elem inline", "script-src-attr inline", "script-src eval"];
      wanted.push(
        `script-src-elem ${site}/x.js`,
        "style-src-attr inline",
        "base-uri https://evil.example/",
      );
      await new Promise((done, failed) => {
        setTimeout(() => failed(new Error(`refused only: ${seen}`)), 10_000);
        document.addEventListener("securitypolicyviolation", (event) => {
          seen.push(`${event.effectiveDirective} ${event.blockedURI}`);
          if (wanted.every((one) => seen.includes(one))) done();
        });
        const inline = document.createElement("script");
        inline.textContent = "window.hit = 'inline'";
        const loaded = document.createElement("script");
        loaded.src = `${site}/x.js`;
        const base = document.createElement("base");
        base.href = "https://evil.example/";
        document.body.append(inline, loaded);
        document.head.append(base);
        const box = document.createElement("div");
        box.innerHTML = `<img src="/favicon.svg" onload="window.hit='handler'"><p style="color:red">`;
        document.body.append(box);
        // Playwright's own code may evaluate what it likes; a timer of the page may not.
        setTimeout("window.hit = 'eval'", 0);
      });
      return { hit: window.hit ?? null, base: document.baseURI.startsWith(location.origin) };
    }, foreign.site);
    await foreign.close();
    equal(refused, { hit: null, base: true });
  },

  "a hostile name is shown as it was typed and is no tag": async ({ open, server }) => {
    const login = demoLogin(server, "admin");
    const { call } = await apiOf(server.url, login);
    const made = await call("POST", "/accounts", { kind: "prospect", name: kHostile });
    const page = await open();
    await signIn(page, login);
    await page.goto(`/customers/${made.number}`);
    await page.getByRole("heading", { name: kHostile, level: 1 }).waitFor();
    await counted(page.locator("img[src='x']"), 0, "tags made of a name");
    equal(await page.evaluate(() => window.hit ?? null), null);
  },

  "a page of another origin cannot frame the desk, nor keep hold of its window": async ({
    open,
    server,
  }) => {
    const frame = (to) => `<iframe src="${to}"></iframe>`;
    const stranger = await serveStranger({
      "/desk": frame(`${server.url}/login`),
      "/file": frame(`${server.url}/favicon.svg`),
      "/own": frame("/framed"),
      "/framed": "<p>framed</p>",
      "/opener": "<p>opener</p>",
    });
    const framed = async (path) => {
      const page = await open({ refuses: true });
      await page.goto(`${stranger.neighbour}${path}`);
      return page.frames()[1].url();
    };
    // The frame works where nothing forbids it.
    equal(await framed("/own"), `${stranger.neighbour}/framed`);
    equal(await framed("/desk"), "chrome-error://chromewebdata/");
    equal(await framed("/file"), "chrome-error://chromewebdata/");

    const page = await open();
    await page.goto(`${stranger.neighbour}/opener`);
    const keeps = async (to) => {
      const popup = page.waitForEvent("popup");
      await page.evaluate((address) => {
        window.held = window.open(address);
      }, to);
      await (await popup).waitForLoadState();
      return page.evaluate(() => !window.held.closed);
    };
    equal(await keeps(`${stranger.site}/framed`), true, "holds a window that allows it");
    equal(await keeps(`${server.url}/login`), false, "holds the desk's window");
    await stranger.close();
  },

  "forms and scripts of another origin change nothing and read nothing": async ({
    open,
    server,
  }) => {
    const login = demoLogin(server, "admin");
    const api = `${server.url}/api/v1`;
    const { call } = await apiOf(server.url, login);
    const before = await stateOf(call);
    const form = (path, type) =>
      `<form method="post" action="${api}${path}" enctype="${type}">
       <input name='{"name":"Eve","kind":"prospect","x":"' value='"}'></form>`;
    const stranger = await serveStranger({
      "/text": form("/accounts", "text/plain"),
      "/multipart": form("/imports", "multipart/form-data"),
      "/url": form("/accounts", "application/x-www-form-urlencoded"),
      "/script": "<p>script</p>",
    });
    const page = await open({ refuses: true });
    await signIn(page, login);
    for (const origin of [stranger.site, stranger.neighbour]) {
      for (const path of ["/text", "/multipart", "/url"]) {
        await page.goto(`${origin}${path}`);
        const answered = page.waitForResponse((one) => one.request().method() === "POST");
        await page.evaluate(() => document.forms[0].submit());
        const answer = await answered;
        await page.waitForURL((url) => url.href.startsWith(api));
        const sent = /kontor_session=/.test((await answer.request().allHeaders()).cookie ?? "");
        // A neighbour's requests bear the cookie: there the token and the type are what protects.
        equal(sent, origin === stranger.neighbour, `${origin}${path} sends the cookie`);
        equal(
          [401, 403, 415].includes(answer.status()),
          true,
          `${origin}${path} ${answer.status()}`,
        );
      }
      await page.goto(`${origin}/script`);
      equal(await page.evaluate(attack, api), ["refused", "refused", "refused", "refused"], origin);
    }
    await stranger.close();
    equal(await stateOf(call), before, "state of the desk");
    await page.goto("/orders");
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await eventually(() => new URL(page.url()).pathname, "/orders", "still signed in");
  },

  "the session cookie is out of reach of scripts and of other sites": async ({ open, server }) => {
    const page = await open();
    await signIn(page, demoLogin(server, "admin"));
    equal(await cookiesOf(page), [[kCookie, true, "Lax", false, "/"]]);
    equal(await page.evaluate(() => document.cookie), "");
  },

  "who signs out leaves nothing of his work in the browser": async ({ open, server }) => {
    const login = demoLogin(server, "admin");
    const { call } = await apiOf(server.url, login);
    const order = (await call("GET", "/orders?view=inbox&limit=1")).items[0];
    const page = await open();
    await signIn(page, login);
    await page.goto(`/orders/${order.number}`);
    await page.getByRole("textbox", { name: "Interne Notiz" }).fill("Zahlt nie vor dem Mahnbrief.");
    await page.reload();
    // Until then a draft survives what happens to the page.
    await page.getByText("Zahlt nie vor dem Mahnbrief.").waitFor();
    await page.goto("/settings/profile");
    await page.getByRole("button", { name: "Abmelden", exact: true }).first().click();
    await page.getByRole("heading", { name: "Anmelden" }).waitFor();
    const left = await page.evaluate(() => ({ ...localStorage, ...sessionStorage }));
    // Theme, language and how far lists were scrolled are nobody's secret.
    const harmless = /^(kontor\.\w+|tsr-scroll-restoration\S*)$/;
    const secrets = Object.entries(left).filter(([key]) => !harmless.test(key));
    equal(secrets, [], "browser storage");
    await page.goBack();
    await page.getByRole("heading", { name: "Anmelden" }).waitFor();
    equal((await page.content()).includes(order.number), false, "the order in the page");
  },

  "a password is masked, may be pasted and is known to password managers": async ({ open }) => {
    const page = await open();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto("/login");
    const field = page.getByLabel("Passwort", { exact: true });
    equal(await field.getAttribute("type"), "password");
    equal(await field.getAttribute("autocomplete"), "current-password");
    equal(await page.locator('input[type="email"]').getAttribute("autocomplete"), "username");
    await page.evaluate(() => navigator.clipboard.writeText("aus dem Tresor 7"));
    await field.focus();
    await page.keyboard.press("Control+V");
    equal(await field.inputValue(), "aus dem Tresor 7");
  },

  "over https the cookie is Secure and tied to its host, and transport is strict": async ({
    open,
    server,
  }) => {
    const tls = await serveTls(server.url);
    const page = await open({ base: tls.url, untrusted: true });
    const first = await page.goto("/login");
    equal(
      (await first.allHeaders())["strict-transport-security"],
      "max-age=31536000; includeSubDomains",
    );
    await signIn(page, demoLogin(server, "admin"));
    equal(await cookiesOf(page), [[`__Host-${kCookie}`, true, "Lax", true, "/"]]);
    // What was planted under the plain name by a neighbour without TLS does not count.
    const [{ value: token }] = await page.context().cookies();
    await page.context().clearCookies();
    await page.context().addCookies([{ name: kCookie, value: token, url: tls.url }]);
    equal((await page.goto("/api/v1/session")).status(), 401, "the plain name over https");
    await page
      .context()
      .addCookies([{ name: `__Host-${kCookie}`, value: token, url: tls.url, secure: true }]);
    equal((await page.goto("/api/v1/session")).status(), 200, "the host's own name");
    await tls.close();
  },
};

async function stateOf(call) {
  const { items } = await call("GET", "/accounts?limit=200");
  const imports = await call("GET", "/imports");
  return [items.map((one) => one.name).sort(), imports.items.length];
}

/** Runs in the stranger's page: each way to write or read with the visitor's cookie. */
async function attack(api) {
  const credentials = "include";
  const json = { "content-type": "application/json" };
  const body = JSON.stringify({ kind: "prospect", name: "Eve" });
  const tries = [
    () => fetch(`${api}/session`, { credentials }),
    () => fetch(`${api}/accounts`, { method: "POST", credentials, headers: json, body }),
    () => fetch(`${api}/session`, { method: "DELETE", credentials }),
    () =>
      new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = `${api}/session`;
        script.onload = done;
        script.onerror = failed;
        document.head.append(script);
      }),
  ];
  const results = [];
  for (const one of tries)
    results.push(
      await one().then(
        () => "let in",
        () => "refused",
      ),
    );
  return results;
}
