// Every main screen, in every language and both themes, against WCAG 2.2 A and AA, and no wider
// than the window, also at 320 px.
import { apiOf } from "./desk-data.mjs";
import { kBrowserLocales, kLocales, kScreens, show, textsOf } from "./screens.mjs";
import { axeFindings, demoLogin, equal, overflow, signIn } from "./support.mjs";

export const demo = true;

async function checkScreens({ open, server }, locale) {
  const login = demoLogin(server, "admin");
  const api = await apiOf(server.url, login);
  await api.call("PATCH", "/me", { locale });
  const page = await open({ locale: kBrowserLocales[locale] });
  const found = [];
  for (const door of [true, false]) {
    if (!door) await signIn(page, login);
    for (const screen of kScreens.filter((one) => Boolean(one.door) === door)) {
      await show(page, screen, textsOf(locale)).catch((error) => {
        throw new Error(`${screen.name}: ${error.message}`);
      });
      const spoken = await page.evaluate(() => document.documentElement.lang);
      equal(spoken, locale, `language of ${screen.name}`);
      for (const theme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme: theme });
        found.push(...(await axeFindings(page)).map((one) => `${screen.name} ${theme}: ${one}`));
      }
    }
  }
  equal(found, [], "findings");
}

export const tests = {
  ...Object.fromEntries(
    kLocales.map((locale) => [
      `no finding of axe on any screen, light and dark, in ${locale}`,
      (world) => checkScreens(world, locale),
    ]),
  ),
  "every screen fits a window of 320 px": async ({ open, server }) => {
    const login = demoLogin(server, "admin");
    await (await apiOf(server.url, login)).call("PATCH", "/me", { locale: "de" });
    const page = await open({ width: 320, height: 700 });
    const wide = [];
    for (const door of [true, false]) {
      if (!door) await signIn(page, login);
      for (const screen of kScreens.filter((one) => Boolean(one.door) === door)) {
        await show(page, screen, textsOf("de"));
        const by = await overflow(page);
        if (by > 0) wide.push(`${screen.name} by ${by} px`);
      }
    }
    equal(wide, [], "wider than the window");
  },
};
