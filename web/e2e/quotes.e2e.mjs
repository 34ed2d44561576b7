// Quotes, told by the people who make and answer them: a partner sends one from the cart, the
// recipient reads and accepts it without a login, the merchant's team decides (rows P16 to P25,
// P33 to P41). The number of clicks is part of the story.
import { apiOf } from "./desk-data.mjs";
import { axeInThemes, counted, demoLogin, equal, overflowOnPhone, signIn } from "./support.mjs";

export const demo = true;

const kPartner = "owner of Nord Systemhaus GmbH";
const button = (place, name) => place.getByRole("button", { name, exact: true });
const dialogOf = (page) => page.getByRole("dialog");
const cardOf = (page, name = /^Angebot/) =>
  page.locator("section").filter({ has: page.getByRole("heading", { name, level: 2 }) });

async function signedIn({ open, server }, role = kPartner, options = {}) {
  const page = await open(options);
  await signIn(page, demoLogin(server, role));
  return page;
}

/** A cart of the partner for his customer, whose master data have an e-mail address. */
async function makeCart(server, kind = "customer") {
  const [partner, admin] = await Promise.all(
    [kPartner, "admin"].map((role) => apiOf(server.url, demoLogin(server, role))),
  );
  const { items } = await partner.call("GET", "/accounts?limit=50");
  const { id } = items.find((one) => one.kind === kind);
  const account = await admin.call("GET", `/accounts/${id}`);
  if (!account.email) {
    const email = "einkauf@empfaenger.example";
    await admin.call("PATCH", `/accounts/${id}`, { email }, account.version);
  }
  const cart = await partner.call("POST", "/orders", {
    account_id: id,
    name: "Neubau Haus C",
    lines: [
      { sku: "31-0640", quantity_milli: 6000 },
      { sku: "40-3107", quantity_milli: 20_000 },
      { sku: "40-2260", quantity_milli: 2000 },
    ],
  });
  return { partner, admin, cart, path: `/carts/${cart.account.number}/${cart.number}` };
}

/** Sends a quote through the API and answers all quotes of the cart. */
async function makeQuote(made, body = {}) {
  const { partner, cart } = made;
  const { version } = await partner.call("GET", `/orders/${cart.id}`);
  return partner.call("POST", `/orders/${cart.id}/quotes`, body, version);
}

/** The clicks that it takes; those of keys do not count. */
async function clicksOf(page, work) {
  await page.evaluate(() => {
    window.clicks = 0;
    window.countClick = (event) => {
      if (event.isTrusted && event.detail > 0) window.clicks += 1;
    };
    document.addEventListener("click", window.countClick, true);
  });
  await work();
  return page.evaluate(() => {
    document.removeEventListener("click", window.countClick, true);
    return window.clicks;
  });
}

/** The link that the card shows, as it is reached here. */
async function shownLink(page) {
  const url = await page.locator("#main code").first().getAttribute("title");
  return new URL(url).pathname;
}

