// Master data: customers and partners, articles, price lists, labels.
import { axeInThemes, counted, demoLogin, equal, eventually, signIn } from "./support.mjs";

export const demo = true;

async function desk(open, server, role = "admin", options = {}) {
  const page = await open(options);
  await signIn(page, demoLogin(server, role));
  return page;
}

/** Every screen must be clean in both themes. */
async function clean(page, what) {
  equal(await axeInThemes(page), [], `axe on ${what}`);
}

const field = (scope, label) => scope.getByLabel(label, { exact: true });
const button = (scope, name) => scope.getByRole("button", { name, exact: true });
const parent = (scope) => scope.getByRole("combobox", { name: "Betreut von" });
const tab = (page, name) => page.getByRole("tab", { name, exact: true });
const saved = (page) => page.getByText("Gespeichert").first().waitFor();

export const tests = {
  "a customer is made below a partner; a slip keeps what was typed": async ({
    open,
    server,
    shared,
  }) => {
    const page = await desk(open, server);
    await page.goto("/customers");
    await button(page, "Neuer Kunde").click();
    const sheet = page.getByRole("dialog", { name: "Neuer Kunde" });
    await parent(sheet).waitFor();
    await sheet.getByLabel("USt-IdNr.").press("Enter");
    await sheet.getByText("Bitte geben Sie einen Namen ein.").waitFor();
    equal(await sheet.locator(":focus").getAttribute("name"), "name", "the cursor");

    // By keys alone: the name, then the partner out of the list.
    await page.keyboard.type("Reederei Ahlers");
    await parent(sheet).fill("Küste");
    await sheet.getByRole("option", { name: /Küste IT-Service/ }).waitFor();
    await parent(sheet).press("Enter");
    await sheet.getByRole("listbox").waitFor({ state: "hidden" });
    equal(await parent(sheet).inputValue(), "Küste IT-Service");
    await sheet.getByLabel("USt-IdNr.").fill("12");
    await sheet.getByLabel("Straße und Hausnummer").fill("Kajen 4");
    await sheet.getByLabel("Postleitzahl").fill("20459");
    await field(sheet, "Ort").fill("Hamburg");
    await button(sheet, "Anlegen").click();
    await sheet.getByText("Das ist keine USt-IdNr.").waitFor();
    equal(await sheet.locator(":focus").getAttribute("name"), "vat_id", "the cursor");
    equal(await sheet.getByLabel("Straße und Hausnummer").inputValue(), "Kajen 4");
    await sheet.getByLabel("USt-IdNr.").fill("DE136695976");
    await button(sheet, "Anlegen").click();

    await page.getByRole("heading", { name: "Reederei Ahlers", level: 1 }).waitFor();
    const crumbs = page.getByRole("main").getByRole("navigation");
    await crumbs.getByRole("link", { name: "Küste IT-Service" }).waitFor();
    equal(
      (await crumbs.getByRole("link").allInnerTexts()).slice(-2),
      ["Nord Systemhaus GmbH", "Küste IT-Service"],
      "who is above",
    );
    await counted(page.getByText("20459 Hamburg"), 2, "addresses to bill and to ship to");
    shared.customer = new URL(page.url()).pathname;
  },

  "its address is changed, one is taken out and put back, and the log tells it": async ({
    open,
    server,
    shared,
  }) => {
    const page = await desk(open, server, "sales");
    await page.goto(shared.customer);
    await page.getByRole("button", { name: "Adresse Kajen 4 bearbeiten" }).last().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Straße und Hausnummer").fill("");
    await button(dialog, "Speichern").click();
    await dialog.getByText("Bitte füllen Sie dieses Feld aus.").waitFor();
    await page.keyboard.type("Speicherstadt 9");
    await page.keyboard.press("Enter");
    await saved(page);
    await page.getByText("Speicherstadt 9", { exact: true }).waitFor();

    await button(page, "Adresse Speicherstadt 9 entfernen").click();
    await page.getByText("Speicherstadt 9", { exact: true }).waitFor({ state: "detached" });
    await button(page, "Rückgängig").click();
    await page.getByText("Speicherstadt 9", { exact: true }).waitFor();

    await tab(page, "Protokoll").click();
    await page.getByText("Firma angelegt").waitFor();
    const log = page.getByRole("main").getByRole("listitem");
    await counted(log, 4, "entries");
    const change = await log.nth(2).innerText();
    equal(change.includes("Firma geändert"), true, change);
    equal(/Kajen 4.*→.*Speicherstadt 9/s.test(change), true, change);
  },

  "two people change the same customer: the slower one sees what happened and chooses": async ({
    open,
    server,
    shared,
  }) => {
    const mine = await desk(open, server, "admin");
    const theirs = await desk(open, server, "sales");
    await mine.goto(shared.customer);
    await button(mine, "Bearbeiten…").click();
    const sheet = mine.getByRole("dialog", { name: /bearbeiten$/ });
    await sheet.getByLabel("Telefon").fill("+49 40 111");

    await theirs.goto(shared.customer);
    await button(theirs, "Bearbeiten…").click();
    const other = theirs.getByRole("dialog");
    await other.getByLabel("Telefon").fill("+49 40 222");
    await other.getByLabel("Preisliste").selectOption({ label: "Partner" });
    await button(other, "Speichern").click();
    await saved(theirs);
    // It reaches the page behind the open sheet, and the sheet keeps what was typed.
    await mine.getByText("+49 40 222").waitFor({ state: "attached" });
    equal(await sheet.getByLabel("Telefon").inputValue(), "+49 40 111");

    await button(sheet, "Speichern").click();
    const conflict = mine.getByRole("dialog", { name: /hat das inzwischen geändert/ });
    await conflict.getByText("+49 40 222").waitFor();
    await conflict.getByText("Partner", { exact: true }).waitFor();
    await clean(mine, "a conflict");
    await button(conflict, "Meine Änderung speichern").click();
    await saved(mine);
    await mine.getByRole("link", { name: "+49 40 111" }).waitFor();
    // Only the field that was changed went over the other's.
    await mine.getByText("Partner", { exact: true }).waitFor();
  },

  "a customer moves to another partner and is closed with a reason": async ({
    open,
    server,
    shared,
  }) => {
    const page = await desk(open, server, "sales");
    await page.goto(shared.customer);
    await button(page, "Weitere Aktionen").click();
    await page.getByRole("menuitem", { name: "Verschieben…" }).click();
    const move = page.getByRole("dialog");
    await button(move, "Verschieben").click();
    await move.getByText("Bitte wählen Sie aus der Liste").waitFor();
    await move.getByRole("combobox").fill("Alpen");
    await move.getByRole("option", { name: /Alpen Datentechnik/ }).click();
    await button(move, "Verschieben").click();
    await page.getByText("wird jetzt von Alpen Datentechnik GmbH betreut").waitFor();

    await button(page, "Weitere Aktionen").click();
    await page.getByRole("menuitem", { name: "Schließen…" }).click();
    const close = page.getByRole("dialog");
    await button(close, "Schließen").last().click();
    await close.getByText("Bitte geben Sie einen Grund an.").waitFor();
    await close.getByLabel("Grund").fill("Firma aufgelöst");
    await button(close, "Schließen").last().click();
    await page.getByRole("heading", { name: /^Geschlossen am/ }).waitFor();
    await page.getByText("Firma aufgelöst").waitFor();
    await tab(page, "Protokoll").click();
    const last = page.getByRole("main").getByRole("listitem").first();
    await last.getByText("Firma geschlossen").waitFor();
    await last.getByText("Firma aufgelöst").waitFor();
    await tab(page, "Übersicht").click();
    equal(await button(page, "Bearbeiten…").getAttribute("aria-disabled"), "true");
    await button(page, "Bearbeiten…").hover();
    await page.getByRole("tooltip").getByText("Diese Firma ist geschlossen.").waitFor();
    await clean(page, "a closed customer");

    await page.goto("/customers?q=Ahlers");
    await page.getByRole("heading", { name: "Niemand gefunden" }).waitFor();
    await page.getByRole("switch", { name: "Auch geschlossene" }).check();
    await page.getByRole("cell", { name: /Reederei Ahlers/ }).waitFor();
  },

  "a prospect becomes a customer and is still found by his old number": async ({
    open,
    server,
  }) => {
    const page = await desk(open, server, "sales");
    await page.goto("/customers/I-3086");
    await button(page, "Zum Kunden machen…").click();
    const dialog = page.getByRole("dialog");
    await field(dialog, "Nummer").waitFor();
    await field(dialog, "Nummer").fill("K-20418");
    await button(dialog, "Zum Kunden machen").click();
    await dialog.getByText("Die Nummer K-20418 ist schon vergeben.").waitFor();
    await field(dialog, "Nummer").fill("");
    await page.keyboard.press("Enter");
    await page.getByText(/Hotel Weserblick ist jetzt Kunde: K-\d+/).waitFor();
    await page.getByText("früher I-3086").waitFor();
    await eventually(() => /\/customers\/K-\d+$/.test(page.url()), true, page.url());
    const present = page.url();
    await page.goto("/customers/I-3086");
    await page.waitForURL(present);
  },

  "people get access on the customer's page": async ({ open, server }) => {
    const page = await desk(open, server);
    await page.goto("/customers/K-20655?tab=people");
    await button(page, "Benutzer einladen").first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("E-Mail").fill("kasse@lindner.example");
    await dialog.getByLabel("Name").fill("Ida Lindner");
    await button(dialog, "Einladung senden").click();
    await page.getByRole("cell", { name: /Ida Lindner/ }).waitFor();
    await tab(page, "Protokoll").click();
    await page.getByText("Benutzer eingeladen: Ida Lindner").waitFor();
  },

  "who asked for access is let into a customer's account": async ({ open, server }) => {
    const asked = await fetch(`${server.url}/api/v1/access-requests`, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
      body: JSON.stringify({
        email: "lager@lindner.example",
        name: "Jost Lindner",
        company: "Lindner",
        message: "",
      }),
    });
    equal(asked.ok, true, `request: ${asked.status}`);
    const page = await desk(open, server);
    await page.goto("/settings/access");
    await button(page, "Zulassen…").first().click();
    const dialog = page.getByRole("dialog");
    await button(dialog, "Zulassen und einladen").click();
    await dialog.getByText("Bitte wählen Sie die Firma aus").waitFor();
    const firm = dialog.getByRole("combobox", { name: "Firma" });
    equal(await firm.inputValue(), "Lindner", "what the person typed");
    await firm.click();
    await dialog.getByRole("option", { name: /Bäckerei Lindner/ }).click();
    await clean(page, "letting somebody in");
    await button(dialog, "Zulassen und einladen").click();
    await page.getByText("Jost Lindner ist eingeladen").waitFor();
  },

  "an article with a variant and a price is found in the cart; it is archived and comes back":
    async ({ open, server }) => {
      const page = await desk(open, server);
      await page.goto("/products");
      await button(page, "Neuer Artikel").click();
      const sheet = page.getByRole("dialog", { name: "Neuer Artikel" });
      await field(sheet, "Artikelnummer").fill("40-2260");
      await button(sheet, "Anlegen").click();
      await sheet.getByText("Bitte geben Sie dem Artikel einen Namen.").waitFor();
      await page.keyboard.type("Kabeltrommel Robust");
      await sheet.getByLabel("Listenpreis").fill("1.049,5");
      await button(sheet, "Anlegen").click();
      await sheet.getByText("Die Artikelnummer 40-2260 gehört schon").waitFor();
      equal(await sheet.getByLabel("Listenpreis").inputValue(), "1049,50");
      await field(sheet, "Artikelnummer").fill("77-0001");
      await button(sheet, "Anlegen").click();
      await page.getByRole("heading", { name: "Kabeltrommel Robust", level: 1 }).waitFor();

      await button(page, "Neue Variante").click();
      const variant = page.getByRole("dialog", { name: "Neue Variante" });
      await field(variant, "Artikelnummer").fill("77-0002");
      await button(variant, "Merkmal hinzufügen").click();
      await field(variant, "Merkmal").fill("Länge");
      await field(variant, "Wert").fill("50 m");
      await variant.getByLabel("Bestand").fill("12,5");
      await button(variant, "Speichern").click();
      await page.getByRole("cell", { name: /77-0002 Länge/ }).waitFor();
      await page.getByRole("cell", { name: "12,5" }).waitFor();
      await page.getByRole("cell", { name: "1.049,50 €" }).waitFor();

      await tab(page, "Preise").click();
      const standard = page.getByRole("region", { name: "Standard" });
      const price = field(standard, "Preis von 77-0002");
      await price.fill("1199");
      await price.press("Enter");
      await standard.getByText("Gespeichert").waitFor({ state: "attached" });
      await tab(page, "Protokoll").click();
      await page.getByText("Preise geändert").waitFor();
      await page.getByText(/77-0002, Standard: 1\.199,00/).waitFor();

      const cart = await desk(open, server, "sales");
      await cart.goto("/carts/K-20418");
      await button(cart, "Neuer Warenkorb").first().click();
      const search = cart.getByRole("combobox", { name: /Artikel suchen/ });
      await search.fill("Kabeltrommel");
      await cart.getByRole("option", { name: /77-0002.*1\.199,00/ }).waitFor();
      await counted(cart.getByRole("option", { name: /Kabeltrommel/ }), 2, "variants found");

      await tab(page, "Übersicht").click();
      await button(page, "Archivieren").click();
      await page.getByRole("heading", { name: "Nicht mehr im Verkauf" }).waitFor();
      await clean(page, "an archived article");
      await search.fill("Kabeltrommel R");
      await cart.getByText("Kein Artikel zu").waitFor();
      await button(page, "Rückgängig").click();
      await page.getByText("Artikel ist wieder im Verkauf").waitFor();
      await button(page, "Archivieren").waitFor();
    },

  "prices are typed into the table, row by row, with tiers": async ({ open, server }) => {
    const page = await desk(open, server, "pricing");
    await page.goto("/price-lists");
    await button(page, "Neue Preisliste").click();
    const dialog = page.getByRole("dialog");
    await field(dialog, "Name").fill("Partner");
    await button(dialog, "Anlegen").click();
    await dialog.getByText("Eine Preisliste „Partner“ gibt es schon.").waitFor();
    await field(dialog, "Name").fill("Messe 2027");
    await field(dialog, "Währung").fill("eur");
    await button(dialog, "Anlegen").click();
    await page.getByRole("heading", { name: "Messe 2027", level: 1 }).waitFor();

    await page.getByRole("searchbox", { name: "Artikel oder Nummer" }).fill("TS-RAH");
    await page.getByRole("link", { name: /40-2290/ }).waitFor();
    await page
      .getByRole("link", { name: /Access Point/ })
      .first()
      .waitFor({ state: "detached" });
    const price = (sku) => page.getByLabel(`Preis von ${sku}`, { exact: true });
    await price("40-2290").fill("zwölf");
    await price("40-2290").press("Tab");
    await page.getByText("Das ist keine Zahl").waitFor();
    await clean(page, "a price that is no number");
    await price("40-2290").fill("39,9");
    await price("40-2290").press("Enter");
    // Enter goes down a row, so that a column is typed without the mouse.
    equal(await page.locator(":focus").getAttribute("aria-describedby"), null);
    await page.keyboard.type("41");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelectorAll('[role="status"] svg').length === 0);
    await page.reload();
    await price("40-2290").waitFor();
    equal(await price("40-2290").inputValue(), "39,90");
    equal(await price("40-2291").inputValue(), "41,00");
    const floor = page.getByLabel("Preisuntergrenze von 40-2290", { exact: true });
    await floor.fill("30");
    await floor.press("Escape");
    equal(await floor.inputValue(), "", "what Escape left");
    await floor.fill("31");
    const written = page.waitForResponse((answer) => answer.request().method() === "PUT");
    await floor.press("Tab");
    equal((await written).status(), 200);

    await page.getByRole("button", { name: /^Staffelpreise von 40-2290/ }).click();
    const tiers = page.getByRole("dialog");
    await tiers.getByLabel("Ab Menge").fill("1");
    await tiers.getByLabel("Preis", { exact: true }).fill("35");
    await button(tiers, "Speichern").click();
    await tiers.getByText("Eine Staffel beginnt bei mehr als 1.").waitFor();
    await tiers.getByLabel("Ab Menge").fill("10");
    await button(tiers, "Speichern").click();
    await page.getByText("ab 10: 35,00").waitFor();

    await button(page, "Bearbeiten…").click();
    const edit = page.getByRole("dialog");
    await field(edit, "Währung").fill("CHF");
    await button(edit, "Speichern").click();
    await edit.getByText("stehen schon Preise").waitFor();
    await page.keyboard.press("Escape");
    await button(edit, "Verwerfen").click();
    await edit.waitFor({ state: "detached" });
    await button(page, "Datei").click();
    await page.getByRole("menuitem", { name: "Importieren…" }).click();
    equal(await page.getByLabel("Inhalt").inputValue(), "prices", "the kind of import");
  },

  "labels are made, renamed and deleted": async ({ open, server }) => {
    const page = await desk(open, server, "sales");
    await page.goto("/settings/labels");
    await page.getByRole("link", { name: "Express" }).waitFor();
    await button(page, "Neues Etikett").click();
    const dialog = page.getByRole("dialog");
    await field(dialog, "Name").fill("Express");
    await button(dialog, "Anlegen").click();
    await dialog.getByText("Das Etikett „Express“ gibt es schon.").waitFor();
    await field(dialog, "Name").fill("Messe");
    await dialog.getByLabel("Farbe").selectOption("plum");
    await dialog.getByLabel("Zuständig").fill("Vertrieb Nord");
    await button(dialog, "Anlegen").click();
    await page.getByRole("cell", { name: "Vertrieb Nord" }).waitFor();
    await button(page, "Etikett Messe bearbeiten").click();
    await field(dialog, "Name").fill("Messe Hannover");
    await page.keyboard.press("Enter");
    await button(page, "Etikett Messe Hannover löschen").click();
    await dialog.getByText("Es verschwindet von allen Aufträgen.").waitFor();
    await button(dialog, "Löschen").click();
    await page.getByText("Etikett Messe Hannover gelöscht").waitFor();
    await page.getByRole("link", { name: "Messe Hannover" }).waitFor({ state: "detached" });
  },

  "who may not change it sees that, and why": async ({ open, server }) => {
    const reader = await desk(open, server, "read_only");
    await reader.goto("/customers/K-20418");
    await button(reader, "Bearbeiten…").waitFor();
    equal(await button(reader, "Bearbeiten…").getAttribute("aria-disabled"), "true");
    await button(reader, "Weitere Aktionen").click();
    const move = reader.getByRole("menuitem", { name: /Verschieben/ });
    equal((await move.innerText()).includes("Ihre Rolle erlaubt das nicht."), true, "the reason");
    await reader.keyboard.press("Escape");
    await reader.goto("/customers");
    await reader.getByRole("cell", { name: /Brinkmann/ }).waitFor();
    await counted(button(reader, "Neuer Kunde"), 0, "button to create");
    await reader.goto("/price-lists");
    await reader.getByRole("link", { name: "Partner" }).click();
    await reader.getByRole("link", { name: /31-0640/ }).waitFor();
    await counted(reader.getByRole("main").getByRole("textbox"), 0, "fields for prices");

    const partner = await desk(open, server, "owner of Nord Systemhaus GmbH");
    for (const address of ["/price-lists", "/settings/labels"]) {
      await partner.goto(address);
      await partner.getByRole("heading", { name: "Kein Zugriff" }).waitFor();
    }
    await partner.goto("/customers");
    await button(partner, "Neuer Kunde").click();
    const sheet = partner.getByRole("dialog");
    await parent(sheet).waitFor();
    equal(await parent(sheet).inputValue(), "Nord Systemhaus GmbH");
    await counted(sheet.getByLabel("Preisliste"), 0, "what only the operator gives");
    await field(sheet, "Name").first().fill("Werft Blohm");
    await button(sheet, "Anlegen").click();
    await partner.getByRole("heading", { name: "Werft Blohm", level: 1 }).waitFor();
  },
};
