// What an order and a cart can do, told by the people who do it: the desk holds, dates, declines,
// reopens and copies; a partner works for his customers; a customer orders for himself.
import { apiOf, placeOrder } from "./desk-data.mjs";
import { axeFindings, counted, demoLogin, equal, signIn } from "./support.mjs";

export const demo = true;

async function signedIn({ open, server }, who, options) {
  const page = await open(options);
  await signIn(page, typeof who === "string" ? demoLogin(server, who) : who);
  return page;
}

const person = (server, email) => ({ ...demoLogin(server, "admin"), email });

async function orderOf(server, customer, lines = [["Klingeltaster", 2, 1500]]) {
  const api = await apiOf(server.url, demoLogin(server, "admin"));
  const found = await api.call("GET", `/accounts?q=${customer}`);
  return { api, order: await placeOrder(api, found.items[0], lines) };
}

async function fromMenu(page, item) {
  await page.getByRole("button", { name: "Mehr", exact: true }).click();
  await page.getByRole("menuitem", { name: item }).click();
  return page.getByRole("dialog");
}

/** The mail with these words in its subject, as soon as its job has written it. */
async function mailTo(api, subject) {
  const until = Date.now() + 15_000;
  while (Date.now() < until) {
    const { items } = await api.call("GET", "/outbox?limit=50");
    const mail = items.find((one) => one.subject.includes(subject));
    if (mail) return mail;
  }
  throw new Error(`no mail with "${subject}"`);
}

const dayFrom = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** No message that floats above the page covers it. */
const isFree = (locator) =>
  locator.evaluate((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return one.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  });

