// Price requests, told by the people who make and answer them: a partner asks for his customer, the
// merchant's pricing people answer, the partner goes on (rows P15, P26 to P30, P44 to P46).
import { apiOf } from "./desk-data.mjs";
import { axeInThemes, counted, demoLogin, equal, overflowOnPhone, signIn } from "./support.mjs";

export const demo = true;

const kAsk = "Preis anfragen…";
const person = (server, email) => ({ ...demoLogin(server, "admin"), email });
const petra = (server) => person(server, "p.nissen@nord-systemhaus.example");
const button = (place, name) => place.getByRole("button", { name, exact: true });
const wish = (dialog, at) => dialog.getByRole("textbox", { name: /^Wunsch für/ }).nth(at);
const inEuro = (price_e4) => (price_e4 / 10_000).toFixed(2).replace(".", ",");

async function signedIn({ open, server }, who) {
  const page = await open();
  await signIn(page, typeof who === "string" ? demoLogin(server, who) : who);
  return page;
}

/** A cart of Hanse Elektro that their partner has made. */
async function cartOf(server) {
  const api = await apiOf(server.url, petra(server));
  const { items } = await api.call("GET", "/accounts?q=Hanse");
  const cart = await api.call("POST", "/orders", {
    account_id: items[0].id,
    lines: [
      { sku: "31-0640", quantity_milli: 6000 },
      { sku: "40-3107", quantity_milli: 20_000 },
    ],
  });
  return { api, cart, path: `/carts/${cart.account.number}/${cart.number}` };
}

/** The same asked through the API: 30 % off both lines, which is below their floors. */
async function askedCart(server) {
  const made = await cartOf(server);
  const lines = made.cart.lines.map((line) => ({ line_id: line.id, discount_bp: 3000 }));
  const body = { reason: "Ausschreibung der Stadt", lines };
  const path = `/orders/${made.cart.id}/price-requests`;
  const rounds = await made.api.call("POST", path, body, made.cart.version);
  return { ...made, rounds, request: rounds.items[0] };
}

const locked = (page) => page.getByRole("heading", { name: "Gesperrt: offene Preisanfrage" });
const roundsOf = (page) => page.getByRole("listitem").filter({ hasText: /^Runde \d/ });

