// What happens to an order beside its state, told by the people who book it: money comes and goes
// back, parcels leave, and the customer reads the merchant's own words about it.
import { apiOf, placeOrder } from "./desk-data.mjs";
import {
  axeFindings,
  counted,
  demoLogin,
  equal,
  eventually,
  overflowOnPhone,
  signIn,
} from "./support.mjs";

export const demo = true;

const kNumber = "JJD000390012345678";
const button = (page, name) => page.getByRole("button", { name, exact: true });

async function signedIn({ open, server }, who, options) {
  const page = await open(options);
  await signIn(page, typeof who === "string" ? demoLogin(server, who) : who);
  return page;
}

/** An order of Brinkmann's, confirmed: two bells at 100 euros net each. */
async function confirmed(server, lines = [["Klingeltaster", 2, 10_000]]) {
  const api = await apiOf(server.url, demoLogin(server, "admin"));
  const found = await api.call("GET", "/accounts?q=Brinkmann");
  const placed = await placeOrder(api, found.items[0], lines);
  const order = await api.call("POST", `/orders/${placed.id}/confirm`, {}, placed.version);
  return { api, order, now: () => api.call("GET", `/orders/${order.id}`) };
}

const mailsAbout = async (api, words) => {
  const { items } = await api.call("GET", "/outbox?limit=50");
  return items.filter((one) => one.subject.includes(words));
};

const rowOf = (page, number) => page.locator(`a[data-number="${number}"]`);