export const tests = {
  "a held order cannot be confirmed, says why, and goes on when the hold ends": async (world) => {
    const { order } = await orderOf(world.server, "Brinkmann");
    const page = await signedIn(world, "sales");
    await page.goto(`/orders/${order.number}`);
    const dialog = await fromMenu(page, "Anhalten…");
    await dialog.getByRole("button", { name: "Anhalten", exact: true }).click();
    await dialog.getByText("Bitte füllen Sie dieses Feld aus.").waitFor();
    await dialog.getByRole("textbox", { name: "Grund" }).fill("Hausnummer fehlt.");
    // A slip of the hand loses nothing.
    await page.keyboard.press("Escape");
    await dialog.getByText("Eingaben verwerfen?").waitFor();
    await dialog.getByRole("button", { name: "Weiter bearbeiten" }).click();
    await dialog.getByRole("button", { name: "Anhalten", exact: true }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText("Hausnummer fehlt.").first().waitFor();
    const confirm = page.getByRole("button", { name: "Bestätigen" });
    equal(await confirm.getAttribute("aria-disabled"), "true", "confirm while held");
    equal(await axeFindings(page), [], "axe on a held order");
    await page.getByRole("button", { name: "Sperre lösen" }).first().click();
    await page.waitForFunction(
      () =>
        [...document.querySelectorAll("button")]
          .find((one) => one.textContent.includes("Bestätigen"))
          ?.getAttribute("aria-disabled") !== "true",
    );
    await confirm.click();
    await page.getByText(`${order.number} bestätigt`).waitFor();
  },

  "a due date that has passed is late, in the list and among the overdue": async (world) => {
    const { order } = await orderOf(world.server, "Brinkmann");
    const page = await signedIn(world, "sales");
    await page.goto(`/orders/${order.number}`);
    const dialog = await fromMenu(page, "Fälligkeit…");
    await dialog.getByLabel("Fällig").fill(dayFrom(-2));
    await dialog.getByRole("button", { name: "Speichern" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.goto("/orders?view=overdue");
    await page.locator(`a[data-number="${order.number}"]`).waitFor();
  },

  "B08 a declined order tells the reason and can be opened again": async (world) => {
    const { api, order } = await orderOf(world.server, "Brinkmann");
    const page = await signedIn(world, "sales");
    await page.goto(`/orders/${order.number}`);
    await page.getByRole("button", { name: "Ablehnen…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio", { name: "Preis stimmt nicht" }).check();
    await dialog.getByRole("textbox", { name: "Text für den Kunden" }).fill("Der Preis ist alt.");
    await dialog.getByRole("textbox", { name: "Interne Notiz" }).fill("Liste von 2024 benutzt.");
    await dialog.getByRole("button", { name: "Ablehnen", exact: true }).click();
    await page.getByText(`${order.number} abgelehnt`).waitFor();
    await page.goto(`/orders/${order.number}`);
    await page.getByText("Der Preis ist alt.").first().waitFor();
    await page.getByRole("button", { name: "Wieder öffnen…" }).first().click();
    await dialog.getByRole("button", { name: "Wieder öffnen", exact: true }).click();
    await dialog.getByText("Bitte sagen Sie kurz, warum.").waitFor();
    await dialog.getByRole("textbox").fill("Kunde nimmt den neuen Preis.");
    await dialog.getByRole("button", { name: "Wieder öffnen", exact: true }).click();
    await page.getByText("In Bearbeitung", { exact: true }).first().waitFor();
    const mail = await mailTo(api, `${order.number}: leider nicht`);
    const text = (await api.call("GET", `/outbox/${mail.id}`)).text;
    equal(text.includes("Der Preis ist alt."), true, "the customer's text in the mail");
    equal(text.includes("2024"), false, "the note in the mail");
  },

  "a cart is priced line by line and as a whole, and copied from an order": async (world) => {
    const { order } = await orderOf(world.server, "Brinkmann");
    const page = await signedIn(world, "sales");
    await page.goto(`/orders/${order.number}`);
    await page.getByRole("button", { name: "Kopieren" }).click();
    await page.getByText(/Kopiert in den Warenkorb W-/).waitFor();
    await page.getByRole("button", { name: "Freie Position…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Bezeichnung" }).fill("Montage vor Ort");
    await dialog.getByRole("textbox", { name: "Menge" }).fill("2,5");
    await dialog.getByRole("textbox", { name: "Einheit" }).fill("Std.");
    await dialog.getByRole("textbox", { name: /^Preis/ }).fill("80");
    await dialog.getByRole("button", { name: "Hinzufügen" }).click();
    await dialog.waitFor({ state: "detached" });
    const row = page.getByRole("row", { name: /Montage vor Ort/ });
    await row.getByText("200,00 €").waitFor();
    const saved = () =>
      page.waitForResponse((answer) => answer.request().method() === "PATCH" && answer.ok());
    const type = async (field, text) => {
      const answer = saved();
      await field.fill(text);
      await field.press("Tab");
      await answer;
    };
    await type(row.getByRole("textbox", { name: "Rabatt auf Montage vor Ort in Prozent" }), "10");
    await row.getByText("180,00 €").waitFor();
    // 2 x 15.00 and 180.00, 5 % and 10.00 off, 6.90 for the parcel.
    await type(page.getByRole("textbox", { name: "Rabatt auf alles" }), "5");
    await type(page.getByRole("textbox", { name: "Rabatt in Geld" }), "10");
    for (const amount of ["210,00 €", "-20,50 €", "37,32 €", "233,72 €"]) {
      await page.getByText(amount, { exact: true }).waitFor();
    }
    await page.reload();
    await page.getByRole("textbox", { name: "Rabatt in Geld" }).waitFor();
    equal(
      await page.getByRole("textbox", { name: "Rabatt in Geld" }).inputValue(),
      "10,00",
      "discount after a reload",
    );
    equal(await axeFindings(page), [], "axe on a cart with discounts");
  },

  "P06 a customer orders for himself: nobody to choose, nothing of the desk": async (world) => {
    const page = await signedIn(world, person(world.server, "k.brinkmann@brinkmann.example"));
    await page.goto("/");
    await page.waitForURL(/\/carts\/K-20418$/);
    await page.getByRole("heading", { name: "Warenkörbe", level: 2 }).waitFor();
    await counted(page.getByText("Wechseln"), 0, "a choice of customers");
    await counted(page.getByText("Posteingang"), 0, "the desk's views");
    await page.getByRole("button", { name: "Neuer Warenkorb" }).first().click();
    const article = page.getByRole("combobox", { name: /Artikel suchen/ });
    await article.fill("TS-260");
    await page.getByRole("option").first().waitFor();
    await article.press("Enter");
    await page.getByRole("textbox", { name: /^Menge von/ }).waitFor();
    await counted(page.getByRole("textbox", { name: /^Preis von/ }), 0, "price fields");
    await counted(page.getByRole("button", { name: "Freie Position…" }), 0, "free lines");
    await page.getByRole("button", { name: "Bestellen" }).click();
    await page.getByText(/Bestellt: Auftrag A-/).waitFor();
    await page.getByText("Der Händler ist dran").waitFor();
    equal(await isFree(page.getByRole("button", { name: "Senden", exact: true })), true, "free");
    for (const words of ["Interne Notiz", "Notizen", "Bestätigen", "Ihre Rolle", "niemand"]) {
      await counted(page.getByText(words), 0, words);
    }
    await page.getByRole("textbox", { name: "Nachricht an Nordwerk" }).fill("Bitte anrufen.");
    await page.getByRole("button", { name: "Senden", exact: true }).click();
    await page.getByRole("article").getByText("Bitte anrufen.").waitFor();
    equal(await axeFindings(page), [], "axe on a customer's order");
  },

  "P02 P05 P07 a partner chooses among his own customers and sees whose cart it is": async (
    world,
  ) => {
    const page = await signedIn(world, person(world.server, "p.nissen@nord-systemhaus.example"));
    await page.getByRole("link", { name: "Kunde suchen" }).click();
    await page.getByRole("heading", { name: "Für wen?" }).waitFor();
    await page.getByRole("link", { name: /Hanse Elektro/ }).waitFor();
    await counted(page.getByText("Möbelhaus Brinkmann"), 0, "another's customer");
    await page.getByRole("link", { name: /Hanse Elektro/ }).click();
    await page.getByText("Sie arbeiten für").waitFor();
    equal(await axeFindings(page), [], "axe on a partner's carts");
    await page.goto("/carts/K-20418");
    await page.getByRole("heading", { name: "Nicht gefunden" }).waitFor();
    await page.goto("/customers");
    await page.getByText("Hotel Weserblick").first().waitFor();
    // P07: from an open cart, the menu leads to the carts of all his customers.
    await page.goto("/carts/K-20417");
    await page.getByRole("button", { name: "Neuer Warenkorb" }).first().click();
    await page.getByLabel("Versandart").waitFor();
    await page.getByRole("button", { name: "Warenkorb-Menü" }).click();
    await page.getByRole("menuitem", { name: "Alle Warenkörbe anzeigen" }).click();
    await page.waitForURL(/view=carts/);
    await page.getByRole("heading", { name: "Warenkörbe" }).waitFor();
    await page.getByText("Hanse Elektro").first().waitFor();
  },

  "what shipping costs is set by the merchant, and new carts follow": async (world) => {
    const page = await signedIn(world, "admin");
    await page.goto("/settings/methods");
    await page.getByRole("button", { name: "Neue Versandart" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Name auf Deutsch" }).fill("Kurierfahrt");
    await dialog.getByRole("textbox", { name: "Versandkosten" }).fill("24,50");
    await dialog.getByRole("button", { name: "Anlegen" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText("24,50 €").waitFor();
    // The answer counts at once: the list need not be read anew before the next step.
    const reading = (route) => (route.request().method() === "GET" ? undefined : route.continue());
    await page.route("**/settings/shipping-methods", reading);
    for (let step = 0; step < 4; step += 1) {
      const sorted = page.waitForResponse(
        (answer) => answer.request().method() === "PUT" && answer.ok(),
      );
      await page.getByRole("button", { name: "Kurierfahrt weiter nach oben" }).click();
      await sorted;
    }
    const first = page.getByRole("listitem").filter({ hasText: "Kurierfahrt" });
    await first.getByText("Vorgabe für neue Warenkörbe").waitFor();
    await page.unroute("**/settings/shipping-methods", reading);
    await page.goto("/carts/K-20418");
    await page.getByRole("button", { name: "Neuer Warenkorb" }).first().click();
    const shipping = page.getByLabel("Versandart");
    await shipping.waitFor();
    equal(
      await shipping.evaluate((field) => field.selectedOptions[0].textContent.replace(/\s/g, " ")),
      "Kurierfahrt · 24,50 €",
      "shipping of a new cart",
    );
    // The others ship as before.
    await page.goto("/settings/methods");
    await page.getByRole("button", { name: "Kurierfahrt bearbeiten" }).click();
    await dialog.getByRole("checkbox", { name: "Wird Kunden angeboten" }).uncheck();
    await dialog.getByRole("button", { name: "Speichern" }).click();
    await first.getByText("außer Gebrauch").waitFor();
  },
};
