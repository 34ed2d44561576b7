// From an empty installation to people who work in it: set-up, login, profile, users.
import {
  axeFindings,
  counted,
  equal,
  eventually,
  kAdmin,
  overflow,
  setUp,
  signIn,
} from "./support.mjs";

export const demo = false;
// In a demo installation the outbox shows the links of account mails, which we follow here.
export const env = { KONTOR_DEMO: "true" };

export const tests = {
  "an empty installation is set up with the server's code": async ({ open, server }) => {
    const page = await open();
    await page.goto("/");
    await page.getByRole("heading", { name: "Kontor einrichten" }).waitFor();
    equal(await axeFindings(page), [], "axe on the set-up page");
    await page.getByLabel("Einmalcode").fill("falsch");
    await page.getByLabel("Firma", { exact: true }).fill("Nordwerk Technik");
    await page.getByLabel("Ihr Name").fill("Miriam Rasch");
    await page.getByLabel("E-Mail-Adresse").fill(kAdmin.email);
    await page.getByLabel("Passwort", { exact: true }).fill("kurz");
    await page.getByRole("button", { name: "Kontor einrichten" }).click();
    // Refused here, before any call; what was typed stays, the cursor stands where it is wrong.
    await page.getByText("Das Passwort hat 4 Zeichen").waitFor();
    equal(await page.getByLabel("Firma", { exact: true }).inputValue(), "Nordwerk Technik");
    await setUp(page, server.code);
    equal(await axeFindings(page), [], "axe on the start page");
    await page.goto("/setup");
    await page.getByRole("heading", { name: "Schon eingerichtet" }).waitFor();
  },

  "a stranger is sent to the login and comes back where he wanted": async ({ open }) => {
    const page = await open();
    await page.goto("/settings/users?state=active");
    await page.getByRole("heading", { name: "Anmelden" }).waitFor();
    await page.getByLabel("E-Mail-Adresse").fill(kAdmin.email);
    await page.getByLabel("Passwort").fill("ganz verkehrt geraten");
    await page.getByRole("button", { name: "Anmelden", exact: true }).click();
    await page.getByRole("alert").waitFor();
    equal(await page.getByLabel("E-Mail-Adresse").inputValue(), kAdmin.email);
    await page.getByLabel("Passwort").fill(kAdmin.password);
    await page.getByLabel("Passwort").press("Enter");
    await page.getByRole("heading", { name: "Benutzer", level: 1 }).waitFor();
    await eventually(() => new URL(page.url()).search, "?state=active");
  },

  "the answer to a forgotten password is the same for everyone": async ({ open }) => {
    const page = await open();
    const answers = [];
    for (const email of [kAdmin.email, "niemand@nordwerk.example"]) {
      await page.goto("/password/forgot");
      await page.getByLabel("E-Mail-Adresse").fill(email);
      await page.getByRole("button", { name: "Link senden" }).click();
      const note = page.getByRole("status").filter({ hasText: "unterwegs" });
      answers.push((await note.innerText()).replace(email, "X"));
    }
    equal(answers[0], answers[1]);
  },

  "language and theme change at once and stay": async ({ open }) => {
    const page = await open();
    await signIn(page, kAdmin);
    await page.goto("/settings/profile");
    await page.getByLabel("Sprache").selectOption("fr");
    await page.getByRole("heading", { name: "Profil", level: 1 }).waitFor();
    await page.getByText("Langue et affichage").waitFor();
    equal(await page.evaluate(() => document.documentElement.lang), "fr");
    await page.getByLabel("Sombre").check();
    equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
    await page.reload();
    await page.getByText("Langue et affichage").waitFor();
    equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
    await page.getByLabel("Langue").selectOption("de");
    await page.getByLabel("Hell").check();
    await page.getByText("Sprache und Ansicht").waitFor();
    await page.getByRole("button", { name: "Abmelden", exact: true }).first().click();
    await page.getByRole("heading", { name: "Anmelden" }).waitFor();
  },

  "an invited person sets a password by the mail's link and works": async ({ open, shared }) => {
    const page = await open();
    await signIn(page, kAdmin);
    await page.goto("/settings/users");
    await page.getByRole("button", { name: "Benutzer einladen" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Einladung senden" }).click();
    await dialog.getByText("Bitte geben Sie die E-Mail-Adresse der Person ein.").waitFor();
    await dialog.getByLabel("E-Mail-Adresse", { exact: true }).fill("jonas.wirth@nordwerk.example");
    await dialog.getByLabel("Name").fill("Jonas Wirth");
    await dialog.getByLabel("Rolle").selectOption("sales");
    await dialog.getByRole("button", { name: "Einladung senden" }).click();
    await page.getByRole("button", { name: "Jonas Wirth" }).waitFor();
    await page.getByText("eingeladen", { exact: true }).waitFor();
    await page.goto("/outbox");
    await page.getByRole("button", { name: /jonas.wirth@nordwerk.example/ }).click();
    const mail = page.getByRole("dialog");
    await mail.getByText("Als reiner Text").click();
    const link = /https?:\S+(\/password\/\S+)/.exec(await mail.locator("pre").first().innerText());

    const guest = await open();
    await guest.goto(link[1]);
    await guest.getByRole("heading", { name: "Willkommen" }).waitFor();
    await guest.getByLabel("Neues Passwort").fill("zu kurz");
    await guest.getByRole("button", { name: "Passwort speichern" }).click();
    await guest.getByText("Das Passwort hat 7 Zeichen").waitFor();
    await guest.getByRole("button", { name: "Passwort erzeugen" }).click();
    const password = await guest.getByLabel("Neues Passwort").inputValue();
    equal(await axeFindings(guest), [], "axe on the new password");
    await guest.getByRole("button", { name: "Passwort speichern" }).click();
    await guest.getByRole("heading", { name: "Anmelden" }).waitFor();
    await signIn(guest, { email: "jonas.wirth@nordwerk.example", password });
    await guest.getByText("Vertrieb").waitFor();
    await guest.goto("/settings/jobs");
    await guest.getByRole("heading", { name: "Kein Zugriff" }).waitFor();

    // The link works once.
    const late = await open();
    await late.goto(link[1]);
    await late.getByRole("heading", { name: "Dieser Link gilt nicht mehr" }).waitFor();
    shared.password = password;
  },

  "who is removed loses this company at once; the dialog says how far it reaches": async ({
    open,
    shared,
  }) => {
    const guest = await open();
    await signIn(guest, { email: "jonas.wirth@nordwerk.example", password: shared.password });
    const page = await open();
    await signIn(page, kAdmin);
    await page.goto("/settings/users");
    await page.getByRole("button", { name: "Jonas Wirth" }).click();
    await page.getByRole("button", { name: "Entfernen…" }).click();
    await page.getByText("Zugänge zu anderen Firmen bleiben").waitFor();
    await page.getByRole("button", { name: "Entfernen", exact: true }).click();
    await page.getByRole("button", { name: "Jonas Wirth" }).waitFor({ state: "detached" });
    await guest.reload();
    await guest.getByRole("heading", { name: "Keine Firma zugeordnet" }).waitFor();
  },

  "the desk works on a phone of 320 px and at 200 % zoom": async ({ open }) => {
    const page = await open({ width: 320, height: 640 });
    await signIn(page, kAdmin);
    for (const path of ["/", "/settings/users", "/settings/profile", "/outbox", "/settings/jobs"]) {
      await page.goto(path);
      await page.locator("h1").first().waitFor();
      equal(await overflow(page), 0, `overflow of ${path}`);
    }
    await page.goto("/");
    await page.getByRole("button", { name: "Menü öffnen" }).click();
    await page.getByRole("link", { name: "Postausgang" }).click();
    await page.getByRole("heading", { name: "Postausgang" }).waitFor();
    equal(await axeFindings(page), [], "axe on the outbox, phone");
  },

  "keys work, can be bound to Ctrl, and can be switched off": async ({ open }) => {
    const page = await open();
    await signIn(page, kAdmin);
    await page.getByRole("heading", { name: "Start" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Tastenkürzel auf dieser Seite" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    const palette = page.getByRole("combobox");
    await palette.fill("> dunk");
    await page.getByRole("option", { name: "Dunkle Ansicht" }).waitFor();
    await palette.press("Enter");
    equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
    await page.goto("/settings/keys");
    await page.getByLabel("Aus", { exact: true }).click();
    await page.getByRole("radio", { name: "Aus", exact: true, checked: true }).waitFor();
    await page.keyboard.press("?");
    await counted(page.getByRole("dialog"), 0, "dialogs after a key that is off");
    await page.getByLabel("An", { exact: true }).click();
    await page.getByRole("radio", { name: "An", exact: true, checked: true }).waitFor();
  },
};
