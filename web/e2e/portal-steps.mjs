// What the stories of the portal have in common: who is who in the demo, and the way in.
import { apiOf } from "./desk-data.mjs";
import { demoLogin } from "./support.mjs";

export const kWaitMs = 15_000;
export const kPhone = { width: 360, height: 740 };
export const kSaturn = "/portal/a/G-501";
export const kMedia = "/portal/a/G-502";
export const kBrinkmann = "/portal/a/K-20418";

export const brinkmann = (server, role) => demoLogin(server, `${role} of Möbelhaus Brinkmann`);
export const kerstin = (server) => demoLogin(server, "owner of Saturn Hamburg Altstadt");
/** Owner of Saturn, buyer of Media Markt. */
export const murat = (server) => demoLogin(server, "buyer of Media Markt Bremen Waterfront");

export async function enter(page, { email, password }, path = "/portal") {
  await page.goto(path);
  await fillIn(page, email, password);
  await page.locator('a[aria-current="page"]').first().waitFor({ state: "attached" });
}

export async function fillIn(page, email, password) {
  await page.locator('input[type="email"]').fill(email);
  await page.locator('input[type="password"]').fill(password);
  await page.locator('button[type="submit"]').click();
}

/** The path of the secret link in the newest mail to this address; a demo's outbox shows it. */
export async function linkTo(server, address, kind) {
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

export async function generatePassword(page) {
  await page.getByRole("button", { name: "Passwort erzeugen" }).click();
  const password = await page.getByLabel("Neues Passwort").inputValue();
  await page.getByRole("button", { name: "Passwort speichern" }).click();
  await page.getByText("Ihr Passwort ist gespeichert").waitFor();
  return password;
}

export const person = (page, name) => page.getByRole("listitem").filter({ hasText: name });
export const seen = (page, text) => page.getByText(text, { exact: false }).first().waitFor();
