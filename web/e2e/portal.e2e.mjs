// The customer portal: its door, its languages and themes, one's own data.
import { apiOf } from "./desk-data.mjs";
import {
  brinkmann,
  enter,
  fillIn,
  generatePassword,
  kBrinkmann,
  kerstin,
  kPhone,
  kSaturn,
  linkTo,
  seen,
} from "./portal-steps.mjs";
import {
  axeFindings,
  counted,
  demoLogin,
  equal,
  eventually,
  overflow,
  signIn,
} from "./support.mjs";

export const demo = true;

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
      await dialog.getByRole("combobox", { name: "Firma" }).fill("Saturn Hamburg");
      await dialog
        .getByRole("option", { name: /Saturn/ })
        .first()
        .click();
      await dialog.getByRole("button", { name: "Zulassen und einladen" }).click();
      await row.waitFor({ state: "detached" });

      const link = await linkTo(server, "neu@saturn.example", "invitation");
      await page.goto(link);
      await page.getByRole("heading", { name: "Willkommen" }).waitFor();
      equal(await axeFindings(page), [], "axe on the invitation");
      const password = await generatePassword(page);
      await fillIn(page, "neu@saturn.example", password);
      await page.getByRole("heading", { name: "Guten Tag, Nele Neumann" }).waitFor();
      await eventually(
        () => new URL(page.url()).pathname,
        `${kSaturn}/`,
        "the address names the account",
      );
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
    await counted(page.getByRole("button", { name: /Remove|Change/ }), 0, "buttons");
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

  "R13 an owner keeps the firm's data right; a buyer is told whom to ask": async ({
    open,
    server,
  }) => {
    const page = await open(kPhone);
    await enter(page, brinkmann(server, "owner"), `${kBrinkmann}/data`);
    await page.getByLabel("Telefon").fill("+49 421 555 0199");
    await page.getByRole("button", { name: "Speichern" }).nth(1).click();
    await seen(page, "Gespeichert");
    await page.getByRole("button", { name: "Adresse Osterholzer" }).nth(1).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Straße").fill("Am Tor 3");
    equal(await axeFindings(page), [], "axe on an address");
    await dialog.getByRole("button", { name: "Speichern" }).click();
    await page.getByText("Am Tor 3").waitFor();
    equal(await overflow(page), 0, "overflow");

    const buyer = await open();
    await enter(buyer, brinkmann(server, "buyer"), `${kBrinkmann}/data`);
    await buyer.getByText("+49 421 555 0199").waitFor();
    await buyer.getByText("Am Tor 3").waitFor();
    await buyer.getByText("E-Mail, Telefon und Adressen der Firma ändert Karin").waitFor();
    const ask = buyer.getByRole("link", { name: "Um Änderung bitten" });
    equal((await ask.getAttribute("href")).split("?")[0], "mailto:k.brinkmann@brinkmann.example");
    await counted(buyer.getByRole("button", { name: /Adresse Osterholzer/ }), 0, "pencils");
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
    await eventually(() => new URL(page.url()).pathname, "/portal");
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
    await counted(page.getByText("Ihre Sitzung ist beendet."), 0, "left by himself");
    await fillIn(page, email, "Vier rote Milane");
    await page.getByRole("heading", { name: "Guten Tag, Kerstin Albers" }).waitFor();
  },
};
