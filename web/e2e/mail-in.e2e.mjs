// Mail in: the queue of unassigned mail and what people do with it, a mail's way to the right
// order, the settings of the mailbox. The mails come from a real mail server.
import { apiOf, placeOrder } from "./desk-data.mjs";
import { connectMailbox, kMailbox, mailOf, startMailServer, waitForMails } from "./mail-server.mjs";
import { axeInThemes, demoLogin, equal, eventually, overflow, signIn } from "./support.mjs";

export const demo = true;
// A mailbox is fetched once a minute at most; the next test would wait for it.
export const apart = true;

const kLink = "Nicht zugeordnet";
const kTitle = "Nicht zugeordnete E-Mails";
const dialog = (page) => page.getByRole("dialog").last();
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const sheet = (page, subject) => page.getByRole("dialog", { name: subject });

async function setUpMails(server, skip, mails) {
  const post = await startMailServer();
  if (!post) return skip("no dovecot");
  const api = await apiOf(server.url, demoLogin(server, "admin"));
  const before = (await api.call("GET", "/inbound-mails")).items.length;
  // One after the other: mails of one instant have no order.
  for (const [at, mail] of mails.entries()) {
    post.deliver(mailOf(mail));
    await connectMailbox(api, post);
    await waitForMails(api, before + at + 1);
  }
  return { api, post };
}

async function chooseIn(page, label, words, name) {
  const field = dialog(page).getByRole("combobox", { name: label });
  await field.click();
  await field.fill(words);
  await page.getByRole("option", { name }).first().waitFor();
  await field.press("Enter");
  await eventually(() => field.getAttribute("aria-expanded"), "false");
}

