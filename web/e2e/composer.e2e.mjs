// Notes and messages as people write them: rich text, pictures by paste, files by drop, drafts,
// text blocks by "/", colleagues by "@"; and what the customer sees of it.
import { apiOf, placeOrder } from "./desk-data.mjs";
import { axeFindings, axeInThemes, demoLogin, equal, overflow, signIn } from "./support.mjs";

export const demo = true;

// One red dot, 8 by 8.
const kPicture =
  "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC";
const kNote = "Interne Notiz";
const kMessage = "Nachricht an Kunden";

async function newOrder(server) {
  const api = await apiOf(server.url, demoLogin(server, "admin"));
  const found = await api.call("GET", "/accounts?q=Brinkmann");
  return { api, order: await placeOrder(api, found.items[0], [["Klingeltaster", 2, 1500]]) };
}

/** Signed in, with the order open and the cursor in the box. */
async function writing(open, server, { order, mode = kNote, as = "sales", ...options }) {
  const page = await open(options);
  await signIn(page, demoLogin(server, as));
  await page.goto(`/orders/${order.number}`);
  await takeBox(page, mode);
  return page;
}

async function takeBox(page, mode) {
  await page.getByRole("button", { name: mode, exact: true }).click();
  const box = page.getByRole("textbox", { name: mode, exact: true });
  await box.click();
  await page.locator(".ProseMirror").waitFor();
  return box;
}

const article = (page, words) => page.getByRole("article").filter({ hasText: words });
const files = (page) =>
  page.getByRole("region", { name: "Schreiben" }).getByRole("list", { name: "Dateien" });

/** As the system's clipboard gives a picture: with the keys, through the page's own handlers. */
async function pastePicture(page, name) {
  await page.evaluate(
    ([data, file_name]) => {
      const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], file_name, { type: "image/png" }));
      const paste = { clipboardData: transfer, bubbles: true, cancelable: true };
      document.querySelector(".ProseMirror").dispatchEvent(new ClipboardEvent("paste", paste));
    },
    [kPicture, name],
  );
}

async function dropFile(page, name, words, type = "text/plain") {
  const transfer = await page.evaluateHandle(
    ([file_name, content, kind]) => {
      const data = new DataTransfer();
      data.items.add(new File([content], file_name, { type: kind }));
      return data;
    },
    [name, words, type],
  );
  const box = page.getByRole("region", { name: "Schreiben" });
  await box.dispatchEvent("dragover", { dataTransfer: transfer });
  await page.getByText("Dateien hier ablegen").waitFor();
  await box.dispatchEvent("drop", { dataTransfer: transfer });
}

