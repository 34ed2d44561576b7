// The screens of price requests, for screens.mjs: what the merchant answers, what a partner asks.
const button = (page, name) => page.getByRole("button", { name, exact: true });

async function openPriceRequest(page, say) {
  await page.locator("#main td button").first().click();
  await page.getByRole("dialog").getByText(say("ui.price_request.from_floor")).first().waitFor();
}

/** The cart of the first price request in the list; on a phone its link stands in the sheet. */
async function openCartOfRequest(page) {
  await page.goto(await page.locator("#main td a").first().getAttribute("href"));
}

/** The cart that has a counter-offer. */
async function openAskedCart(page, say) {
  await openCartOfRequest(page);
  await button(page, say("ui.price_request.take")).waitFor();
  // Quotes and log come with files of their own.
  await button(page, say("ui.quote.quote_dots")).waitFor();
  await page.getByRole("heading", { name: say("ui.quote.log") }).waitFor();
  await page.locator("#main time").last().waitFor();
}

export const kRequestScreens = [
  {
    name: "price-requests",
    path: "/price-requests",
    asks: ["/price-requests"],
    empty: "ui.price_request.none_open_title",
  },
  { name: "price-requests-all", path: "/price-requests?state=all" },
  {
    name: "price-request-answer",
    path: "/price-requests",
    act: openPriceRequest,
    asks: ["/orders/*/price-requests"],
    root: '[role="dialog"]',
  },
  {
    name: "price-request-counter",
    path: "/price-requests",
    act: async (page, say) => {
      await openPriceRequest(page, say);
      await button(page, say("ui.price_request.counter")).click();
      await page.getByRole("radio").first().waitFor();
    },
  },
  {
    name: "cart-locked",
    path: "/price-requests",
    act: async (page, say) => {
      await openCartOfRequest(page);
      await page.getByRole("heading", { name: say("ui.price_request.locked") }).waitFor();
    },
  },
  {
    name: "price-requests-asked",
    path: "/price-requests",
    as: "partner",
    act: (page) => page.locator("#main td button").first().waitFor(),
  },
  {
    name: "cart-countered",
    path: "/price-requests?state=countered",
    as: "partner",
    act: openAskedCart,
    asks: ["/orders/*/price-requests"],
  },
  {
    name: "cart-ask",
    path: "/price-requests?state=countered",
    as: "partner",
    act: async (page, say) => {
      await openAskedCart(page, say);
      await button(page, say("ui.price_request.ask_dots")).click();
      await page.getByRole("dialog").getByLabel(say("ui.price_request.reason")).waitFor();
    },
  },
];