export const tests = {
  "P22 P33 a quote is sent from the cart with two clicks, and its link can be copied": async (
    world,
  ) => {
    const { path } = await makeCart(world.server);
    const page = await signedIn(world);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(path);
    await button(page, "Angebot…").waitFor();
    const clicks = await clicksOf(page, async () => {
      await button(page, "Angebot…").click();
      await button(dialogOf(page), "Erstellen und senden").click();
      await dialogOf(page).waitFor({ state: "detached" });
    });
    equal(clicks, 2, "clicks from the cart to the sent quote");
    await page.getByRole("heading", { name: /^Gesperrt, weil Angebot AN-.* aktiv ist/ }).waitFor();
    const card = cardOf(page);
    await card.getByText("gesendet", { exact: true }).waitFor();
    await card.getByText("Tage gültig").waitFor();
    await card.getByText("noch nicht geöffnet").waitFor();
    await card.getByText("einkauf@empfaenger.example").waitFor();
    await card.locator("code").waitFor();
    await counted(page.getByRole("combobox", { name: /Artikel suchen/ }), 0, "the editor");
    await card.getByRole("button", { name: "Link kopieren" }).click();
    await page.getByText("Link kopiert. Wer ihn hat, kann das Angebot annehmen.").waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    equal(new URL(copied).pathname, await shownLink(page), "what was copied");
    const [paper] = await Promise.all([
      page.waitForResponse((answer) => answer.url().endsWith("/paper")),
      button(card, "PDF ansehen").click(),
    ]);
    equal(paper.headers()["content-type"], "application/pdf", "the paper");
    equal(await axeInThemes(page), [], "axe on a cart with a quote");
    equal(await overflowOnPhone(page), 0, "a cart with a quote on a phone");
  },

  "P22 created but not sent is warned of everywhere, and sent with one click": async (world) => {
    const { cart, path } = await makeCart(world.server);
    const page = await signedIn(world);
    await page.goto(path);
    await button(page, "Angebot…").click();
    const sheet = dialogOf(page);
    await sheet.getByLabel("E-Mail des Empfängers").waitFor();
    await sheet.getByText("Optionen und Alternativen").click();
    await sheet
      .getByRole("combobox", { name: /^Rolle von/ })
      .nth(1)
      .selectOption("optional");
    await sheet.getByText("1 Position zur Wahl").waitFor();
    const [preview] = await Promise.all([
      page.waitForResponse((answer) => answer.url().endsWith("/quotes/preview")),
      button(sheet, "PDF-Vorschau").click(),
    ]);
    equal(preview.headers()["content-type"], "application/pdf", "the preview");
    equal(await axeInThemes(page), [], "axe on the sheet");
    await button(sheet, "Nur erstellen").click();
    await sheet.waitFor({ state: "detached" });
    await page.getByText("Erstellt, noch nicht gesendet. Der Kunde weiß nichts davon.").waitFor();
    await page
      .getByRole("heading", { name: /^Gesperrt, weil Angebot AN-.* erstellt ist/ })
      .waitFor();

    await page.getByRole("link", { name: "Start", exact: true }).click();
    const unsent = page.getByRole("link", { name: /senden$|Neubau Haus C/ });
    await unsent.first().waitFor();
    await page.getByRole("link", { name: "Angebote", exact: true }).click();
    await page.getByRole("tab", { name: /^nicht gesendet/ }).click();
    await page.waitForURL("**/quotes?state=created");
    const row = page.locator("#main tr", { has: page.locator(`a[href$="/${cart.number}"]`) });
    await row.getByText("noch kein Link").waitFor();
    await row.getByText("Neubau Haus C").click();
    await page.waitForURL(`**${path}`);
    const card = cardOf(page);
    await button(card, "Jetzt senden").waitFor();
    equal(
      await clicksOf(page, async () => {
        await button(card, "Jetzt senden").click();
        await card.getByText("Tage gültig").waitFor();
      }),
      1,
      "clicks to send what was created",
    );
  },

  "P35 P37 sent again the old link is dead, which the dialog says before": async (world) => {
    const made = await makeCart(world.server);
    await makeQuote(made);
    const page = await signedIn(world);
    await page.goto(made.path);
    const card = cardOf(page);
    await card.locator("code").waitFor();
    const old = await shownLink(page);
    equal((await fetch(world.server.url + old)).status, 200, "the link before");
    equal(
      await clicksOf(page, async () => {
        await button(card, "Erneut senden…").click();
        await dialogOf(page)
          .getByText(/^Der bisherige Link, gültig bis .*, wird sofort ungültig/)
          .waitFor();
        await button(dialogOf(page), "Erneut senden").click();
        await dialogOf(page).waitFor({ state: "detached" });
      }),
      2,
      "clicks to send again, with the question",
    );
    await page.waitForFunction((before) => {
      const shown = document.querySelector("#main code")?.getAttribute("title");
      return shown && new URL(shown).pathname !== before;
    }, old);
    equal((await fetch(world.server.url + old)).status, 410, "the link from before");
    equal((await fetch(world.server.url + (await shownLink(page)))).status, 200, "the new link");
    // From the overview it is the same step.
    await page.goto("/quotes?state=sent");
    const row = page.locator("#main tr", {
      has: page.locator(`a[href$="/${made.cart.number}"]`),
    });
    await row.getByRole("button", { name: /^Erneut senden…/ }).click();
    await dialogOf(page)
      .getByText(/^Der bisherige Link/)
      .waitFor();
    await button(dialogOf(page), "Erneut senden").click();
    await dialogOf(page).waitFor({ state: "detached" });
    await page.getByText("Angebot gesendet an einkauf@empfaenger.example.").waitFor();
  },

  "P19 P20 withdrawn with two clicks; the next edition can be compared with the one before": async (
    world,
  ) => {
    const made = await makeCart(world.server);
    await makeQuote(made);
    const page = await signedIn(world);
    await page.goto(made.path);
    await cardOf(page).locator("code").waitFor();
    const link = await shownLink(page);
    equal(
      await clicksOf(page, async () => {
        await button(cardOf(page), "Zurückziehen…").click();
        await button(dialogOf(page), "Zurückziehen").click();
        await dialogOf(page).waitFor({ state: "detached" });
      }),
      2,
      "clicks to withdraw",
    );
    equal((await fetch(world.server.url + link)).status, 410, "the link");
    await page.getByRole("combobox", { name: /Artikel suchen/ }).waitFor();
    await page.getByRole("button", { name: /^Mehr von Access Point/ }).click();
    await page.getByText("1.498,00 €").first().waitFor();
    await page.getByRole("button", { name: /^Innenstation.* entfernen$/ }).click();
    await page.getByRole("row", { name: /Innenstation/ }).waitFor({ state: "detached" });
    await button(page, "Neues Angebot…").click();
    await button(dialogOf(page), "Erstellen und senden").click();
    await dialogOf(page).waitFor({ state: "detached" });
    const editions = cardOf(page, "Fassungen");
    await editions.getByText("Fassung 2").first().waitFor();
    await editions.getByText("zurückgezogen").waitFor();
    await button(page, "Vergleichen…").click();
    const sheet = dialogOf(page);
    await sheet.getByText("1 entfallen").waitFor();
    await sheet.getByText("1 geändert").waitFor();
    const changed = sheet.getByRole("row", { name: /Access Point/ });
    equal(await changed.locator("mark").allInnerTexts(), ["7 Stück"], "what is marked");
    equal(await axeInThemes(page), [], "axe on the comparison");
    equal(await overflowOnPhone(page), 0, "the comparison on a phone");
  },

  "P24 P25 P36 after a no one click frees the cart with its content": async (world) => {
    const made = await makeCart(world.server);
    const quotes = await makeQuote(made);
    const reject = `/orders/${made.cart.id}/quotes/${quotes.items[0].id}/reject`;
    await made.admin.call("POST", reject, { reason: "Zu teuer." }, quotes.version);
    const page = await signedIn(world);
    await page.goto(made.path);
    const card = cardOf(page);
    await card.getByText("„Zu teuer.“").waitFor();
    equal(await axeInThemes(page), [], "axe on a rejected quote");
    equal(
      await clicksOf(page, async () => {
        await button(card, "Bearbeiten fortsetzen").click();
        await page.getByRole("combobox", { name: /Artikel suchen/ }).waitFor();
      }),
      1,
      "clicks to go on",
    );
    await counted(page.getByRole("button", { name: /entfernen$/ }), 3, "the lines");
    await cardOf(page, "Fassungen").getByText("überarbeitet").waitFor();
  },

  "P34 P39 the recipient opens the link on a phone and accepts; the cart is an order": async (
    world,
  ) => {
    const made = await makeCart(world.server);
    await makeQuote(made, { recipient_name: "Dr. Ines Wolter" });
    const page = await signedIn(world);
    await page.goto(made.path);
    await cardOf(page).locator("code").waitFor();
    const link = await shownLink(page);
    const phone = await world.open({ width: 390, height: 800 });
    await phone.goto(link);
    await phone.getByRole("heading").first().waitFor();
    await page.reload();
    await cardOf(page).getByText("geöffnet", { exact: true }).waitFor();

    await phone.locator('button[formaction$="/accept"]').first().click();
    await phone.locator('[name="name"]').fill("Dr. Ines Wolter");
    await phone.locator('[name="role"]').fill("Inhaberin");
    await phone.locator('[name="terms"]').check();
    await phone
      .getByRole("button", { name: /^(Verbindlich annehmen|Zahlungspflichtig bestellen)$/ })
      .click();
    await phone.getByRole("heading", { name: "Das Angebot ist angenommen" }).first().waitFor();

    await page.goto(made.path);
    await page.waitForURL(/\/orders\/A-/);
    await page.getByText("Angebot angenommen").first().waitFor();
  },

  "P41 what a prospect accepted waits for the merchant's approval": async (world) => {
    const made = await makeCart(world.server, "prospect");
    await makeQuote(made);
    const page = await signedIn(world, "admin");
    await page.goto(made.path);
    await button(page, "Zusage eintragen…").click();
    const dialog = dialogOf(page);
    await dialog.getByLabel("Wer nimmt an?").fill("Jörg Wagner");
    await button(dialog, "Zusage eintragen").click();
    await page.waitForFunction(() => document.activeElement?.name === "evidence");
    await dialog.getByLabel("Nachweis").fill("Telefonisch am 20. November");
    equal(await axeInThemes(page), [], "axe on recording a yes");
    await button(dialog, "Zusage eintragen").click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("heading", { name: "Angenommen, wartet auf die Freigabe" }).waitFor();
    await cardOf(page).getByText("Nachweis: Telefonisch am 20. November").waitFor();
    equal(await axeInThemes(page), [], "axe on a cart that waits for approval");
    const partner = await signedIn(world);
    await partner.goto(made.path);
    await partner.getByRole("heading", { name: "Angenommen, wartet auf die Freigabe" }).waitFor();
    await counted(button(partner, "Freigeben"), 0, "approving as a partner");
    await button(cardOf(page), "Freigeben").click();
    await page.waitForURL(/\/orders\/A-/);
  },

  "P06 a customer accepts in the card of his own cart, with order number and terms": async (
    world,
  ) => {
    const { admin } = await makeCart(world.server);
    const login = demoLogin(world.server, "owner of Möbelhaus Brinkmann");
    const { items } = await admin.call("GET", "/accounts?q=Brinkmann");
    const account = items.find((one) => one.kind === "customer");
    const cart = await admin.call("POST", "/orders", {
      account_id: account.id,
      lines: [{ sku: "40-2260", quantity_milli: 1000 }],
    });
    await admin.call(
      "POST",
      `/orders/${cart.id}/quotes`,
      { recipient_email: "einkauf@brinkmann.example" },
      cart.version,
    );
    const page = await world.open();
    await signIn(page, login);
    await page.goto(`/carts/${account.number}/${cart.number}`);
    const card = cardOf(page);
    await button(card, "Annehmen…").waitFor();
    await counted(button(card, "Erneut senden…"), 0, "sending as a customer");
    await button(card, "Frage stellen…").click();
    await dialogOf(page).getByLabel("Ihre Nachricht").fill("Geht es bis Weihnachten?");
    await button(dialogOf(page), "Nachricht senden").click();
    await dialogOf(page).waitFor({ state: "detached" });
    await page.getByRole("article").getByText("Geht es bis Weihnachten?").waitFor();
    await button(card, "Annehmen…").click();
    const dialog = dialogOf(page);
    await dialog.getByLabel("Ihre Bestellnummer").fill("B-4711");
    await dialog.getByRole("button", { name: /annehmen|bestellen/ }).click();
    await dialog
      .getByText("Ohne Zustimmung zu den Geschäftsbedingungen geht es nicht weiter.")
      .waitFor();
    await dialog.getByRole("checkbox").check();
    equal(await axeInThemes(page), [], "axe on accepting");
    await dialog.getByRole("button", { name: /annehmen|bestellen/ }).click();
    await dialog.waitFor({ state: "detached" });
    await page.waitForURL(/\/orders\/A-/);
  },

  "the merchant's days and a partner's letterhead are kept": async (world) => {
    const page = await signedIn(world, "admin");
    await page.goto("/settings/quotes");
    await page.getByLabel("Gültig").fill("14");
    await button(page, "Textblock hinzufügen").click();
    await page.getByLabel("Überschrift").fill("Lieferung");
    await page
      .getByRole("textbox", { name: "Text", exact: true })
      .fill("innerhalb von 10 Werktagen");
    await page.getByLabel("Geschäftsbedingungen").fill("agb");
    await button(page, "Speichern").click();
    await page.waitForFunction(() => document.activeElement?.getAttribute("aria-invalid"));
    equal(await axeInThemes(page), [], "axe on the settings");
    await page.getByLabel("Geschäftsbedingungen").fill("https://nordwerk.example/agb");
    await button(page, "Speichern").click();
    await page.getByText("Gespeichert").first().waitFor();
    await page.reload();
    equal(await page.getByLabel("Gültig").inputValue(), "14", "the days");
    equal(await page.getByLabel("Überschrift").inputValue(), "Lieferung", "the text");
    const partner = await signedIn(world);
    await partner.goto("/settings/quotes");
    await partner.getByText("So sehen Ihre eigenen Angebote aus.").waitFor();
    await counted(partner.getByLabel("Gültig"), 0, "the days of a partner");
  },
};
