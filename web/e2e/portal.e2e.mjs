// The customer portal: its door, the people of an account, one's own data, several accounts.
import { apiOf } from "./desk-data.mjs";
import { axeFindings, demoLogin, equal, overflow, signIn } from "./support.mjs";

export const demo = true;

const kWaitMs = 15_000;
const kPhone = { width: 360, height: 740 };
const kSaturn = "/portal/a/G-501";
const kMedia = "/portal/a/G-502";
const kBrinkmann = "/portal/a/K-20418";

const brinkmann = (server, role) => demoLogin(server, `${role} of Möbelhaus Brinkmann`);
const kerstin = (server) => demoLogin(server, "owner of Saturn Hamburg Altstadt");
/** Owner of Saturn, buyer of Media Markt. */
const murat = (server) => demoLogin(server, "buyer of Media Markt Bremen Waterfront");

async function enter(page, { email, password }, path = "/portal") {
  await page.goto(path);
  await fillIn(page, email, password);
  await page.locator('a[aria-current="page"]').first().waitFor({ state: "attached" });
}

async function fillIn(page, email, password) {
  await page.locator('input[type="email"]').fill(email);
  await page.locator('input[type="password"]').fill(password);
  await page.locator('button[type="submit"]').click();
}

/** The path of the secret link in the newest mail to this address; a demo's outbox shows it. */
async function linkTo(server, address, kind) {
  const { call } = await apiOf(server.url, demoLogin(server, "admin"));
  const until = Date.now() + kWaitMs;
  while (Date.now() < until) {
    const { items } = await call("GET", "/outbox?limit=50");
    const row = items.find((one) => one.to === address && one.kind === kind);
    const mail = row && (await call("GET", `/outbox/${row.id}`));
    const link = /https?:\/\/[^/\s]+(\/(?:password|email)\/\S+)/.exec(mail?.text ?? "");
    if (link) return link[1];
  }
  throw new Error(`no ${kind} to ${address}`);
}

async function generatePassword(page) {
  await page.getByRole("button", { name: "Passwort erzeugen" }).click();
  const password = await page.getByLabel("Neues Passwort").inputValue();
  await page.getByRole("button", { name: "Passwort speichern" }).click();
  await page.getByText("Ihr Passwort ist gespeichert").waitFor();
  return password;
}

const person = (page, name) => page.getByRole("listitem").filter({ hasText: name });
const seen = (page, text) => page.getByText(text, { exact: false }).first().waitFor();

async function askForAccess(page, email) {
  await page.goto("/portal");
  await page.getByRole("link", { name: "Zugang anfordern" }).click();
  await page.getByLabel("E-Mail-Adresse").fill(email);
  await page.getByLabel("Name").fill("Nele Neumann");
  await page.getByLabel("Firma").fill("Saturn");
  await page.getByRole("button", { name: "Anfrage senden" }).click();
  await page.getByRole("heading", { name: "Ihre Anfrage ist unterwegs" }).waitFor();
  return page.locator("main").innerText();
}

