// Every main screen against WCAG 2.2 A and AA, in German, light and dark, and no wider than the
// window, also at 320 px. KONTOR_AXE=all (./dev long): every language, all rules in both themes.
import { enterAs, kBrowserLocales, kViewers, screensOf, show, speak, textsOf } from "./screens.mjs";
import { axeFindings, equal, overflow } from "./support.mjs";

export const demo = true;
export const apart = true;

// Theme and rules of each run. Another language changes words only, of which axe sees little.
const kWhole = [
  ["light", "all"],
  ["dark", "all"],
];
const kRuns =
  process.env.KONTOR_AXE === "all"
    ? { de: kWhole, en: kWhole, fr: kWhole }
    : {
        de: [
          ["light", "all"],
          ["dark", "contrast"],
        ],
      };

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
      for (const [theme, rules] of kRuns[locale]) {
        await page.emulateMedia({ colorScheme: theme });
        const findings = await axeFindings(page, rules);
        found.push(...findings.map((one) => `${screen.name} ${theme}: ${one}`));
      }
    }
  }
  equal(found, [], "findings");
}

export const tests = {
  ...Object.fromEntries(
    Object.keys(kRuns).map((locale) => [
      `no finding of axe on any screen in ${locale}`,
      (world) => checkScreens(world, locale),
    ]),
  ),
  "every screen fits a window of 320 px": async ({ open, server }) => {
    await speak(server, "de");
    const page = await open({ width: 320, height: 700 });
    const wide = [];
    for (const viewer of kViewers) {
      await enterAs(page, server, viewer);
      for (const screen of screensOf(viewer)) {
        await show(page, screen, textsOf("de"));
        const by = await overflow(page);
        if (by > 0) wide.push(`${screen.name} by ${by} px`);
      }
    }
    equal(wide, [], "wider than the window");
  },
};
