// The customer portal: the people of an account, and one login for several accounts.
import { apiOf } from "./desk-data.mjs";
import {
  brinkmann,
  enter,
  kBrinkmann,
  kerstin,
  kMedia,
  kPhone,
  kSaturn,
  linkTo,
  murat,
  person,
  seen,
} from "./portal-steps.mjs";
import { axeFindings, counted, demoLogin, equal } from "./support.mjs";

export const demo = true;

export const tests = {
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

  "R15 two change one person at once: the second sees what the first changed and chooses": async ({
    open,
    server,
  }) => {
    const owner = brinkmann(server, "owner");
    const page = await open();
    await enter(page, owner, `${kBrinkmann}/people`);
    const erik = person(page, "Erik Vogt");
    await erik.getByRole("button", { name: "Rolle und Rechte" }).click();
    await erik.getByLabel("Freigabe", { exact: true }).check();
    const { call, session } = await apiOf(server.url, owner);
    const path = `/accounts/${session.memberships[0].account.id}/memberships`;
    const member = (await call("GET", path)).find((one) => one.user.name === "Erik Vogt");
    await call("PATCH", `/memberships/${member.id}`, { role: "buyer" }, member.version);
    // The list shows at once what it is now; what was chosen in the panel stays chosen.
    await erik
      .locator("p")
      .filter({ hasText: /^Einkauf/ })
      .first()
      .waitFor();
    await erik.getByRole("button", { name: "Speichern" }).click();
    const dialog = page.getByRole("dialog", { name: "Jemand hat das inzwischen geändert" });
    await dialog.waitFor();
    equal(await axeFindings(page), [], "axe on the two changes");
    const saved = page.waitForResponse(
      (answer) => answer.request().method() === "PATCH" && answer.ok(),
    );
    await dialog.getByRole("button", { name: "Meine Änderung" }).click();
    await saved;
    await erik.getByText("Freigabe", { exact: true }).waitFor();
    const after = (await call("GET", path)).find((one) => one.user.name === "Erik Vogt");
    equal(after.role, "approver", "role after the choice");
    await call("PATCH", `/memberships/${member.id}`, { role: "viewer" }, after.version);
  },

  "R15 the last owner stays; the server says why": async ({ open, server }) => {
    const page = await open();
    await enter(page, brinkmann(server, "owner"), `${kBrinkmann}/people`);
    const karin = person(page, "Karin Brinkmann");
    await karin.getByText("Einzige Person mit voller Verwaltung").waitFor();
    await counted(karin.getByRole("button", { name: "Firma verlassen" }), 0);
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
    await counted(person(media, "Kerstin Albers"), 0, "people of the other account");
    await counted(media.getByRole("button", { name: "Benutzer einladen" }), 0);
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
    await row.getByRole("button", { name: "Zugriff entfernen" }).click();
    await row.getByText("Entfernt", { exact: true }).waitFor();

    // Without a reload: the running tab says it plainly.
    await saturn
      .getByRole("heading", { name: "Sie haben keinen Zugriff mehr auf Saturn Hamburg Altstadt" })
      .waitFor();
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
    await counted(page.getByRole("link", { name: "Benutzer", exact: true }), 0);
    await page.goto(`${new URL(page.url()).pathname}people`);
    await page.getByRole("heading", { name: "Kein Zugriff" }).waitFor();
  },
};
