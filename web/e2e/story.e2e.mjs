// The main job end to end, by a new merchant with nothing but the program: set up, take in articles
// and customers, a cart for a customer, the order, its confirmation, the mail, and the whole story.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setUp } from "./support.mjs";

export const demo = false;

const example = (name) => fileURLToPath(new URL(`../../examples/${name}.csv`, import.meta.url));

async function takeIn(page, content, file) {
  await page.goto("/imports");
  await page.getByLabel("Inhalt").selectOption({ label: content });
  await page.getByLabel("Datei", { exact: true }).setInputFiles(example(file));
  await page.getByRole("button", { name: "Hochladen und prüfen" }).click();
  await page.getByRole("button", { name: /Zeilen importieren/ }).click();
  await page.getByText("Der Import ist fertig.").waitFor();
}

export const tests = {
  "from an empty installation to a confirmed order, its mail and its log": async ({
    open,
    server,
  }) => {
    const page = await open();
    await setUp(page, server.code);
    const next = page.getByRole("link", { name: /Artikel importieren/ });
    await next.click();
    await page.getByRole("heading", { name: "Importe", level: 1 }).waitFor();
    await takeIn(page, "Artikel", "products");
    await takeIn(page, "Kunden", "customers");
    await page.goto("/");
    await page.getByRole("link", { name: /Artikel importieren \(erledigt\)/ }).waitFor();
    await page.getByRole("link", { name: /Den ersten Auftrag erfassen/ }).click();

    const [head, row] = readFileSync(example("customers"), "utf8").split("\n");
    const name = row.split(";")[head.split(";").indexOf("Firma")];
    await page.getByRole("searchbox").fill(name);
    await page
      .getByRole("link", { name: new RegExp(name) })
      .first()
      .click();
    await page.getByText("Sie arbeiten für").waitFor();
    await page.getByRole("button", { name: "Neuer Warenkorb" }).first().click();
    const article = page.getByRole("combobox", { name: /Artikel suchen/ });
    await article.fill("41-1001");
    await page.getByRole("option").first().waitFor();
    await article.press("Enter");
    await page.getByRole("textbox", { name: /^Menge von/ }).waitFor();
    await page.getByLabel("Zahlart").selectOption({ index: 1 });
    await page.getByLabel("Versandart").selectOption({ index: 1 });
    const place = page.getByRole("button", { name: "Bestellen" });
    await page.waitForFunction(() =>
      [...document.querySelectorAll("button")].some(
        (one) =>
          one.textContent.includes("Bestellen") && one.getAttribute("aria-disabled") !== "true",
      ),
    );
    await place.click();
    const number = (await page.getByText(/Bestellt: Auftrag/).innerText()).split(" ").at(-1);

    await page.goto("/orders?view=inbox");
    await page.locator(`a[data-number="${number}"]`).click();
    await page.getByRole("button", { name: "Bestätigen" }).click();
    await page.getByText(`${number} bestätigt`).waitFor();

    await page.goto("/outbox");
    const mail = page.getByRole("button", { name: new RegExp(`${number} ist bestätigt`) });
    await mail.first().click();
    const letter = page.getByRole("dialog").frameLocator("iframe");
    await letter.getByText(number).first().waitFor();
    await letter.getByText("LED-Panel").last().waitFor();
    await page.keyboard.press("Escape");

    await page.goto(`/orders/${number}`);
    const log = page.getByRole("region", { name: "Verlauf" });
    for (const words of ["Warenkorb angelegt", "Bestellung eingegangen", "Auftrag bestätigt"]) {
      await log.getByText(words).first().waitFor();
    }
    await page.getByRole("tab", { name: /System/ }).click();
    await log.getByText("E-Mail an einkauf@allianz-rr.example: nur hier lesbar").last().waitFor();
    await page.getByText("Bestätigt", { exact: true }).first().waitFor();
  },
};
