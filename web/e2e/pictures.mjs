// Takes pictures of the main screens into ../pictures: light and dark, desktop and phone, and each
// once in English and French.
// `npm run pictures [word of a name]`. Look at each before calling a screen done.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  enterAs,
  kBrowserLocales,
  kLocales,
  kViewers,
  screensOf,
  show,
  speak,
  textsOf,
} from "./screens.mjs";
import { launchBrowser, openPage, overflow, setUp, startServer } from "./support.mjs";

const folder = fileURLToPath(new URL("../../pictures/", import.meta.url));
const only = process.argv[2] ?? "";

const kLooks = ["desktop", "phone"].flatMap((size) =>
  ["light", "dark"].map((theme) => [size, theme]),
);
const kSizes = { desktop: { width: 1440, height: 900 }, phone: { width: 360, height: 740 } };

mkdirSync(folder, { recursive: true });
const browser = await launchBrowser();
const empty = await startServer();
await setUpPictures(empty);
await empty.stop();

const server = await startServer({ demo: true });
const counts = { taken: 0, failed: 0 };
for (const locale of kLocales) {
  // Foreign languages differ in their words only: one size and theme shows them.
  const looks = locale === "de" ? kLooks : [["desktop", "light"]];
  await speak(server, locale);
  for (const [size, theme] of looks) {
    const options = { ...kSizes[size], theme, locale: kBrowserLocales[locale] };
    const { page, context } = await openPage(browser, server.url, options);
    for (const viewer of kViewers) {
      const wanted = screensOf(viewer).filter((screen) => screen.name.includes(only));
      if (wanted.length > 0) await enterAs(page, server, viewer);
      for (const screen of wanted) {
        const look = locale === "de" ? theme : locale;
        await take(page, screen, `${screen.name}-${look}-${size}`, textsOf(locale));
      }
    }
    await context.close();
  }
}
await server.stop();
await browser.close();
console.log(`${counts.taken} passed, ${counts.failed} failed, 0 skipped`);
process.exit(counts.failed ? 1 : 0);

async function take(page, screen, name, say) {
  try {
    await show(page, screen, say);
    const wider = await overflow(page);
    if (wider > 0) throw new Error(`${wider} px wider than its window`);
    await page.screenshot({ path: `${folder}${name}.png` });
    counts.taken += 1;
  } catch (error) {
    counts.failed += 1;
    console.log(`FAILED  ${name}: ${error.message.split("\n")[0]}`);
  }
}

async function setUpPictures(server) {
  if (!"setup".includes(only)) return;
  const { page, context } = await openPage(browser, server.url);
  await page.goto("/setup");
  await page.getByLabel("Einmalcode").waitFor();
  await page.screenshot({ path: `${folder}setup-light-desktop.png`, fullPage: true });
  await setUp(page, server.code);
  await page.screenshot({ path: `${folder}start-empty-light-desktop.png` });
  await context.close();
}