export const tests = {
  "S06 paid by one click on the row, taken back in time: nobody is told": async (world) => {
    const { api, order, now } = await confirmed(world.server);
    const page = await signedIn(world, "sales");
    await page.goto("/orders?view=unpaid&sort=-arrived");
    await rowOf(page, order.number).hover();
    await button(page, `Bezahlt ${order.number}`).click();
    await page.getByText(`${order.number} ist als bezahlt vermerkt.`).waitFor();
    equal((await now()).payment_state, "paid", "after the click");
    await rowOf(page, order.number).getByText("Zahlung: bezahlt", { exact: true }).waitFor();
    await button(page, "Rückgängig").click();
    await page.getByText(`Zahlung zu ${order.number} zurückgenommen`).waitFor();
    equal((await now()).payment_state, "unpaid", "after taking it back");
    await rowOf(page, order.number).getByText("Zahlung: unbezahlt", { exact: true }).waitFor();
    // The same from the menu, with the keyboard alone.
    await rowOf(page, order.number).focus();
    for (let step = 0; step < 4; step += 1) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Versandt…" }).waitFor();
    equal(await axeFindings(page), [], "axe with the open menu");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByText(`${order.number} ist als bezahlt vermerkt.`).waitFor();
    await button(page, "Rückgängig").click();
    await eventually(async () => (await now()).payment_state, "unpaid", "from the menu");
    equal(await mailsAbout(api, `Zahlung zu ${order.number}`), [], "mails of what was taken back");
  },

  "S06 shipped by one click on a new order: it is confirmed by that, and stays so": async (
    world,
  ) => {
    const api = await apiOf(world.server.url, demoLogin(world.server, "admin"));
    const found = await api.call("GET", "/accounts?q=Brinkmann");
    const order = await placeOrder(api, found.items[0], [["Klingeltaster", 1, 10_000]]);
    const now = () => api.call("GET", `/orders/${order.id}`);
    const page = await signedIn(world, "sales");
    await page.goto("/orders?state=pending&sort=-arrived");
    await rowOf(page, order.number).hover();
    await button(page, `Versandt ${order.number}`).click();
    await page.getByText(`${order.number} ist bestätigt und als versandt vermerkt.`).waitFor();
    equal((await now()).fulfilment_state, "shipped", "after the click");
    await button(page, "Rückgängig").click();
    await page.getByText(`Versand von ${order.number} zurückgenommen`).waitFor();
    const { state, fulfilment_state } = await now();
    equal([state, fulfilment_state], ["confirmed", "none"], "after taking it back");
    // Among the pending it has nothing to do any more.
    await rowOf(page, order.number).waitFor({ state: "detached" });
  },

  "S17 S25 among what is unpaid a paid row leaves when the time is over, and the rest stays":
    async (world) => {
      const first = await confirmed(world.server);
      const second = await confirmed(world.server);
      const page = await signedIn(world, "accounting");
      await page.goto("/orders?view=unpaid&sort=-arrived");
      await rowOf(page, second.order.number).waitFor();
      await counted(button(page, `Versandt ${second.order.number}`), 0, "shipping for accounting");
      await button(page, `Bezahlt ${second.order.number}`).waitFor({ state: "attached" });
      await rowOf(page, second.order.number).focus();
      // Past the box that marks the row.
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      equal(
        await page.evaluate(() => document.activeElement?.textContent),
        `Bezahlt ${second.order.number}`,
        "what has the focus",
      );
      await page.keyboard.press("Enter");
      await page.getByText(`${second.order.number} ist als bezahlt vermerkt.`).waitFor();
      await rowOf(page, second.order.number)
        .getByText("Zahlung: bezahlt", { exact: true })
        .waitFor();
      // A new order comes meanwhile: it waits behind its button and does not push the rows.
      await confirmed(world.server);
      await rowOf(page, second.order.number).waitFor({ state: "detached" });
      await rowOf(page, first.order.number).waitFor();
      await page.getByRole("button", { name: /neue[rn]? Auftrag|neue Aufträge/ }).waitFor();
      equal(
        await page.evaluate(() => document.activeElement?.getAttribute("data-number") ?? ""),
        first.order.number,
        "the focus after the row left",
      );
      const mails = () => mailsAbout(second.api, `Zahlung zu ${second.order.number}`);
      await eventually(async () => (await mails()).length > 0, true, "the mail after the time");
    },

  "S22 S23 shipped with its numbers in two clicks and a paste, then the rest": async (world) => {
    const { api, order, now } = await confirmed(world.server);
    const page = await signedIn(world, "warehouse");
    await page.goto(`/orders/${order.number}`);
    await button(page, "Versandt…").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Sendungsnummern" }).waitFor();
    equal(await axeFindings(page), [], "axe on the shipping form");
    equal(await overflowOnPhone(page), 0, "width on a phone");
    // The cursor is where the numbers go.
    await page.keyboard.insertText(`${kNumber}\n${kNumber}9`);
    equal(await dialog.getByLabel("Versender", { exact: true }).inputValue(), "dhl", "carrier");
    await dialog.getByRole("textbox", { name: "Menge von Klingeltaster" }).fill("3");
    await button(page, "Als versandt buchen").click();
    await dialog.getByText("Möglich sind höchstens 2.").waitFor();
    equal(
      await dialog.getByRole("textbox", { name: "Sendungsnummern" }).inputValue(),
      `${kNumber}\n${kNumber}9`,
      "numbers after a refusal",
    );
    await dialog.getByRole("textbox", { name: "Menge von Klingeltaster" }).fill("1");
    await button(page, "Als versandt buchen").click();
    await dialog.waitFor({ state: "detached" });
    equal((await now()).fulfilment_state, "partial", "one of two went out");
    const card = page.getByRole("complementary");
    const link = card.getByRole("link", { name: `Sendung verfolgen: ${kNumber}`, exact: true });
    equal((await link.getAttribute("href")).includes(kNumber), true, "the link to DHL");
    await page.getByRole("region", { name: "Verlauf" }).getByRole("link").first().waitFor();
    await card.getByText("Noch nicht versandt").waitFor();
    const mail = () => mailsAbout(api, `${order.number} ist unterwegs`);
    await eventually(async () => (await mail()).length > 0, true, "the mail");
    const { text } = await api.call("GET", `/outbox/${(await mail())[0].id}`);
    equal(text.includes(kNumber), true, "the number in the mail");
    // Another carrier has a name and an address of its own; what is missing is said in the form.
    await button(page, "Versandt…").click();
    await dialog.getByLabel("Versender", { exact: true }).selectOption("other");
    await button(page, "Als versandt buchen").click();
    await dialog.getByText("Bitte nennen Sie den Versender.").waitFor();
    await dialog.getByRole("textbox", { name: "Name des Versenders" }).fill("Radkurier Weser");
    await dialog
      .getByRole("textbox", { name: "Adresse zum Verfolgen" })
      .fill("https://kurier.example/?n={number}");
    await dialog.getByRole("textbox", { name: "Sendungsnummern" }).fill("RW 7");
    await dialog.getByRole("switch", { name: "Kunden per E-Mail benachrichtigen" }).uncheck();
    await dialog.getByText("bekommt keine Mail.").waitFor();
    await button(page, "Als versandt buchen").click();
    await dialog.waitFor({ state: "detached" });
    equal((await now()).fulfilment_state, "shipped", "all went out");
    await card.getByText("Radkurier Weser").waitFor();
    // The first parcel has arrived, the second came back.
    await button(card, "Ändern").first().click();
    await page.getByRole("menuitem", { name: "Zugestellt" }).click();
    await card.getByText("zugestellt", { exact: true }).waitFor();
    await card.getByRole("button", { name: "Ändern" }).last().click();
    await page.getByRole("menuitem", { name: "Zurückgekommen…" }).click();
    await button(page, "Als zurückgekommen vermerken").click();
    await card.getByText("zurückgekommen", { exact: true }).waitFor();
    equal(await axeFindings(page), [], "axe on an order with parcels");
  },

  "S17 S29 paid in part and in full, refunded in part; what is refused stays in the form": async (
    world,
  ) => {
    const { order, now } = await confirmed(world.server);
    const page = await signedIn(world, "accounting");
    await page.goto(`/orders/${order.number}`);
    const dialog = page.getByRole("dialog");
    await button(page, "Bezahlt…").click();
    const amount = dialog.getByRole("textbox", { name: /^Betrag/ });
    const owed = await amount.inputValue();
    // The words of the template stand there, to be changed.
    await eventually(
      () => dialog.getByRole("textbox", { name: "Betreff" }).inputValue(),
      `Zahlung zu ${order.number} eingegangen`,
      "the subject",
    );
    await amount.fill("50");
    await dialog.getByRole("textbox", { name: "Verwendungszweck" }).fill("Auszug 7");
    equal(await axeFindings(page), [], "axe on the payment form");
    await button(page, "Zahlung buchen").click();
    await page.getByText(`50,00 € zu ${order.number} gebucht.`).waitFor();
    equal((await now()).payment_state, "partly_paid", "after the first part");
    const card = page.getByRole("complementary");
    await card.getByText("Auszug 7").waitFor();
    await button(page, "Bezahlt…").click();
    await dialog.waitFor();
    equal((await amount.inputValue()) === owed, false, "less is owed");
    await button(page, "Zahlung buchen").click();
    await dialog.waitFor({ state: "detached" });
    equal((await now()).payment_state, "paid", "after the second");
    await button(page, "Erstatten…").click();
    await amount.fill("9999");
    await dialog.getByRole("textbox", { name: "Grund" }).fill("Ein Taster zerkratzt");
    await button(page, "Erstatten").click();
    await dialog.getByText(/Möglich sind höchstens/).waitFor();
    await amount.fill("40,00");
    equal(
      await dialog.getByRole("textbox", { name: "Grund" }).inputValue(),
      "Ein Taster zerkratzt",
      "the reason after a refusal",
    );
    await button(page, "Erstatten").click();
    await page.getByText(`40,00 € zu ${order.number} erstattet`).waitFor();
    equal((await now()).payment_state, "partly_refunded", "after the refund");
    await card.getByText("Ein Taster zerkratzt").waitFor();
    await page.getByText("teils erstattet").first().waitFor();
    // A booking that was a mistake; the other one is not free any more.
    await page.goto(`/orders/${order.number}`);
    await card
      .getByRole("button", { name: /^Zurücknehmen/ })
      .first()
      .click();
    await dialog.getByRole("textbox", { name: "Grund" }).fill("Doppelt gebucht");
    await button(page, "Zurücknehmen").click();
    await dialog.waitFor({ state: "detached" });
    await card.getByText(/zurückgenommen/).waitFor();
    equal(await axeFindings(page), [], "axe on an order with payments");
  },

  "S29 an order that is paid cannot be cancelled; the menu says why": async (world) => {
    const { api, order } = await confirmed(world.server);
    await api.call("POST", `/orders/${order.id}/pay`, { notify: false }, order.version);
    const page = await signedIn(world, "sales");
    await page.goto(`/orders/${order.number}`);
    await button(page, "Mehr").click();
    const item = page.getByRole("menuitem", { name: /Stornieren…/ });
    await item.getByText("Erstatten Sie zuerst den Betrag").waitFor();
    equal(await item.getAttribute("aria-disabled"), "true", "cancelling");
    // Sales may not refund: what is never theirs is not offered.
    await counted(page.getByRole("menuitem", { name: /^Erstatten…/ }), 0, "refunds for sales");
  },

  "S30 several orders are paid together, each with its own result": async (world) => {
    const first = await confirmed(world.server);
    const second = await confirmed(world.server);
    const page = await signedIn(world, "sales");
    await page.goto("/orders?view=confirmed&sort=-arrived");
    for (const { order } of [first, second]) {
      await rowOf(page, order.number).waitFor();
      await page.getByRole("checkbox", { name: `${order.number}` }).check({ force: true });
    }
    await button(page, "Bezahlt").last().click();
    await page.getByText("2 Aufträge geändert").waitFor();
    equal((await first.now()).payment_state, "paid", "the first");
    equal((await second.now()).payment_state, "paid", "the second");
  },

  "S08 the merchant's own words: written, seen, tried, sent, and given up again": async (world) => {
    const { api, order } = await confirmed(world.server);
    const page = await signedIn(world, "admin");
    await page.goto("/settings/templates");
    await page.getByRole("link", { name: "Zahlung eingegangen" }).click();
    const preview = page.getByRole("region", { name: "Vorschau" });
    await preview.waitFor();
    await page.getByRole("textbox", { name: "Betreff" }).fill("Danke für ");
    await button(page, "Auftragsnummer").click();
    equal(
      await page.getByRole("textbox", { name: "Betreff" }).inputValue(),
      "Danke für {{order.number}}",
      "with the placeholder",
    );
    await page.getByRole("textbox", { name: "Nachricht" }).fill("Ihr **Geld** {{gibt.es.nicht}}");
    await preview.getByText("gibt.es.nicht").waitFor();
    await button(page, "Speichern").click();
    await page
      .getByText(/Den Platzhalter „gibt.es.nicht“ gibt es hier nicht/)
      .first()
      .waitFor();
    await page.getByRole("textbox", { name: "Nachricht" }).fill("Ihr **Geld** ist da, ");
    await button(page, "Kunde").click();
    const frame = preview.frameLocator("iframe");
    await frame.getByText("Geld", { exact: true }).waitFor();
    equal(await axeFindings(page), [], "axe on the texts");
    equal(await overflowOnPhone(page), 0, "width on a phone");
    await button(page, "Testmail an mich").click();
    await page.getByText(/Testmail an .* ist unterwegs/).waitFor();
    await button(page, "Speichern").click();
    await page.getByText("Text gespeichert").waitFor();
    await api.call("POST", `/orders/${order.id}/pay`, {}, order.version);
    const mail = () => mailsAbout(api, `Danke für ${order.number}`);
    await eventually(async () => (await mail()).length > 0, true, "the mail in own words");
    await button(page, "Zurück zum Text des Programms").click();
    await page.getByText("Eigener Text gelöscht").waitFor();
    await page.getByText("Das ist der Text des Programms.").waitFor();
  },

  "S26 a filter by what has not happened is a bookmark": async (world) => {
    const { order } = await confirmed(world.server);
    const page = await signedIn(world, "accounting");
    await page.goto("/orders?sort=-arrived");
    await button(page, "Filter").click();
    await page.getByRole("menuitem", { name: "Merkmal" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("bezahlt worden").selectOption("not");
    await dialog.getByLabel("storniert worden").selectOption("not");
    equal(await axeFindings(page), [], "axe on the flags");
    await button(page, "Anwenden").click();
    await page.waitForURL(/has=!paid,!cancelled/);
    await rowOf(page, order.number).waitFor();
    const bookmark = page.url();
    await page.goto("/");
    await page.goto(bookmark);
    await rowOf(page, order.number).waitFor();
    await page.getByRole("button", { name: /^nicht bezahlt worden und nicht storniert/ }).waitFor();
  },

  "S01 the customer reads his payments and follows his parcels, and changes nothing": async (
    world,
  ) => {
    const { api, order } = await confirmed(world.server);
    const paid = await api.call(
      "POST",
      `/orders/${order.id}/pay`,
      { notify: false },
      order.version,
    );
    await api.call(
      "POST",
      `/orders/${order.id}/ship`,
      { parcel: { carrier: "dhl", trackings: [kNumber] }, notify: false },
      paid.version,
    );
    const customer = {
      ...demoLogin(world.server, "admin"),
      email: "k.brinkmann@brinkmann.example",
    };
    const page = await signedIn(world, customer, { width: 390, height: 800 });
    await page.goto(`/orders/${order.number}`);
    const card = page.getByRole("complementary");
    await card.getByRole("link", { name: `Sendung verfolgen: ${kNumber}` }).waitFor();
    await card.getByText("versandt", { exact: true }).waitFor();
    for (const words of ["Bezahlt…", "Versandt…", "Erstatten…", "Zurücknehmen"]) {
      await counted(page.getByRole("button", { name: words }), 0, words);
    }
    equal(await axeFindings(page), [], "axe on the customer's order");
  },
};