export const tests = {
  "without mail the queue says that everything is assigned": async ({ open, server }) => {
    const page = await open();
    await signIn(page, demoLogin(server, "sales"));
    const link = page.getByRole("navigation").getByRole("link", { name: kLink, exact: true });
    await link.click();
    await page.getByRole("heading", { name: "Alles zugeordnet" }).waitFor();
    equal(await axeInThemes(page), [], "axe");
    await page.setViewportSize({ width: 390, height: 780 });
    equal(await overflow(page), 0, "wider than the phone");
    await page.getByRole("tab", { name: "Verworfen" }).click();
    await page.getByText("In diesem Zustand ist keine E-Mail.").waitFor();
  },

  "who may not see mail sees neither the link nor the list": async ({ open, server }) => {
    const page = await open();
    await signIn(page, demoLogin(server, "warehouse"));
    equal(await page.getByRole("link", { name: kLink }).count(), 0, "links");
    await page.goto("/inbound-mails");
    await page.getByRole("heading", { name: kTitle, level: 1 }).waitFor();
    equal(await page.locator("#main table").count(), 0, "lists");
  },

  "the mailbox says what is wrong with its values, and then what the server says": async ({
    open,
    server,
  }) => {
    const page = await open();
    await signIn(page, demoLogin(server, "admin"));
    await page.goto("/settings/mailbox");
    const field = (name) => page.getByRole("textbox", { name, exact: true });
    await field("Adresse des Postfachs").fill("keine Adresse");
    await field("Servername").fill("kein/server");
    await press(page, "Speichern");
    await page.locator('[aria-invalid="true"]').nth(1).waitFor();
    equal(await page.locator('[aria-invalid="true"]').count(), 2, "wrong fields");
    equal(await axeInThemes(page), [], "axe on the faults");

    await field("Adresse des Postfachs").fill(kMailbox);
    await field("Servername").fill("127.0.0.1");
    await field("Port").fill("70000");
    await press(page, "Speichern");
    await page.getByText("Bitte geben Sie eine Zahl von 1 bis 65535 ein.").waitFor();

    // Nobody listens on this port.
    await page.getByLabel("Verschlüsselung").selectOption("starttls");
    await field("Port").fill("1");
    await field("Benutzername").fill("auftrag");
    await page.getByLabel("Passwort", { exact: true }).last().fill("falsch");
    await page.getByLabel("E-Mails abrufen").check();
    await press(page, "Speichern");
    await page.getByText("Der Server ist nicht erreichbar.").waitFor();
    await page.getByText("Es ist eines gespeichert.").waitFor();
    equal(await page.getByLabel("Passwort", { exact: true }).last().inputValue(), "", "secret");

    await page.getByLabel("OAuth 2").check();
    await field("Client-ID").waitFor();
    equal(await axeInThemes(page), [], "axe with the fields of OAuth");
    await page.setViewportSize({ width: 390, height: 780 });
    equal(await overflow(page), 0, "wider than the phone");
    // What is stored goes only to where it was given for.
    await field("Adresse für Token").fill("https://login.example/token");
    await press(page, "Speichern");
    await page.getByLabel("Refresh-Token").and(page.locator('[aria-invalid="true"]')).waitFor();
  },

  "each mail is handled in its own way, and the next one opens": async ({ open, server, skip }) => {
    const admin = await apiOf(server.url, demoLogin(server, "admin"));
    const brinkmann = (await admin.call("GET", "/accounts?q=Brinkmann")).items[0];
    const order = await placeOrder(admin, brinkmann, [["Klingeltaster", 2, 1500]]);
    const from = "Eva Neumann <eva@kunde.example>";
    const body = ["Bitte liefern Sie an den Hintereingang."];
    const mails = ["Werbung", "Frage", "Bestellung", "Lieferung"].map((subject, at) => {
      return { from, subject, body, id: `weg${at}` };
    });
    mails[3].body = [...body, "", "Am 20.11.2026 um 10:00 schrieb Nordwerk:", "> Ihr Auftrag"];
    const { api, post } = await setUpMails(server, skip, mails);
    try {
      const page = await open();
      await signIn(page, demoLogin(server, "sales"));
      await page.goto("/inbound-mails");
      await page.getByRole("link", { name: /^Nicht zugeordnet.*4$/ }).waitFor();
      await page.getByRole("button", { name: /Lieferung/ }).click();
      await sheet(page, "Lieferung").getByText("Hintereingang").waitFor();
      await page.getByText("Ältere Nachrichten in dieser E-Mail").click();
      await page.getByText("> Ihr Auftrag").waitFor();
      equal(await axeInThemes(page), [], "axe on the mail");

      // Attach by number, with the keys alone.
      await press(page, "Zuordnen…");
      await press(page, "Zuordnen");
      await page.getByText("Bitte wählen Sie einen Auftrag.").waitFor();
      await chooseIn(page, "Auftrag", order.number, new RegExp(order.number));
      equal(await axeInThemes(page), [], "axe on the choice");
      await press(page, "Zuordnen");
      await page.getByText(`Die E-Mail steht jetzt bei ${order.number}.`).waitFor();

      // The next is there; a cart for a customer.
      await sheet(page, "Bestellung").waitFor();
      await press(page, "Warenkorb anlegen…");
      await chooseIn(page, "Kunde", "Brinkmann", /Brinkmann/);
      await press(page, "Warenkorb anlegen");
      await page.getByText(/^Warenkorb .* ist angelegt\.$/).waitFor();

      await sheet(page, "Frage").waitFor();
      const inside = await page.evaluate(
        () => document.activeElement.closest('[role="dialog"]') !== null,
      );
      equal(inside, true, "the focus is in the next mail");
      await press(page, "Antworten…");
      await dialog(page).getByRole("textbox", { name: "Antwort" }).fill("Gern, morgen früh.");
      await page.keyboard.press("Control+Enter");
      await page.getByText("Die Antwort an eva@kunde.example wird gesendet.").waitFor();

      await sheet(page, "Werbung").waitFor();
      await press(page, "Verwerfen…");
      await press(page, "Verwerfen");
      await page.getByText("Bitte nennen Sie einen Grund.").waitFor();
      await dialog(page).getByRole("textbox", { name: "Grund" }).fill("Werbung");
      await press(page, "Verwerfen");
      await page.getByRole("heading", { name: "Alles zugeordnet" }).waitFor();
      equal(await page.getByRole("dialog").count(), 0, "dialogs after the last mail");

      await page.getByRole("tab", { name: "Verworfen" }).click();
      await page.getByRole("button", { name: /Werbung/ }).click();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: "Original laden" }).click(),
      ]);
      equal(download.suggestedFilename().endsWith(".eml"), true, "the original is a mail");

      const answered = async () =>
        (await api.call("GET", "/outbox?q=eva@kunde.example")).items.map((mail) => mail.subject);
      await eventually(answered, ["Re: Frage"], "mails to the writer");
    } finally {
      await post.stop();
    }
  },

  "a mail at the wrong order is moved to the right one": async ({ open, server, skip }) => {
    const admin = await apiOf(server.url, demoLogin(server, "admin"));
    const brinkmann = (await admin.call("GET", "/accounts?q=Brinkmann")).items[0];
    const wrong = await placeOrder(admin, brinkmann, [["Klingeltaster", 1, 1500]]);
    const right = await placeOrder(admin, brinkmann, [["Klingeltaster", 3, 1500]]);
    const words = "Bitte drei Stück mehr.";
    const mail = { from: "eva@kunde.example", subject: "Mehr", body: [words], id: "mehr" };
    const { api, post } = await setUpMails(server, skip, [mail]);
    try {
      const [row] = (await api.call("GET", "/inbound-mails")).items;
      const { version } = await api.call("GET", `/inbound-mails/${row.id}`);
      await api.call("POST", `/inbound-mails/${row.id}/attach`, { order_id: wrong.id }, version);
      const page = await open();
      await signIn(page, demoLogin(server, "sales"));
      await page.goto(`/orders/${wrong.number}`);
      await page.getByText(words).waitFor();
      await press(page, "Gehört zu einem anderen Auftrag…");
      await chooseIn(page, "Auftrag", wrong.number, new RegExp(wrong.number));
      await press(page, "Verschieben");
      await page.getByText("Bei diesem Auftrag steht die E-Mail schon.").waitFor();
      await chooseIn(page, "Auftrag", right.number, new RegExp(right.number));
      equal(await axeInThemes(page), [], "axe on the move");
      await press(page, "Verschieben");
      await page.getByText(`Die E-Mail steht jetzt bei ${right.number}.`).waitFor();
      await page.getByText("Der Inhalt wurde gelöscht.").waitFor();
      equal(await page.getByText(words).count(), 0, "words at the wrong order");
      await page.goto(`/orders/${right.number}`);
      await page.getByText(words).waitFor();
    } finally {
      await post.stop();
    }
  },
};
