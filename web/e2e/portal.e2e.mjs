// The customer portal: login, access request, my data, the people of the account.
import { axeFindings, equal, overflow, signIn } from "./support.mjs";

const logins = (text) => ({
  password: /password (\S+):/.exec(text)[1],
  owner: /^\s+(\S+@\S+)\s+owner of Möbelhaus/m.exec(text)[1],
  admin: /^\s+(\S+@\S+)\s+admin/m.exec(text)[1],
});

export const tests = {
  "a stranger asks for access and staff sees it": async ({ open, server }) => {
    const page = await open({ width: 360, height: 740 });
    await page.goto("/portal");
    await page.getByRole("button", { name: "Zugang anfordern" }).click();
    await page.getByLabel("E-Mail-Adresse").fill("neu@kunde.example");
    await page.getByRole("button", { name: "Zugang anfordern" }).click();
    await page.getByText("Bitte geben Sie Ihren Namen ein.").waitFor();
    equal(await axeFindings(page), [], "axe on the request");
    equal(await overflow(page), 0, "overflow");
    await page.getByLabel("Name").fill("Nele Neumann");
    await page.getByLabel("Firma").fill("Neumann KG");
    await page.getByRole("button", { name: "Zugang anfordern" }).click();
    await page.getByRole("heading", { name: "Ihre Anfrage ist unterwegs" }).waitFor();
    const { admin, password } = logins(server.logins);
    const staff = await open();
    await signIn(staff, { email: admin, password });
    await staff.goto("/settings/access");
    await staff.getByText("neu@kunde.example").waitFor();
    equal(await axeFindings(staff), [], "axe on the requests");
  },

  "a customer signs in, changes his language and sees his people": async ({ open, server }) => {
    const { owner, password } = logins(server.logins);
    const page = await open({ width: 320, height: 640 });
    await page.goto("/portal");
    await page.getByLabel("E-Mail-Adresse").fill(owner);
    await page.getByLabel("Passwort").fill(password);
    await page.getByRole("button", { name: "Anmelden" }).click();
    await page.getByRole("heading", { name: "Meine Daten" }).waitFor();
    await page.getByText(owner).first().waitFor();
    equal(await axeFindings(page), [], "axe on my data");
    equal(await overflow(page), 0, "overflow");
    await page.getByLabel("Sprache").selectOption("en");
    await page.getByRole("heading", { name: "My data" }).waitFor();
    await page.getByLabel("Language").selectOption("de");
    await page.getByRole("heading", { name: "Meine Daten" }).waitFor();
    await page.getByRole("button", { name: "Abmelden" }).click();
    await page.getByRole("heading", { name: "Anmelden" }).waitFor();
    equal(await axeFindings(page), [], "axe on the portal's login");
  },
};
