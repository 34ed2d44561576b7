// The order desk's day: a cart for a customer becomes an order, is worked in the inbox, by mouse
// and by keys, by two people at once.
import { apiOf, placeOrder } from "./desk-data.mjs";
import {
  axeFindings,
  axeInThemes,
  counted,
  demoLogin,
  equal,
  eventually,
  overflow,
  signIn,
} from "./support.mjs";

export const demo = true;

async function desk(open, server, options, role = "sales") {
  const page = await open(options);
  await signIn(page, demoLogin(server, role));
  return page;
}

async function newOrder(server, lines = [["Klingeltaster", 2, 1500]]) {
  const api = await apiOf(server.url, demoLogin(server, "admin"));
  const found = await api.call("GET", "/accounts?q=Brinkmann");
  return { api, order: await placeOrder(api, found.items[0], lines) };
}

const row = (page, number) => page.locator(`a[data-number="${number}"]`);

export const tests = {
  "a cart for a customer becomes an order that is confirmed in the inbox": async ({
    open,
    server,
    shared,
  }) => {
    const page = await desk(open, server);
    await page.goto("/orders?view=inbox");
    await page.getByRole("link", { name: "Neuer Auftrag" }).click();
    await page.getByRole("heading", { name: "Für wen?" }).waitFor();
    // The list is drawn anew when the answer comes: a click before it may meet nothing.
    const search = page.getByRole("searchbox", { name: "Kunde oder Interessent suchen" });
    await Promise.all([
      page.waitForResponse((answer) => answer.url().includes("q=Brinkmann") && answer.ok()),
      search.fill("Brinkmann"),
    ]);
    await page
      .getByRole("link", { name: /Möbelhaus Brinkmann/ })
      .first()
      .click();
    await page.getByText("Sie arbeiten für").waitFor();
    const customer = decodeURIComponent(new URL(page.url()).pathname.split("/").at(-1));
    equal(/^K-\d+$/.test(customer), true, `customer number in ${page.url()}`);
    await page.getByRole("button", { name: "Neuer Warenkorb" }).first().click();
    const article = page.getByRole("combobox", { name: /Artikel suchen/ });
    await article.waitFor();
    await eventually(
      () => new URL(page.url()).pathname.startsWith(`/carts/${customer}/W-`),
      true,
      page.url(),
    );

    // Nothing can be placed yet, and the page says why.
    await page.getByText("Der Warenkorb ist leer").first().waitFor();
    equal(
      await page.getByRole("button", { name: "Bestellen" }).getAttribute("aria-disabled"),
      "true",
    );
    // By keys alone: type, Enter, type, Enter.
    await article.fill("TS-260");
    await page.getByRole("option").first().waitFor();
    await article.press("Enter");
    await page.getByRole("button", { name: /^Mehr von .*TS-260/ }).waitFor();
    equal(await article.inputValue(), "", "search field after adding");
    await page.getByRole("button", { name: /^Mehr von .*TS-260/ }).click();
    await page.getByRole("button", { name: /^Mehr von .*TS-260/ }).click();
    await page.waitForResponse((answer) => answer.request().method() === "PATCH" && answer.ok());
    equal(await page.getByRole("textbox", { name: /^Menge von .*TS-260/ }).inputValue(), "3");

    await page.getByRole("button", { name: "Aus Tabelle einfügen…" }).click();
    await page.getByRole("textbox", { name: "Zeilen" }).fill("40-3107\t2\ngibtsnicht\t1");
    await page.getByRole("button", { name: "2 Zeilen hinzufügen" }).click();
    await page.getByText("Zeile 2:").waitFor();
    equal(await axeFindings(page), [], "axe on pasted rows with a fault");
    await page.getByRole("textbox", { name: "Zeilen" }).fill("40-3107\t2");
    await page.getByRole("button", { name: "1 Zeile hinzufügen" }).click();
    await page
      .getByRole("cell", { name: /40-3107/ })
      .first()
      .waitFor();
    await page.getByRole("textbox", { name: "Eigene Auftragsnummer" }).fill("B-4711");
    await page.getByRole("textbox", { name: "Name des Warenkorbs" }).fill("Neubau Haus C");
    await page.keyboard.press("Tab");
    await page.getByRole("heading", { name: "Neubau Haus C", level: 2 }).waitFor();
    shared.cart = page.url();

    await page.getByRole("button", { name: "Bestellen" }).click();
    const toast = await page.getByText(/Bestellt: Auftrag/).innerText();
    const number = toast.split(" ").at(-1);
    shared.number = number;

    await page.goto(`/orders?view=inbox&account=${customer}`);
    await row(page, number).click();
    await eventually(() => new URL(page.url()).searchParams.get("sel"), number);
    const order = page.getByRole("region", { name: `Auftrag ${number}` });
    await order.getByText("Ausstehend", { exact: true }).first().waitFor();
    await order.getByRole("complementary").getByText("B-4711").waitFor();
    await order.getByText("Bestellung eingegangen").waitFor();
    await order.getByRole("button", { name: "Bestätigen" }).click();
    await page.getByText(`${number} bestätigt`).waitFor();
    await page.goto(`/orders/${number}`);
    await page.getByText("Auftrag bestätigt").first().waitFor();
    await page.getByText(/Bestellung eingegangen/).waitFor();
  },

  "a cart's link that is gone or became an order says so": async ({ open, server, shared }) => {
    const page = await desk(open, server);
    await page.goto(shared.cart);
    await page.getByRole("heading", { name: shared.number, level: 2 }).waitFor();
    await page.goto("/orders/W-0000");
    await page.getByRole("heading", { name: "Nicht gefunden" }).waitFor();

    await page.goto("/carts");
    await page
      .getByRole("link", { name: /Möbelhaus Brinkmann/ })
      .first()
      .click();
    await page.getByRole("button", { name: "Neuer Warenkorb" }).first().click();
    await page.getByRole("combobox", { name: /Artikel suchen/ }).waitFor();
    const address = page.url();
    const number = decodeURIComponent(new URL(address).pathname.split("/").at(-1));
    await page.getByRole("button", { name: "Warenkorb-Menü" }).click();
    await page.getByRole("menuitem", { name: "Warenkorb löschen…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("lässt sich nicht widerrufen").waitFor();
    await dialog.getByRole("textbox", { name: /eintippen/ }).fill("W-1");
    await dialog.getByRole("button", { name: "Endgültig löschen" }).click();
    await dialog.getByText(`Das ist nicht die Nummer ${number}.`).waitFor();
    await dialog.getByRole("textbox", { name: /eintippen/ }).fill(number);
    await dialog.getByRole("button", { name: "Endgültig löschen" }).click();
    await page.getByText(`Warenkorb ${number} gelöscht`).waitFor();
    await page.goto(address);
    await page.getByRole("heading", { name: "Gelöscht" }).waitFor();
    equal(await axeFindings(page), [], "axe on a deleted cart");
  },

  "the inbox is worked by keys alone": async ({ open, server }) => {
    const page = await desk(open, server);
    await page.goto("/");
    await page
      .getByRole("link", { name: /^Posteingang/ })
      .first()
      .waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("i");
    await page.getByRole("heading", { name: "Posteingang", level: 1 }).waitFor();
    await page.locator("a[data-number]").first().waitFor();
    const selected = () => new URL(page.url()).searchParams.get("sel");
    const selects = (number) =>
      page.waitForFunction(
        (wanted) => new URL(location.href).searchParams.get("sel") === wanted,
        number,
      );
    const numbers = await page
      .locator("a[data-number]")
      .evaluateAll((links) => links.map((link) => link.dataset.number));
    await page.keyboard.press("j");
    await selects(numbers[0]);
    await page.keyboard.press("j");
    await selects(numbers[1]);
    await page.keyboard.press("k");
    await selects(numbers[0]);
    await page.getByRole("heading", { name: numbers[0], level: 2 }).waitFor();

    // A note, written and saved without the mouse.
    await page.keyboard.press("n");
    await page.keyboard.type("Liegt im Regal 14.");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Notiz gespeichert").waitFor();
    await page.getByRole("article").getByText("Liegt im Regal 14.").waitFor();
    await page.evaluate(() => document.activeElement.blur());

    // Confirmed: the next one is there by itself.
    await page.keyboard.press("1");
    await page.getByText(`${numbers[0]} bestätigt`).waitFor();
    await selects(numbers[1]);
    await page.getByRole("heading", { name: numbers[1], level: 2 }).waitFor();
    await row(page, numbers[0]).waitFor({ state: "detached" });

    // Declined: never without a reason.
    await page.keyboard.press("3");
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await page.keyboard.press("Control+Enter");
    await dialog.getByText("Bitte wählen Sie einen Grund.").waitFor();
    await dialog.getByRole("radio", { name: "Nicht lieferbar", exact: true }).press("Space");
    await page.keyboard.press("Control+Enter");
    await page.getByText(`${numbers[1]} abgelehnt`).waitFor();
    await selects(numbers[2]);

    // Three are marked and get a label.
    await page.keyboard.press("x");
    await page.keyboard.press("Shift+J");
    await page.keyboard.press("Shift+J");
    await page.getByText("3 ausgewählt").waitFor();
    await page.getByRole("button", { name: "Etikett", exact: true }).press("ArrowDown");
    await page.getByRole("menuitem", { name: /Rückfrage/ }).press("Enter");
    await page.getByText("3 Aufträge geändert").waitFor();

    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Tastenkürzel auf dieser Seite" }).waitFor();
    await page.keyboard.press("Escape");
    equal(typeof selected(), "string");
  },

  "what one changes the other sees at once; new orders wait behind a button": async ({
    open,
    server,
  }) => {
    const { api, order } = await newOrder(server);
    const anna = await desk(open, server);
    const miriam = await desk(open, server, {}, "admin");
    for (const page of [anna, miriam]) {
      await page.goto(`/orders?view=inbox&sel=${order.number}`);
      await page.getByRole("heading", { name: order.number, level: 2 }).waitFor();
      await row(page, order.number).waitFor();
    }
    await anna.getByRole("textbox", { name: "Interne Notiz" }).fill("Ich rufe dort an.");
    await anna.getByRole("button", { name: "Notiz speichern" }).click();
    await miriam.getByRole("article").getByText("Ich rufe dort an.").waitFor();
    await anna.getByRole("button", { name: /^Zuständig/ }).click();
    await anna.getByRole("menuitem", { name: "Mir", exact: true }).click();
    await row(miriam, order.number).getByRole("img", { name: "Anna Keller" }).waitFor();

    const before = await miriam.locator("a[data-number]").count();
    await newOrder(server, [["Türgong", 1, 4990]]);
    await miriam.getByRole("button", { name: "1 neuen Auftrag anzeigen" }).waitFor();
    await counted(miriam.locator("a[data-number]"), before, "rows before the click");
    await miriam.getByRole("button", { name: "1 neuen Auftrag anzeigen" }).click();
    await miriam.getByText("Türgong").first().waitFor();

    await api.call("POST", `/orders/${order.id}/messages`, { body: "Wir melden uns." });
    await anna.getByRole("article").getByText("Wir melden uns.").waitFor();
    await anna
      .getByRole("region", { name: /^Auftrag/ })
      .getByText("In Bearbeitung", { exact: true })
      .waitFor();
  },

  "two write at once: the second sees what the first changed and chooses": async ({
    open,
    server,
  }) => {
    const { order } = await newOrder(server);
    const anna = await desk(open, server);
    const miriam = await desk(open, server, {}, "admin");
    await anna.goto(`/orders/${order.number}`);
    await miriam.goto(`/orders/${order.number}`);
    await anna.getByRole("button", { name: "Ändern Zahlung" }).click();
    await anna.getByRole("radio", { name: "Vorkasse per Überweisung" }).check();

    await miriam.getByRole("button", { name: "Ändern Lieferung" }).click();
    await miriam.getByLabel("Versandart").selectOption({ label: "Expressversand" });
    await miriam.getByRole("dialog").getByRole("button", { name: "Speichern" }).click();
    await miriam.getByRole("dialog").waitFor({ state: "detached" });

    await anna.getByRole("dialog").getByRole("button", { name: "Speichern" }).click();
    const conflict = anna.getByRole("dialog", { name: /hat das inzwischen geändert/ });
    await conflict.getByText("Miriam Rasch").first().waitFor();
    await conflict.getByText("Versandart").waitFor();
    equal(await axeFindings(anna), [], "axe on a conflict");
    await conflict.getByRole("button", { name: "Meine Änderung speichern" }).click();
    // Both stand: hers was another field.
    const details = anna.getByRole("complementary", { name: "Einzelheiten" });
    await details.getByText("Vorkasse per Überweisung").waitFor();
    await details.getByText("Expressversand", { exact: true }).waitFor();
    await miriam.getByText("Vorkasse per Überweisung").first().waitFor();
  },

  "the filter is a sentence, lives in the address and becomes a view": async ({ open, server }) => {
    const page = await desk(open, server);
    await page.goto("/orders?view=all&state=pending,processing&origin=!portal&farbe=blau");
    await page.locator("a[data-number]").first().waitFor();
    await page.getByText("nicht vom Portal kommen").waitFor();
    await page.getByText("farbe").waitFor();
    await page.getByRole("button", { name: /^Filter entfernen: nicht vom Portal/ }).click();
    await eventually(() => new URL(page.url()).searchParams.get("origin"), null);
    await page.goBack();
    await page.getByText("nicht vom Portal kommen").waitFor();
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await page.getByRole("menuitem", { name: "Zahlung" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("checkbox", { name: "unbezahlt" }).check();
    await dialog.getByRole("button", { name: "Anwenden" }).click();
    await eventually(() => new URL(page.url()).search.includes("payment=unpaid"), true, page.url());
    await eventually(() => page.url().includes("%"), false, `escapes in ${page.url()}`);
    await page.getByRole("button", { name: "Als neue Sicht" }).click();
    await page.getByRole("textbox", { name: "Name der Sicht" }).fill("Offene ohne Portal");
    await page.getByRole("dialog").getByRole("button", { name: "Speichern" }).click();
    const rail = page.getByRole("navigation", { name: "Hauptnavigation" });
    await rail.getByRole("link", { name: /Offene ohne Portal/ }).waitFor();
    await page.getByRole("heading", { name: "Offene ohne Portal", level: 1 }).waitFor();
    await page.goto("/orders?q=gibtesbestimmtnicht");
    await page.getByRole("heading", { name: "Keine Treffer" }).waitFor();
  },

  "orders can be read and worked at 320 px, in light and dark": async ({ open, server }) => {
    const page = await desk(open, server, { width: 320, height: 640 });
    await page.goto("/orders?view=inbox");
    await page.locator("a[data-number]").first().waitFor();
    equal(await overflow(page), 0, "overflow of the inbox");
    equal(await axeInThemes(page), [], "axe on the inbox, phone");
    await page.locator("a[data-number]").first().click();
    await page.getByRole("button", { name: "Bestätigen" }).waitFor();
    await page.getByText("Bestellung eingegangen").waitFor();
    equal(await overflow(page), 0, "overflow of the order");
    equal(await axeInThemes(page), [], "axe on the order, phone");
    for (const path of ["/carts", "/carts/K-20418"]) {
      await page.goto(path);
      await page.locator("h1").first().waitFor({ state: "attached" });
      equal(await overflow(page), 0, `overflow of ${path}`);
    }
  },
};