export const tests = {
  "a note with bold words, a picture by paste and a mention is what the team reads": async ({
    open,
    server,
  }) => {
    const { api, order } = await newOrder(server);
    const page = await writing(open, server, { order });
    await page.keyboard.type("Regal 14, ");
    await page.keyboard.press("Control+b");
    await page.keyboard.type("heute raus");
    await page.keyboard.press("Control+b");
    await page.keyboard.type(", @mir");
    const people = page.getByRole("listbox");
    await people.getByRole("option", { name: "Miriam Rasch" }).waitFor();
    equal(await axeFindings(page), [], "axe with the list of people");
    await page.keyboard.press("Enter");
    await page.keyboard.type("bitte ansehen: ");
    await pastePicture(page, "Typenschild.png");
    await files(page).getByText("Typenschild.png").waitFor();
    await page.locator(".ProseMirror img").waitFor();
    equal(await axeInThemes(page), [], "axe on a note with a picture");
    await page.keyboard.press("Control+Enter");
    const note = article(page, "Regal 14");
    await note.waitFor();
    equal(await note.locator("strong").innerText(), "heute raus");
    await note.locator("span", { hasText: /^@Miriam Rasch$/ }).waitFor();
    equal(await page.locator(".ProseMirror").innerText(), "\n", "the box after sending");
    // The cursor is still there: the next note follows at once.
    await page.keyboard.type("Und noch etwas.");
    await page.keyboard.press("Control+Enter");
    await article(page, "Und noch etwas.").waitFor();

    await note.getByRole("button", { name: "Typenschild groß ansehen" }).click();
    const dialog = page.getByRole("dialog", { name: "Typenschild" });
    const large = dialog.getByRole("img", { name: "Typenschild" });
    await large.waitFor();
    equal(await large.evaluate((one) => one.decode().then(() => one.naturalWidth)), 8);
    await page.keyboard.press("Escape");

    // Whoever was mentioned finds it, until it is opened.
    const miriam = await api.call("GET", "/orders?has=mentioned");
    equal(
      miriam.items.some((one) => one.id === order.id),
      true,
      "mentioned",
    );
    const other = await open();
    await signIn(other, demoLogin(server, "admin"));
    await other.getByRole("link", { name: /^Erwähnt/ }).click();
    await other.locator(`a[data-number="${order.number}"]`).click();
    await article(other, "Regal 14").waitFor();
    await other.getByRole("link", { name: /^Erwähnt.*0/ }).waitFor();
    const after = await api.call("GET", "/orders?has=mentioned");
    equal(
      after.items.some((one) => one.id === order.id),
      false,
      "after reading",
    );
  },

  "a message with a file by drop reaches the customer, a note and its file never": async ({
    open,
    server,
  }) => {
    const { order } = await newOrder(server);
    const page = await writing(open, server, { order });
    await dropFile(page, "intern.txt", "nur für uns");
    await files(page).getByText("intern.txt").waitFor();
    await page.keyboard.type("Geheimnotiz");
    await page.getByRole("button", { name: "Notiz speichern" }).click();
    await article(page, "Geheimnotiz").getByText("intern.txt").waitFor();

    await takeBox(page, kMessage);
    await page.keyboard.type("Hier ist der Plan.");
    await dropFile(page, "Einbauplan.csv", "a;b\n1;2\n");
    await files(page).getByText("Einbauplan.csv").waitFor();
    equal(await page.getByText("Geht per E-Mail an").isVisible(), true, "who gets it");
    await page.getByRole("button", { name: "An Kunden senden" }).click();
    const sent = article(page, "Hier ist der Plan.");
    await sent.waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      sent.getByRole("link", { name: /Einbauplan\.csv/ }).click(),
    ]);
    equal(download.suggestedFilename(), "Einbauplan.csv");

    const customer = await open();
    await signIn(customer, demoLogin(server, "owner of Möbelhaus Brinkmann"));
    await customer.goto(`/orders/${order.number}`);
    await article(customer, "Hier ist der Plan.").getByText("Einbauplan.csv").waitFor();
    equal(await customer.getByText("Geheimnotiz").count(), 0, "notes that a customer sees");
    equal(await customer.getByText("intern.txt").count(), 0, "their files");
    equal(await customer.getByRole("button", { name: kNote }).count(), 0, "a way to write notes");
    // He answers with a file of his own.
    const box = customer.getByRole("textbox", { name: /^Nachricht an/ });
    await box.click();
    await customer.locator(".ProseMirror").waitFor();
    await customer.keyboard.type("Danke, hier mein Foto.");
    const input = customer.locator("input[data-files]");
    const buffer = Buffer.from(kPicture, "base64");
    await input.setInputFiles({ name: "Foto.png", mimeType: "image/png", buffer });
    await files(customer).getByText("Foto.png").waitFor();
    await customer.keyboard.press("Control+Enter");
    await article(customer, "Danke, hier mein Foto.").getByText("Foto.png").waitFor();
    equal(await axeFindings(customer), [], "axe for a customer");
    await article(page, "Danke, hier mein Foto.").getByText("Foto.png").waitFor();
  },

  "a draft keeps words and files of each mode over a reload": async ({ open, server }) => {
    const { order } = await newOrder(server);
    const page = await writing(open, server, { order });
    await page.keyboard.type("Für uns");
    await dropFile(page, "uns.txt", "x");
    await files(page).getByText("uns.txt").waitFor();
    await page.locator("progress").waitFor({ state: "detached" });
    await takeBox(page, kMessage);
    equal(await files(page).count(), 0, "files of the note in the message");
    await page.keyboard.type("Für Sie");
    await page.reload();
    await page.getByText("Für uns").waitFor();
    await files(page).getByText("uns.txt").waitFor();
    await takeBox(page, kMessage);
    equal((await page.locator(".ProseMirror").innerText()).trim(), "Für Sie");
    // "Undo" of one mode never brings words of the other.
    await page.keyboard.press("Control+z");
    equal((await page.locator(".ProseMirror").innerText()).includes("uns"), false, "after undo");
    await takeBox(page, kNote);
    await page.getByRole("button", { name: "uns.txt entfernen" }).click();
    await page.getByRole("button", { name: "Notiz speichern" }).click();
    const note = article(page, "Für uns");
    await note.waitFor();
    equal(await note.getByText("uns.txt").count(), 0, "a file that was taken out");
  },

  "text blocks are written in the settings and put in by / in the customer's language": async ({
    open,
    server,
  }) => {
    const { order } = await newOrder(server);
    const page = await open();
    await signIn(page, demoLogin(server, "admin"));
    await page.goto("/settings/text-blocks");
    await page.getByRole("button", { name: "Neuer Textbaustein" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Zollpapiere");
    await dialog.getByLabel("Verwenden in").selectOption({ label: "Nachrichten" });
    await dialog.getByLabel("Text", { exact: true }).fill("Zu {{order.nummer}}");
    await dialog.getByRole("button", { name: "Anlegen" }).click();
    await dialog.locator('[aria-invalid="true"]').waitFor();
    await dialog
      .getByLabel("Text", { exact: true })
      .fill("Zu {{order.number}} für **{{customer.name}}** fehlen die Zollpapiere.\n\n{{me.name}}");
    await dialog.getByRole("button", { name: "Anlegen" }).click();
    await page.getByRole("cell", { name: "Zollpapiere", exact: true }).waitFor();
    equal(await axeFindings(page), [], "axe on the settings");

    await page.goto(`/orders/${order.number}`);
    await takeBox(page, kMessage);
    await page.keyboard.type("/zoll");
    await page.getByRole("option", { name: /Zollpapiere/ }).waitFor();
    await page.keyboard.press("Enter");
    const box = page.locator(".ProseMirror");
    await box.getByText("fehlen die Zollpapiere").waitFor();
    equal(await box.locator("strong").innerText(), order.account.name);
    equal((await box.innerText()).includes(`Zu ${order.number} für`), true, "its number");
    equal((await box.innerText()).includes("Miriam Rasch"), true, "its writer");
    // Nothing of the sign that asked for it is left, and Escape leaves what was typed.
    equal((await box.innerText()).includes("/zoll"), false, "the sign");
    await page.keyboard.press("Enter");
    await page.keyboard.type("/x");
    await page.keyboard.press("Escape");
    await page.getByRole("listbox").waitFor({ state: "detached" });
    equal((await box.innerText()).trim().endsWith("/x"), true, "after Escape");

    // The same by a button; a note has no block that is for messages only.
    await page.getByRole("button", { name: "Textbaustein", exact: true }).click();
    await page.getByRole("combobox", { name: "Textbaustein suchen" }).fill("dank");
    await page.getByRole("option", { name: /Dank für die Bestellung/ }).click();
    await box.getByText("Vielen Dank für Ihre Bestellung").waitFor();
    await takeBox(page, kNote);
    await page.keyboard.type("/zoll");
    await page.getByText("Kein Textbaustein passt.").first().waitFor();
  },

  "an upload that fails keeps the words, says why, and works again": async ({ open, server }) => {
    const { order } = await newOrder(server);
    const page = await writing(open, server, { order, breaks: true, mode: kMessage });
    await page.keyboard.type("Mit Anhang.");
    await page.route("**/api/v1/orders/*/files*", (route) => route.abort("connectionrefused"));
    await dropFile(page, "Plan.txt", "abc");
    await files(page).getByText("Nicht hochgeladen.").waitFor();
    equal(await axeInThemes(page), [], "axe on a failed upload");
    const send = page.getByRole("button", { name: "An Kunden senden" });
    equal(await send.getAttribute("aria-disabled"), "true", "send with a failed file");
    await page.unroute("**/api/v1/orders/*/files*");

    // Send waits for what is under way.
    let go;
    const held = new Promise((done) => {
      go = done;
    });
    await page.route("**/api/v1/orders/*/files*", async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole("button", { name: "Plan.txt noch einmal hochladen" }).click();
    await page.locator("progress").waitFor();
    await send.click();
    await page.getByText("Wartet auf 1 Datei").waitFor();
    equal(await page.getByRole("article").count(), 0, "sent too early");
    go();
    await article(page, "Mit Anhang.").getByText("Plan.txt").waitFor();

    // What is too large is said at once, and nothing is sent.
    const buffer = Buffer.alloc(25 * 1024 * 1024 + 1, 1);
    const input = page.locator("input[data-files]");
    await input.setInputFiles({ name: "Film.bin", mimeType: "application/octet-stream", buffer });
    await page.getByText("Die Datei hat 26 MB. Erlaubt sind 25 MB je Datei.").first().waitFor();
    await page.getByRole("button", { name: "Film.bin entfernen" }).click();
    equal(await files(page).count(), 0, "files after removing");
  },

  "the box works on a phone and by keys": async ({ open, server }) => {
    const { order } = await newOrder(server);
    const page = await writing(open, server, { order, width: 390, height: 780 });
    equal(await overflow(page), 0, "wider than the phone");
    await page.getByRole("button", { name: "Aufzählung" }).click();
    await page.keyboard.type("Eins");
    await page.keyboard.press("Enter");
    await page.keyboard.type("Zwei");
    equal(
      await page.getByRole("button", { name: "Aufzählung" }).getAttribute("aria-pressed"),
      "true",
    );
    await page.getByRole("button", { name: "Notiz speichern" }).click();
    await article(page, "Eins").locator("li").nth(1).waitFor();
    equal(await article(page, "Eins").locator("li").allInnerTexts(), ["Eins", "Zwei"]);
    await page.getByRole("button", { name: "Verknüpfung" }).click();
    await page.getByLabel(/^Adresse \(https/).fill("javascript:alert(1)");
    await page.keyboard.press("Enter");
    await page.getByText("keine Adresse, die sich öffnen lässt").waitFor();
    equal(await axeInThemes(page), [], "axe on the link");
    equal(await overflow(page), 0, "with the link's field");
    await page.getByLabel(/^Adresse \(https/).fill("nordwerk.example/plan");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Control+Enter");
    const link = article(page, "nordwerk.example/plan").getByRole("link");
    equal(await link.getAttribute("href"), "https://nordwerk.example/plan");
  },
};
