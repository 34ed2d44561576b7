// The public pages of a quote, as strangers meet them: on a phone, without script, by keys alone,
// in the dark, in their language.
import { apiOf } from "./desk-data.mjs";
import { axeFindings, demoLogin, equal, overflow } from "./support.mjs";

export const demo = true;

/** A sent quote with an option and two alternatives; the path of its page. */
async function sentQuote(server, body = {}) {
  const api = await apiOf(server.url, demoLogin(server, "owner of Nord Systemhaus GmbH"));
  const { items } = await api.call("GET", "/accounts?q=Hanse");
  const cart = await api.call("POST", "/orders", {
    account_id: items[0].id,
    name: "Sprechanlage",
    lines: ["31-0640", "40-3107", "40-2260", "18-4448"].map((sku) => ({
      sku,
      quantity_milli: 2000,
    })),
  });
  const roles = ["fixed", "optional", "alternative", "alternative"];
  const choices = cart.lines.map((line, i) => ({
    line_id: line.id,
    role: roles[i],
    ...(roles[i] === "alternative" && { choice: 1 }),
  }));
  const path = `/orders/${cart.id}/quotes`;
  const made = await api.call(
    "POST",
    path,
    { recipient_name: "Ines Wolter", recipient_email: "wolter@page.example", choices, ...body },
    cart.version,
  );
  const link = await api.call("GET", `${path}/${made.items[0].id}/link`);
  return { api, path, made, page: new URL(link.url).pathname };
}

export const tests = {
  "every page of a quote is clean in light and dark, on the desk and on a phone": async (world) => {
    const quote = await sentQuote(world.server);
    const dead = await sentQuote(world.server);
    await dead.api.call(
      "POST",
      `${dead.path}/${dead.made.items[0].id}/withdraw`,
      { reason: "" },
      dead.made.version,
    );
    const pages = ["", "/accept", "/reject", "/ask", "/asked"].map((one) => quote.page + one);
    for (const width of [320, 390, 1280]) {
      const page = await world.open({ width, height: 800 });
      for (const path of [...pages, `${quote.page}?take=2&lang=fr`, dead.page, "/q/unknown"]) {
        await page.goto(path);
        equal(await overflow(page), 0, `${path} at ${width}`);
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme });
          equal(await axeFindings(page), [], `axe on ${path} at ${width}, ${colorScheme}`);
        }
      }
    }
  },

  "without script and by keys alone: choose, work out the sum, accept": async (world) => {
    const quote = await sentQuote(world.server);
    const page = await world.open({ width: 390, height: 800, script: false });
    await page.goto(quote.page);
    const option = page.getByRole("checkbox");
    const again = page.getByRole("button", { name: "Summe neu berechnen" });
    equal(await again.isVisible(), false, "the button before a choice");
    await option.focus();
    await page.keyboard.press("Space");
    await again.focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/take=2/);
    await page.getByText("1 Option ausgewählt").waitFor();
    await page.getByRole("button", { name: "Annehmen" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/accept\?.*take=2/);
    await page.getByLabel("Ihre Funktion").focus();
    await page.keyboard.type("Inhaberin");
    await page.getByRole("checkbox").focus();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Verbindlich annehmen" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Das Angebot ist angenommen" }).waitFor();
  },

  "who wants other prices says so line by line, and a wrong one is shown again": async (world) => {
    const quote = await sentQuote(world.server);
    const page = await world.open({ width: 390, height: 800 });
    await page.goto(quote.page);
    await page.getByRole("link", { name: /^Frage/ }).click();
    await page.getByLabel("Ihre Nachricht").fill("Bitte noch einmal rechnen.");
    await page.getByText("Andere Preise vorschlagen").click();
    await page.getByLabel(/^1 /).fill("billig");
    await page.getByRole("button", { name: "Nachricht senden" }).click();
    await page.getByText("„billig“ ist kein Preis.").waitFor();
    equal(
      await page.getByLabel("Ihre Nachricht").inputValue(),
      "Bitte noch einmal rechnen.",
      "kept",
    );
    await page.getByLabel(/^1 /).fill("99,50");
    await page.getByRole("button", { name: "Nachricht senden" }).click();
    await page.getByRole("heading", { name: "Ihre Nachricht ist angekommen" }).waitFor();
    const now = await quote.api.call("GET", quote.path);
    equal(now.items[0].state, "sent", "the quote");
  },
};
