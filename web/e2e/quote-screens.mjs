// The screens of quotes, for screens.mjs: what a partner makes and sends, what others decide.
const button = (page, name) => page.getByRole("button", { name, exact: true });

/** The cart of the newest quote in this state. */
async function openCart(page, say, wait) {
  const first = page.locator("#main td a").first();
  await page.goto(await first.getAttribute("href"));
  await page.getByRole("heading", { name: say("ui.quote.log") }).waitFor();
  await wait.waitFor();
  await page.waitForFunction(() => !document.querySelector('[role="status"] i'));
}

/** The cart that has two editions: the oldest of those that are sent. */
async function openSent(page, say) {
  const row = page.locator("#main tr", { hasText: "Neubau Haus C" }).first();
  await page.goto(await row.locator("a").first().getAttribute("href"));
  await page.getByRole("heading", { name: say("ui.quote.log") }).waitFor();
  await button(page, say("ui.quote.resend_dots")).waitFor();
  await page.locator("#main code").waitFor();
}

const dialog = (page) => page.getByRole("dialog");

export const kQuoteScreens = [
  { name: "quotes", path: "/quotes", asks: ["/quotes"], empty: "ui.quote.never_title" },
  {
    name: "quotes-none",
    path: "/quotes?state=closed",
    act: (page, say) => page.getByText(say("ui.quote.none_title")).waitFor(),
  },
  {
    name: "quotes-of-partner",
    path: "/quotes",
    as: "partner",
    act: (page) => page.locator("#main td a").first().waitFor(),
  },
  {
    name: "start-partner",
    path: "/",
    as: "partner",
    asks: ["/quotes", "/price-requests", "/orders"],
    act: (page, say) =>
      page.getByRole("heading", { name: new RegExp(say("ui.start.expiring")) }).waitFor(),
  },
  {
    name: "cart-quote",
    path: "/quotes?state=sent",
    as: "partner",
    asks: ["/orders/*/quotes"],
    act: openSent,
  },
  {
    name: "cart-quote-compare",
    path: "/quotes?state=sent",
    as: "partner",
    act: async (page, say) => {
      await openSent(page, say);
      await button(page, say("ui.quote.compare_dots")).click();
      await dialog(page).getByRole("table").waitFor();
    },
  },
  {
    name: "cart-quote-resend",
    path: "/quotes?state=sent",
    as: "partner",
    act: async (page, say) => {
      await openSent(page, say);
      await button(page, say("ui.quote.resend_dots")).click();
      await dialog(page).getByLabel(say("ui.quote.recipient_email")).waitFor();
    },
  },
  {
    name: "cart-quote-unsent",
    path: "/quotes?state=created",
    as: "partner",
    act: (page, say) => openCart(page, say, button(page, say("ui.quote.send_now")).first()),
  },
  {
    name: "cart-quote-rejected",
    path: "/quotes?state=rejected",
    as: "partner",
    act: (page, say) => openCart(page, say, button(page, say("ui.quote.resume")).first()),
  },
  {
    name: "cart-quote-create",
    path: "/price-requests?state=countered",
    as: "partner",
    act: async (page, say) => {
      await page.goto(await page.locator("#main td a").first().getAttribute("href"));
      await button(page, say("ui.quote.quote_dots")).click();
      await dialog(page).getByLabel(say("ui.quote.recipient_email")).waitFor();
    },
  },
  {
    name: "cart-quote-approve",
    path: "/quotes?state=accepted",
    act: (page, say) => openCart(page, say, button(page, say("ui.quote.approve")).first()),
  },
  {
    name: "cart-quote-record",
    path: "/quotes?state=sent",
    act: async (page, say) => {
      await openCart(page, say, button(page, say("ui.quote.record_dots")));
      await button(page, say("ui.quote.record_dots")).click();
      await dialog(page).getByLabel(say("ui.quote.evidence")).waitFor();
    },
  },
  {
    name: "settings-quotes",
    path: "/settings/quotes",
    asks: ["/accounts/*/letterhead"],
    barred: "warehouse",
  },
  {
    name: "settings-quotes-partner",
    path: "/settings/quotes",
    as: "partner",
    act: (page, say) => page.getByText(say("ui.letterhead.own_lead")).waitFor(),
  },
];
