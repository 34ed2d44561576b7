// The whole way of a quote, by everybody who has a part in it: a partner asks for a price twice for
// a prospect, takes the counter-offer, sends the quote and sends it again; the prospect accepts on
// his phone; the operator approves; and every mail is in the outbox exactly once.
import { apiOf } from "./desk-data.mjs";
import { counted, demoLogin, equal, overflowOnPhone, signIn } from "./support.mjs";

export const demo = true;

const kEmail = "chef@interessent.example";
const button = (place, name) => place.getByRole("button", { name, exact: true });
const dialogOf = (page) => page.getByRole("dialog");
const petra = (server) => ({
  ...demoLogin(server, "admin"),
  email: "p.nissen@nord-systemhaus.example",
});

async function prospectCart(server) {
  const partner = await apiOf(server.url, petra(server));
  const admin = await apiOf(server.url, demoLogin(server, "admin"));
  const { items } = await partner.call("GET", "/accounts?limit=50");
  const { id } = items.find((one) => one.kind === "prospect");
  const account = await admin.call("GET", `/accounts/${id}`);
  await admin.call("PATCH", `/accounts/${id}`, { email: kEmail }, account.version);
  const cart = await partner.call("POST", "/orders", {
    account_id: id,
    name: "Türen für das Ärztehaus",
    lines: [
      { sku: "31-0640", quantity_milli: 6000 },
      { sku: "40-3107", quantity_milli: 20_000 },
    ],
  });
  return { admin, cart, path: `/carts/${cart.account.number}/${cart.number}` };
}

async function ask(page, percent, reason) {
  await button(page, "Preis anfragen…").click();
  const dialog = dialogOf(page);
  const wishes = dialog.getByRole("textbox", { name: /^Wunsch für/ });
  await wishes.first().fill(percent);
  await wishes.nth(1).fill(percent);
  await dialog.getByLabel("Begründung").fill(reason);
  await button(dialog, "Anfragen").click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("heading", { name: "Gesperrt: offene Preisanfrage" }).waitFor();
}

/** The newest round's answer by the merchant's pricing people. */
async function answer(admin, cart, verb, body) {
  const rounds = await admin.call("GET", `/orders/${cart.id}/price-requests`);
  const [newest] = rounds.items;
  const path = `/orders/${cart.id}/price-requests/${newest.id}/${verb}`;
  await admin.call("POST", path, body(newest), rounds.version);
}

async function shownLink(page) {
  const url = await page.locator("#main code").first().getAttribute("title");
  return new URL(url).pathname;
}

/** What mails there are about the cart, as "kind to address" with their number. */
async function mailsOf(admin, numbers) {
  const counts = {};
  for (const number of numbers) {
    const { items } = await admin.call("GET", `/outbox?limit=100&q=${number}`);
    for (const { kind, to } of items) {
      const mail = `${kind} to ${to}`;
      counts[mail] = (counts[mail] ?? 0) + 1;
    }
  }
  return counts;
}

async function until(what, done) {
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    if (await done()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not within 20 s: ${what}`);
}

export const tests = {
  "P26 P29 P35 P39 P41 from the price request to the approved order": async (world) => {
    const { server, open } = world;
    const { admin, cart, path } = await prospectCart(server);
    const page = await open();
    await signIn(page, petra(server));
    await page.goto(path);

    // Twice asked: a no, then a counter-offer, which is taken.
    await ask(page, "40", "Ausschreibung");
    await answer(admin, cart, "reject", () => ({ comment: "Zu viel." }));
    await page.getByText("„Zu viel.“").waitFor();
    await ask(page, "30", "Zweiter Versuch");
    await answer(admin, cart, "counter", (round) => ({
      comment: "So geht es.",
      lines: round.lines.map((line) => ({
        line_id: line.line_id,
        answer: "countered",
        unit_price_e4: line.list_price_e4 - 50_000,
      })),
    }));
    await button(page, "Gegenangebot übernehmen").click();
    await page.getByText("angefragter Preis").first().waitFor();

    // Sent, and sent again.
    await button(page, "Angebot…").click();
    await button(dialogOf(page), "Erstellen und senden").click();
    await dialogOf(page).waitFor({ state: "detached" });
    await page.locator("#main code").first().waitFor();
    const first = await shownLink(page);
    const sent = `quote_sent to ${kEmail}`;
    await until("the first mail", async () => (await mailsOf(admin, [cart.number]))[sent] === 1);
    await button(page, "Erneut senden…").click();
    await button(dialogOf(page), "Erneut senden").click();
    await dialogOf(page).waitFor({ state: "detached" });
    await page.waitForFunction((before) => {
      const shown = document.querySelector("#main code")?.getAttribute("title");
      return shown && new URL(shown).pathname !== before;
    }, first);
    const second = await shownLink(page);

    // The prospect on his phone: the old link says why, the new one shows the quote and the paper.
    const phone = await open({ width: 390, height: 800 });
    await phone.goto(first);
    await phone.getByRole("heading", { name: "Es gibt einen neueren Link" }).waitFor();
    await counted(phone.getByText("€"), 0, "prices behind a dead link");
    await phone.goto(second);
    await phone.getByRole("heading", { name: "Türen für das Ärztehaus" }).waitFor();
    equal(await overflowOnPhone(phone), 0, "the quote on a phone");
    const paper = await phone.getByRole("link", { name: "Angebot als PDF" }).getAttribute("href");
    await until("the paper", async () => {
      const got = await phone.request.get(paper);
      return got.ok() && got.headers()["content-type"] === "application/pdf";
    });
    await phone.getByRole("button", { name: "Annehmen" }).click();
    await phone.getByLabel("Vor- und Nachname").fill("Jörg Wagner");
    await phone.getByLabel("Ihre Funktion").fill("Inhaber");
    await phone.getByRole("checkbox").check();
    await phone.getByRole("button", { name: "Verbindlich annehmen" }).click();
    await phone.getByRole("heading", { name: "Das Angebot ist angenommen" }).waitFor();
    await phone.getByText("noch geprüft und freigegeben").waitFor();

    // The operator approves; the order is in the inbox.
    const desk = await open();
    await signIn(desk, demoLogin(server, "admin"));
    await desk.goto(path);
    await desk.getByRole("heading", { name: "Angenommen, wartet auf die Freigabe" }).waitFor();
    await button(desk, "Freigeben").last().click();
    await desk.waitForURL(/\/orders\/A-/);
    const number = /A-\d+-\d+/.exec(desk.url())[0];
    await desk.goto(`/orders?view=inbox&q=${number}`);
    await desk.getByText(number).first().waitFor();

    // Each mail once.
    const pricing = await mailsOf(admin, [cart.number]);
    const askers = Object.keys(pricing).filter((mail) => mail.startsWith("price_request_opened"));
    const expected = {
      ...Object.fromEntries(askers.map((mail) => [mail, 2])),
      "price_request_rejected to p.nissen@nord-systemhaus.example": 1,
      "price_request_countered to p.nissen@nord-systemhaus.example": 1,
      [sent]: 2,
      [`quote_receipt to ${kEmail}`]: 1,
      "quote_accepted to p.nissen@nord-systemhaus.example": 1,
      [`order_approved to ${kEmail}`]: 1,
    };
    const text = (counts) => JSON.stringify(Object.entries(counts).sort());
    await until(`the mails ${text(expected)}`, async () => {
      const counts = await mailsOf(admin, [cart.number, number]);
      if (text(counts) === text(expected)) return true;
      console.log(text(counts));
      return false;
    });
    equal(askers.length > 0, true, "somebody was asked for the price");
  },
};