export const tests = {
  "P15 P26 P27 P45 a partner asks, the merchant makes a counter-offer, the partner takes it":
    async (world) => {
      const { cart, path } = await cartOf(world.server);
      const page = await signedIn(world, petra(world.server));
      await page.goto(path);
      await button(page, kAsk).click();
      const dialog = page.getByRole("dialog");
      await wish(dialog, 0).waitFor();
      // Nothing asked and no reason given: said beside the field that needs it.
      await button(dialog, "Anfragen").click();
      await dialog
        .getByText("Tragen Sie bei mindestens einer Position einen Wunsch ein.")
        .waitFor();
      await wish(dialog, 0).fill("12,5");
      await dialog.getByText(/^wird .+\s€ \(-12,5\s%/).waitFor();
      await dialog
        .getByRole("combobox", { name: /^Art des Wunsches/ })
        .nth(1)
        .selectOption("unit_price");
      await wish(dialog, 1).fill("80,25");
      await button(dialog, "Anfragen").click();
      await dialog.getByText("Bitte füllen Sie dieses Feld aus.").waitFor();
      equal(await axeInThemes(page), [], "axe on the asking");
      await dialog.getByLabel("Begründung").fill("Der Wettbewerb liegt darunter.");
      await button(dialog, "Anfragen").click();
      await dialog.waitFor({ state: "detached" });
      await locked(page).waitFor();
      await page.getByText("Gesperrt seit").waitFor();
      await counted(page.getByRole("combobox", { name: /Artikel suchen/ }), 0, "articles");
      equal(await button(page, kAsk).getAttribute("aria-disabled"), "true", "asking while locked");
      equal(await axeInThemes(page), [], "axe on a locked cart");
      equal(await overflowOnPhone(page), 0, "a locked cart on a phone");

      const desk = await signedIn(world, "admin");
      await desk.goto(path);
      await locked(desk).waitFor();
      await counted(desk.getByRole("combobox", { name: /Artikel suchen/ }), 0, "for the desk");
      await desk
        .getByRole("link", { name: /^Preisanfragen/ })
        .first()
        .click();
      await desk.getByRole("row", { name: new RegExp(cart.number) }).waitFor();
      equal(await axeInThemes(desk), [], "axe on the queue");
      await desk
        .getByRole("row", { name: new RegExp(cart.number) })
        .getByRole("button")
        .click();
      const sheet = desk.getByRole("dialog");
      await sheet.getByText("Der Wettbewerb liegt darunter.").waitFor();
      await sheet
        .getByText(/, darunter$/)
        .first()
        .waitFor();
      await button(sheet, "Gegenangebot…").click();
      await sheet.getByLabel("Antwort in Worten").fill("Nur der Access Point.");
      const price = sheet.getByRole("textbox", { name: /^Neuer Preis/ });
      await price.first().fill("169,9");
      await button(sheet, "Gegenangebot senden").click();
      await desk.waitForFunction(() => document.activeElement?.getAttribute("aria-invalid"));
      await sheet.getByRole("radio", { name: "Preis bleibt" }).nth(1).check();
      equal(await axeInThemes(desk), [], "axe on the counter-offer");
      await button(sheet, "Gegenangebot senden").click();
      await desk.getByText("Gegenangebot gesendet.").waitFor();
      await sheet.waitFor({ state: "detached" });
      await desk.getByRole("row", { name: new RegExp(cart.number) }).waitFor({ state: "detached" });

      // The partner's page shows it without being loaded anew.
      await button(page, "Gegenangebot übernehmen").waitFor();
      await locked(page).waitFor({ state: "detached" });
      await page.getByText("„Nur der Access Point.“").waitFor();
      await button(page, "Gegenangebot übernehmen").click();
      const line = page.getByRole("row", { name: /Access Point.*angefragter Preis/ });
      await line.getByText("169,90 €").waitFor();
      await counted(line.locator("del"), 1, "the list price, struck");
      await roundsOf(page).getByText("übernommen").waitFor();
      equal(await axeInThemes(page), [], "axe on a cart with granted prices");
    },

  "P29 P30 a request is withdrawn and asked again; all rounds stay side by side": async (world) => {
    const { path } = await askedCart(world.server);
    const page = await signedIn(world, petra(world.server));
    await page.goto(path);
    await locked(page).waitFor();
    await button(page, "Zurückziehen…").first().click();
    const dialog = page.getByRole("dialog");
    await button(dialog, "Zurückziehen").click();
    await dialog.waitFor({ state: "detached" });
    await locked(page).waitFor({ state: "detached" });
    await page.getByRole("combobox", { name: /Artikel suchen/ }).waitFor();

    // By keys alone: the dialog takes the cursor and gives it back.
    await button(page, kAsk).focus();
    await page.keyboard.press("Enter");
    await wish(dialog, 0).waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === "INPUT");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.waitForFunction((name) => document.activeElement?.textContent === name, kAsk);
    await page.keyboard.press("Enter");
    await wish(dialog, 0).waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === "INPUT");
    await page.keyboard.type("20");
    await dialog.getByLabel("Begründung").focus();
    await page.keyboard.type("Zweiter Versuch");
    await page.keyboard.press("Control+Enter");
    await dialog.waitFor({ state: "detached" });
    await locked(page).waitFor();
    await counted(roundsOf(page), 2, "rounds");
    const heads = await roundsOf(page).getByRole("heading").allInnerTexts();
    equal(heads, ["Runde 2", "Runde 1"], "the newest first");
    await roundsOf(page).nth(1).getByText("zurückgezogen").waitFor();
  },

  "P27 after a counter-offer the cart can go on with its prices": async (world) => {
    const { cart, rounds, request, path } = await askedCart(world.server);
    const desk = await apiOf(world.server.url, demoLogin(world.server, "admin"));
    const lines = request.lines.map((line) => ({
      line_id: line.line_id,
      answer: "countered",
      unit_price_e4: line.list_price_e4 - 10_000,
    }));
    const counter = `/orders/${cart.id}/price-requests/${request.id}/counter`;
    await desk.call("POST", counter, { comment: "", lines }, rounds.version);
    const page = await signedIn(world, petra(world.server));
    await page.goto("/price-requests");
    await page
      .getByRole("row", { name: new RegExp(cart.number) })
      .getByRole("link")
      .click();
    await page.waitForURL(`**${path}`);
    await button(page, "Mit bisherigen Preisen weiter").click();
    await roundsOf(page).getByText("nicht übernommen").waitFor();
    await counted(page.getByText("angefragter Preis"), 0, "granted prices");
  },

  "P46 what stays at or above the floor is approved at once": async (world) => {
    const { api, cart, rounds, request, path } = await askedCart(world.server);
    const desk = await apiOf(world.server.url, demoLogin(world.server, "admin"));
    const seen = await desk.call("GET", `/orders/${cart.id}/price-requests`);
    const floor = seen.items[0].lines[0].floor_price_e4;
    equal(Number.isInteger(floor), true, "a floor");
    const withdraw = `/orders/${cart.id}/price-requests/${request.id}/withdraw`;
    await api.call("POST", withdraw, {}, rounds.version);
    const page = await signedIn(world, petra(world.server));
    await page.goto(path);
    await button(page, kAsk).click();
    const dialog = page.getByRole("dialog");
    await dialog
      .getByRole("combobox", { name: /^Art des Wunsches/ })
      .first()
      .selectOption("unit_price");
    await wish(dialog, 0).fill(inEuro(floor));
    await dialog.getByLabel("Begründung").fill("Wie besprochen");
    await button(dialog, "Anfragen").click();
    await page.getByText("Automatisch genehmigt: Die Preise stehen im Warenkorb.").waitFor();
    await page.getByText(/^Automatisch genehmigt \(Preisuntergrenze\), /).waitFor();
    await page.getByText("angefragter Preis").waitFor();
    await counted(locked(page), 0, "locks");
  },

  "P44 who lacks the role has no button, and sees nothing of what others asked": async (world) => {
    const { path } = await askedCart(world.server);
    const page = await signedIn(world, person(world.server, "d.petersen@hanse-elektro.example"));
    await page.goto(path);
    await locked(page).waitFor();
    await counted(button(page, kAsk), 0, "the button");
    await counted(roundsOf(page), 0, "rounds");
    await counted(page.getByText("Ausschreibung der Stadt"), 0, "the reason");
    await counted(page.getByRole("link", { name: /^Preisanfragen/ }), 0, "the list");
  },

  "nobody answers what he asked himself, and is told so": async (world) => {
    const admin = await apiOf(world.server.url, demoLogin(world.server, "admin"));
    const operator = admin.session.memberships[0].account;
    const members = await admin.call("GET", `/accounts/${operator.id}/memberships`);
    const mehmet = members.find((one) => one.role === "pricing");
    const change = { capabilities: ["price_requests"] };
    await admin.call("PATCH", `/memberships/${mehmet.id}`, change, mehmet.version);
    const { api, cart, rounds, request } = await askedCart(world.server);
    const withdraw = `/orders/${cart.id}/price-requests/${request.id}/withdraw`;
    const free = await api.call("POST", withdraw, {}, rounds.version);
    const own = await apiOf(world.server.url, demoLogin(world.server, "pricing"));
    const lines = [{ line_id: cart.lines[0].id, discount_bp: 5000 }];
    const body = { reason: "Für Herrn Petersen", lines };
    await own.call("POST", `/orders/${cart.id}/price-requests`, body, free.version);
    const page = await signedIn(world, "pricing");
    await page.goto("/price-requests");
    await page
      .getByRole("row", { name: new RegExp(cart.number) })
      .getByRole("button")
      .click();
    const sheet = page.getByRole("dialog");
    await sheet.getByText("Diese Preisanfrage haben Sie selbst gestellt.").waitFor();
    for (const name of ["Genehmigen", "Ablehnen", "Gegenangebot…"]) {
      await counted(button(sheet, name), 0, name);
    }
    equal(await axeInThemes(page), [], "axe on one's own request");
  },
};
