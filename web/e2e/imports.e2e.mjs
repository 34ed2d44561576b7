// Articles come in from a file: choose it, see what it would do, take it in, and again.
import { fileURLToPath } from "node:url";
import { apiOf } from "./desk-data.mjs";
import { demoLogin, equal, signIn } from "./support.mjs";

export const demo = true;

const kProducts = fileURLToPath(new URL("../../examples/products.csv", import.meta.url));

async function choose(page) {
  await page.goto("/imports");
  await page.getByLabel("Datei").setInputFiles(kProducts);
  await page.getByRole("button", { name: "Hochladen und prüfen" }).click();
  await page.getByRole("heading", { name: "Spalten zuordnen" }).waitFor();
}

const figure = (page, label) =>
  page.locator("dl > div", { hasText: label }).locator("dd").innerText();

export const tests = {
  "the example file is checked, taken in, and changes nothing the second time": async ({
    open,
    server,
  }) => {
    const page = await open();
    await signIn(page, demoLogin(server, "admin"));
    await choose(page);
    const created = await figure(page, "werden angelegt");
    equal(Number(created) > 0, true, `articles that would be created: ${created}`);
    await page.getByRole("button", { name: /Zeilen importieren/ }).click();
    await page.getByText("Der Import ist fertig.").waitFor();
    equal(await figure(page, "angelegt"), created, "created");

    await choose(page);
    equal(await figure(page, "werden angelegt"), "0", "created by the second run");
    equal(await figure(page, "werden geändert"), "0", "changed by the second run");

    const api = await apiOf(server.url, demoLogin(server, "admin"));
    const log = await api.call("GET", "/products?limit=1");
    equal(log.items.length, 1, "products");
  },
};
