// Every main screen against WCAG 2.2 A and AA, in German, light and dark, and no wider than the
// window, also at 320 px. KONTOR_AXE=all (./dev long): every language, all rules in both themes.
import { enterAs, kBrowserLocales, kViewers, screensOf, show, speak, textsOf } from "./screens.mjs";
import { axeInThemes, equal, kThemes, overflowOnPhone } from "./support.mjs";

export const demo = true;
export const apart = true;

// Theme and rules of each run. Another language changes words only, of which axe sees little.
const kWhole = [
  ["light", "all"],
  ["dark", "all"],
];
const kRuns =
  process.env.KONTOR_AXE === "all" ? { de: kWhole, en: kWhole, fr: kWhole } : { de: kThemes };

async function checkScreens({ open, server }, locale) {
  await speak(server, locale);
  const page = await open({ locale: kBrowserLocales[locale] });
  const found = [];
  for (const viewer of kViewers) {
    await enterAs(page, server, viewer);
    for (const screen of screensOf(viewer)) {
      await show(page, screen, textsOf(locale)).catch((error) => {
        throw new Error(`${screen.name}: ${error.message}`);
      });
      const spoken = await page.evaluate(() => document.documentElement.lang);
      equal(spoken, locale, `language of ${screen.name}`);
      const findings = await axeInThemes(page, kRuns[locale]);
      found.push(...findings.map((one) => `${screen.name} ${one}`));
      const by = await overflowOnPhone(page);
      if (by > 0) found.push(`${screen.name} is ${by} px wider than a window of 320 px`);
    }
  }
  equal(found, [], "findings");
}

export const tests = Object.fromEntries(
  Object.keys(kRuns).map((locale) => [
    `every screen fits 320 px, and axe finds nothing on it, in ${locale}`,
    (world) => checkScreens(world, locale),
  ]),
);