export const tests = {
  "R03 R16 R17 R18 a stranger asks for access, staff lets him in, he sets a password and is in":
    async ({ open, server }) => {
      const page = await open(kPhone);
      await page.goto("/portal/access");
      await page.getByRole("button", { name: "Anfrage senden" }).click();
      await page.getByText("Bitte geben Sie Ihren Namen ein.").waitFor();
      const focused = await page.evaluate(() => document.activeElement.type);
      equal(focused, "email", "the cursor stands in the first wrong field");
      equal(await axeFindings(page), [], "axe on the request");
      const unknown = await askForAccess(page, "neu@saturn.example");
      const known = await askForAccess(page, kerstin(server).email);
      equal(known, unknown, "the answer to a known address");

      const staff = await open();
      await signIn(staff, demoLogin(server, "admin"));
      await staff.goto("/settings/access");
      const row = staff.getByRole("listitem").filter({ hasText: "neu@saturn.example" });
      await row.getByRole("button", { name: "Zulassen…" }).click();
      const dialog = staff.getByRole("dialog");
      await dialog.getByLabel("Firma", { exact: true }).selectOption({ index: 1 });
      await dialog.getByRole("button", { name: "Zulassen und einladen" }).click();
      await row.waitFor({ state: "detached" });

      const link = await linkTo(server, "neu@saturn.example", "invitation");
      await page.goto(link);
      await page.getByRole("heading", { name: "Willkommen" }).waitFor();
      equal(await axeFindings(page), [], "axe on the invitation");
      const password = await generatePassword(page);
      await fillIn(page, "neu@saturn.example", password);
      await page.getByRole("heading", { name: "Guten Tag, Nele Neumann" }).waitFor();
      equal(new URL(page.url()).pathname, `${kSaturn}/`, "the address names the account");
      await seen(page, "Ihre Rolle: Einkauf");
    },

  "R04 each door leads to the other; who is at home elsewhere is brought there": async ({
    open,
    server,
  }) => {
    const page = await open();
    await page.goto("/portal");
    await page.getByText("Mitarbeiter?").waitFor();
    await page.getByRole("link", { name: "Hier anmelden" }).click();
    await page.getByText("Auftragsbearbeitung").first().waitFor();
    await page.getByRole("link", { name: "Zum Kundenportal" }).click();
    await page.getByText("Mitarbeiter?").waitFor();
    // A customer at the staff's door ends in his portal, staff in the portal is shown the desk.
    await page.goto("/login");
    const owner = brinkmann(server, "owner");
    await fillIn(page, owner.email, owner.password);
    await page.getByRole("heading", { name: "Guten Tag, Karin Brinkmann" }).waitFor();
    await page.getByRole("link", { name: "Bestellungen ansehen" }).click();
    await page.getByRole("heading", { name: "Alle Aufträge" }).waitFor();
    await page.getByRole("link", { name: "Kundenportal" }).click();
    await page.getByRole("heading", { name: "Guten Tag, Karin Brinkmann" }).waitFor();
    const staff = await open();
    await enter(staff, demoLogin(server, "admin"));
    await staff.getByRole("link", { name: "Zur Auftragsbearbeitung" }).click();
    await staff.getByRole("heading", { name: "Start", level: 1 }).waitFor();
  },

  "R02 R22 the language changes without a reload, stays, and the server speaks it too": async ({
    open,
    server,
  }) => {
    const page = await open(kPhone);
    await page.goto("/portal");
    await page.locator('input[type="email"]').fill("niemand@saturn.example");
    await page.getByRole("button", { name: "Français" }).click();
    await page.getByRole("heading", { name: "Connexion" }).waitFor();
    equal(await page.locator('input[type="email"]').inputValue(), "niemand@saturn.example");
    await fillIn(page, "niemand@saturn.example", "ganz verkehrt geraten");
    await page.getByRole("alert").getByText("mot de passe").waitFor();
    equal(await axeFindings(page), [], "axe on the login, French");
    await page.getByRole("button", { name: "Deutsch" }).click();
    const { email, password } = brinkmann(server, "approver");
    await fillIn(page, email, password);
    await page.getByRole("heading", { name: "Guten Tag, Ute Sander" }).waitFor();
    await page.evaluate(() => {
      window.same_page = true;
    });
    await page.locator("footer").getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: "Hello, Ute Sander" }).waitFor();
    equal(await page.evaluate(() => document.documentElement.lang), "en");
    // An approver reads the list; why she may not change it is the server's sentence.
    await page.getByRole("link", { name: "Users", exact: true }).click();
    await page.getByRole("heading", { name: "Users" }).waitFor();
    await seen(page, "Your role does not allow");
    equal(await page.getByRole("button", { name: /Remove|Change/ }).count(), 0, "buttons");
    equal(await axeFindings(page), [], "axe on the list of users, English");
    equal(await page.evaluate(() => window.same_page), true, "no reload");
    await page.reload();
    await page.getByRole("heading", { name: "Users" }).waitFor();
    await page.goto(`${kBrinkmann}/data`);
    await page.getByRole("combobox", { name: "Language" }).selectOption("de");
    await page.getByRole("heading", { name: "Meine Daten" }).waitFor();
    equal(await overflow(page), 0, "overflow");
  },

  "R23 the dark theme is there before the first paint, and is one's own": async ({
    open,
    server,
  }) => {
    const page = await open();
    await enter(page, kerstin(server));
    await page.getByRole("button", { name: "Dunkle Ansicht" }).click();
    equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
    equal(await axeFindings(page), [], "axe on the home page, dark");
    // The program is held back: what the page looks like now is what it is painted with first.
    let go = () => undefined;
    const held = new Promise((release) => {
      go = release;
    });
    await page.route("**/assets/portal-*.js", async (route) => {
      await held;
      await route.continue();
    });
    await page.reload({ waitUntil: "commit" });
    await page.locator("#root").waitFor({ state: "attached" });
    equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark", "first paint");
    go();
    await page.goto(`${kSaturn}/data`);
    await page.getByLabel("Wie das System").check();
    equal(await page.evaluate(() => document.documentElement.dataset.theme), "light");
  },

  "R15 R16 an owner invites a colleague on the phone, changes her rights, invites again, withdraws":
    async ({ open, server }) => {
      const page = await open(kPhone);
      await enter(page, brinkmann(server, "owner"));
      await page.getByRole("link", { name: "Benutzer", exact: true }).click();
      await page.getByRole("button", { name: "Benutzer einladen" }).click();
      await page.getByRole("button", { name: "Einladung senden" }).click();
      await page.getByText("Bitte geben Sie die E-Mail-Adresse der Person ein.").waitFor();
      await page.getByLabel("E-Mail-Adresse").fill("lena@brinkmann.example");
      await page.getByLabel("Name").fill("Lena Sommer");
      await page.getByLabel("Ansicht", { exact: true }).check();
      await page.getByLabel("Sprache der Mails").selectOption("fr");
      equal(await axeFindings(page), [], "axe on the invitation");
      await page.getByRole("button", { name: "Einladung senden" }).click();
      const lena = person(page, "Lena Sommer");
      await lena.getByText("Link gilt bis").waitFor();
      const first = await linkTo(server, "lena@brinkmann.example", "invitation");

      await lena.getByRole("button", { name: "Rolle und Rechte von Lena" }).click();
      await lena.getByLabel("Einkauf", { exact: true }).check();
      await lena.getByLabel("Preisanfragen stellen").check();
      await lena.getByRole("button", { name: "Speichern" }).click();
      await lena.getByText("Einkauf").waitFor();
      await lena.getByText("Preisanfragen stellen").waitFor();
      await lena.getByRole("button", { name: "Erneut einladen" }).click();
      await seen(page, "Einladung an lena@brinkmann.example ist unterwegs");
      // A new link ends the old one.
      const guest = await open({ locale: "fr-FR" });
      await guest.goto(first);
      await guest.getByRole("heading", { level: 1 }).waitFor();
      await guest.getByText("Ce lien").first().waitFor();

      await lena.getByRole("button", { name: "Lena Sommer entfernen" }).click();
      await lena.getByText("Der Link in der Mail gilt dann nicht mehr.").waitFor();
      await lena.getByRole("button", { name: "Einladung zurückziehen" }).click();
      await lena.getByText("Einladung gilt nicht mehr").waitFor();
      await lena.getByRole("button", { name: "Erneut einladen" }).waitFor();
    },

  "R15 the last owner stays; the server says why": async ({ open, server }) => {
    const page = await open();
    await enter(page, brinkmann(server, "owner"), `${kBrinkmann}/people`);
    const karin = person(page, "Karin Brinkmann");
    await karin.getByText("Einzige Person mit voller Verwaltung").waitFor();
    equal(await karin.getByRole("button", { name: "Firma verlassen" }).count(), 0);
    await karin.getByRole("button", { name: "Rolle und Rechte" }).click();
    await karin.getByLabel("Einkauf", { exact: true }).check();
    await karin.getByRole("button", { name: "Speichern" }).click();
    await karin.getByText("Das ist die letzte Person mit voller Verwaltung.").waitFor();
    equal(await axeFindings(page), [], "axe on a refusal");
    await page.goto(`${kBrinkmann}/data`);
    await page.getByRole("button", { name: "Firma verlassen" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Firma verlassen" }).click();
    await page.getByText("Das ist die letzte Person mit voller Verwaltung.").waitFor();
  },

  "R19 two tabs of one login keep their accounts, and the rights in them": async ({
    open,
    server,
  }) => {
    const saturn = await open();
    await enter(saturn, murat(server), `${kSaturn}/`);
    await saturn.getByRole("link", { name: "Benutzer verwalten" }).waitFor();
    // To the other account by the keyboard only, in a tab beside this one.
    const switcher = saturn.getByRole("button", { name: "Firma wechseln" });
    await switcher.focus();
    await saturn.keyboard.press("Enter");
    const other = saturn.getByRole("link", { name: /Media Markt/ }).first();
    equal(await axeFindings(saturn), [], "axe on the open switcher");
    const href = await other.getAttribute("href");
    await saturn.keyboard.press("Escape");
    equal(await switcher.getAttribute("aria-expanded"), "false");
    equal(await switcher.evaluate((node) => node === document.activeElement), true, "focus");

    const media = await saturn.context().newPage();
    await media.goto(href);
    await media.getByRole("link", { name: "Liste der Benutzer ansehen" }).waitFor();
    await seen(media, "Sie handeln für Media Markt Bremen Waterfront. Ihre Rolle: Einkauf.");
    await saturn.reload();
    await seen(saturn, "Sie handeln für Saturn Hamburg Altstadt. Ihre Rolle: Inhaber.");
    await saturn.getByRole("link", { name: "Benutzer verwalten" }).click();
    await person(saturn, "Kerstin Albers").waitFor();
    await media.goto(`${kMedia}/people`);
    await person(media, "Helga Thiel").waitFor();
    equal(await person(media, "Kerstin Albers").count(), 0, "people of the other account");
    equal(await media.getByRole("button", { name: "Benutzer einladen" }).count(), 0);
  },

  "R20 who is removed from one account loses that one at once; the others go on": async ({
    open,
    server,
  }) => {
    const saturn = await open();
    await enter(saturn, murat(server), `${kSaturn}/data`);
    const media = await saturn.context().newPage();
    await media.goto(`${kMedia}/`);
    await media.getByRole("heading", { name: "Guten Tag" }).waitFor();
    const page = await open();
    await enter(page, kerstin(server), `${kSaturn}/people`);
    const row = person(page, "Murat Öztürk");
    await row.getByRole("button", { name: "Murat Öztürk entfernen" }).click();
    await row.getByText("Verliert nur den Zugriff auf Saturn").waitFor();
    equal(await axeFindings(page), [], "axe on the question");
    await row.getByRole("button", { name: "Zugriff entfernen" }).click();
    await row.getByText("Entfernt", { exact: true }).waitFor();

    // Without a reload: the running tab says it plainly.
    await saturn
      .getByRole("heading", { name: "Sie haben keinen Zugriff mehr auf Saturn Hamburg Altstadt" })
      .waitFor();
    equal(await axeFindings(saturn), [], "axe on the lost account");
    await media.getByRole("link", { name: "Liste der Benutzer ansehen" }).click();
    await person(media, "Helga Thiel").waitFor();
    await row.getByRole("button", { name: "Wieder aufnehmen" }).click();
    await seen(page, "Murat Öztürk hat wieder Zugriff");
    await saturn.getByRole("heading", { name: "Meine Daten" }).waitFor();
    await saturn
      .getByRole("link", { name: /Bestellungen/ })
      .first()
      .waitFor();
  },

  "R21 inviting somebody who has a login adds the account to it": async ({ open, server }) => {
    const { email, password } = brinkmann(server, "buyer");
    const page = await open();
    await enter(page, { email: "h.thiel@mediamarkt.example", password }, `${kMedia}/people`);
    await page.getByLabel("E-Mail-Adresse").fill(email.toUpperCase());
    await page.getByLabel("Name").fill("Jemand Anderes");
    await page.getByRole("button", { name: "Einladung senden" }).click();
    await seen(page, "Timo Brandt gehört jetzt zu Media Markt");
    await person(page, "Timo Brandt").getByText("Aktiv").waitFor();

    const timo = await open();
    await enter(timo, { email, password });
    await timo.getByRole("heading", { name: "Ihre anderen Firmen" }).waitFor();
    await timo.getByRole("button", { name: "Firma wechseln" }).click();
    await timo
      .getByRole("link", { name: /Media Markt/ })
      .first()
      .click();
    await seen(timo, "Sie handeln für Media Markt Bremen Waterfront");
  },

  "C8 among many accounts one types": async ({ open, server }) => {
    const { call, session } = await apiOf(server.url, demoLogin(server, "admin"));
    const { email, password } = brinkmann(server, "viewer");
    for (let at = 1; at <= 8; at += 1) {
      const account = await call("POST", "/accounts", {
        kind: "key_account",
        parent_id: session.memberships[0].account.id,
        name: `Filiale ${at}`,
        locale: "de",
        addresses: [],
      });
      const member = { email, name: "Erik Vogt", locale: "de", role: "viewer", capabilities: [] };
      await call("POST", `/accounts/${account.id}/memberships`, member);
    }
    const page = await open(kPhone);
    await enter(page, { email, password });
    await page.getByRole("button", { name: "Firma wechseln" }).click();
    await page.keyboard.type("filiale 7");
    await page.getByText("1 Firma", { exact: true }).waitFor({ state: "attached" });
    equal(await axeFindings(page), [], "axe on the search for an account");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await seen(page, "Sie handeln für Filiale 7");
    // A viewer may not see the list of users: neither a way there nor the list.
    equal(await page.getByRole("link", { name: "Benutzer", exact: true }).count(), 0);
    await page.goto(`${new URL(page.url()).pathname}people`);
    await page.getByRole("heading", { name: "Kein Zugriff" }).waitFor();
    equal(await axeFindings(page), [], "axe without the right");
  },

  "R03 a login without any account can ask for one": async ({ open, server }) => {
    const page = await open(kPhone);
    const approver = brinkmann(server, "approver");
    await enter(page, approver, `${kBrinkmann}/data`);
    await page.getByRole("button", { name: "Firma verlassen" }).click();
    await page.getByText("Danach sehen Sie Möbelhaus Brinkmann nicht mehr.").waitFor();
    await page.getByRole("alertdialog").getByRole("button", { name: "Firma verlassen" }).click();
    await page.getByRole("heading", { name: "Sie haben keinen Zugriff mehr auf" }).waitFor();
    await page.goto("/portal");
    await page.getByRole("heading", { name: "Noch keine Firma" }).waitFor();
    equal(await axeFindings(page), [], "axe without an account");
    await page.getByLabel("Firma").fill("Media Markt");
    await page.getByRole("button", { name: "Anfrage senden" }).click();
    await page.getByRole("heading", { name: "Ihre Anfrage ist unterwegs" }).waitFor();
    const { call } = await apiOf(server.url, demoLogin(server, "admin"));
    const requests = await call("GET", "/access-requests?state=open");
    equal(requests.filter((one) => one.email === approver.email).length, 1, "requests of hers");
  },

  "R13 a new mail address counts from the moment its link was confirmed": async ({
    open,
    server,
  }) => {
    const { email, password } = demoLogin(server, "owner of Hanseatic Sicherheitstechnik");
    const page = await open(kPhone);
    await enter(page, { email, password }, "/portal");
    await page.getByRole("link", { name: "Meine Daten", exact: true }).click();
    await page.getByLabel("Name", { exact: true }).fill("Sabine Kroll-Meyer");
    await page.getByRole("button", { name: "Speichern" }).first().click();
    await seen(page, "Gespeichert");
    await page.getByRole("button", { name: "Adresse ändern" }).click();
    await page.getByLabel("Neue E-Mail-Adresse").fill("s.kroll@neu.example");
    await page.getByLabel("Jetziges Passwort").fill("stimmt gar nicht");
    await page.getByRole("button", { name: "Adresse ändern" }).click();
    await page.getByText("Das aktuelle Passwort stimmt nicht.").waitFor();
    await page.getByLabel("Jetziges Passwort").fill(password);
    await page.getByRole("button", { name: "Adresse ändern" }).click();
    await page.getByText("Bis zur Bestätigung gilt die alte Adresse.").waitFor();
    equal(await axeFindings(page), [], "axe on my data");
    const link = await linkTo(server, "s.kroll@neu.example", "email_confirmation");
    await page.goto(link);
    await page.getByRole("button", { name: "Adresse bestätigen" }).click();
    await page.getByRole("heading", { name: "Adresse geändert" }).waitFor();
    const again = await open();
    await enter(again, { email: "s.kroll@neu.example", password });
    await again.getByRole("heading", { name: "Guten Tag, Sabine Kroll-Meyer" }).waitFor();
  },

  "R14 a forgotten password is set anew by the mailed link": async ({ open, server }) => {
    const { email } = demoLogin(server, "owner of Küste IT-Service");
    const page = await open(kPhone);
    const answers = [];
    for (const address of [email, "niemand@saturn.example"]) {
      await page.goto("/portal");
      await page.getByRole("link", { name: "Passwort vergessen?" }).click();
      await page.getByLabel("E-Mail-Adresse").fill(address);
      await page.getByRole("button", { name: "Link senden" }).click();
      const said = await page.getByRole("status").filter({ hasText: "unterwegs" }).innerText();
      answers.push(said.replace(address, "X"));
    }
    equal(answers[0], answers[1], "the two answers");
    await page.goto(await linkTo(server, email, "password_reset"));
    await page.getByRole("heading", { name: "Neues Passwort setzen" }).waitFor();
    const password = await generatePassword(page);
    // The portal's door was the last one used here, so the link leads back to it.
    equal(new URL(page.url()).pathname, "/portal");
    await fillIn(page, email, password);
    await page.getByRole("heading", { name: "Guten Tag, Wiebke Jansen" }).waitFor();
    await seen(page, "Als Vertriebspartner arbeiten Sie in der Auftragsbearbeitung");
  },

  "R13 changing the password ends the other sessions; each can be ended by itself too": async ({
    open,
    server,
  }) => {
    const { email, password } = kerstin(server);
    const page = await open();
    const others = [await open(kPhone), await open()];
    await enter(page, { email, password }, `${kSaturn}/data`);
    for (const other of others) await enter(other, { email, password }, `${kSaturn}/`);
    await page.reload();
    await page.getByRole("button", { name: /Alle \d+ anderen Geräte abmelden/ }).click();
    await others[0].getByText("Ihre Sitzung ist beendet.").waitFor();
    equal(await axeFindings(others[0]), [], "axe on the login after the end");
    await fillIn(others[0], email, password);
    await others[0].getByRole("heading", { name: "Guten Tag, Kerstin Albers" }).waitFor();

    await page.getByRole("button", { name: "Passwort ändern" }).click();
    await page.getByLabel("Jetziges Passwort").fill(password);
    await page.getByLabel("Neues Passwort").fill("Vier rote Milane");
    await page.getByRole("button", { name: "Passwort ändern" }).click();
    await seen(page, "Andere Sitzungen wurden beendet");
    await others[0].getByText("Ihre Sitzung ist beendet.").waitFor();
    await page.getByRole("button", { name: "Abmelden" }).click();
    await page.getByRole("heading", { name: "Anmelden" }).waitFor();
    equal(await page.getByText("Ihre Sitzung ist beendet.").count(), 0, "left by himself");
    await fillIn(page, email, "Vier rote Milane");
    await page.getByRole("heading", { name: "Guten Tag, Kerstin Albers" }).waitFor();
  },
};
