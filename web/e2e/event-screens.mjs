// The screens of payments, shipments and the words about them, for screens.mjs.
import { apiOf, placeOrder } from "./desk-data.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });
const kNumber = "JJD000390012345678";

/** In the demo: an order with all that can happen to money and goods, found by its parcel. */
export async function makeEvents(url, admin) {
  const api = await apiOf(url, admin);
  const known = await api.call("GET", `/orders?q=${kNumber}`);
  if (known.items.length > 0) return;
  const { items } = await api.call("GET", "/accounts?q=Brinkmann");
  let order = await placeOrder(api, items[0], [
    ["Videotürstation TS-260 UP", 4, 28_900],
    ["Netzteil NG-24 für die Hutschiene", 2, 5840],
  ]);
  const step = async (path, body = {}) => {
    order = await api.call("POST", `/orders/${order.id}/${path}`, body, order.version);
  };
  await step("confirm");
  await step("pay", { amount_cents: 50_000, reference: "Auszug 7", notify: false });
  await step("pay", { amount_cents: 10_000, notify: false });
  const sums = await api.call("GET", `/orders/${order.id}/payments`);
  await step(`payments/${sums.payments[1].id}/void`, { reason: "Doppelt" });
  await step("refund", { amount_cents: 4000, reason: "Ein Taster zerkratzt", notify: false });
  const [first] = order.lines;
  await step("ship", {
    lines: [{ line_id: first.id, quantity_milli: 3000 }],
    parcel: { carrier: "dhl", trackings: [kNumber, "JJD000390012345679"] },
    notify: false,
  });
  await step("ship", {
    lines: [{ line_id: first.id, quantity_milli: 1000 }],
    parcel: {
      carrier: "other",
      carrier_name: "Radkurier Weser",
      trackings: ["RW 7"],
      tracking_url: "https://kurier.example/?n={number}",
    },
    notify: false,
  });
  const { items: shipments } = await api.call("GET", `/orders/${order.id}/shipments`);
  await step(`shipments/${shipments[0].id}/deliver`);
}

async function openOrder(page, say) {
  await page.locator("a[data-number]").first().click();
  await page.getByText(say("event.order.placed")).waitFor();
  await button(page, say("ui.orders.action.pay_dots")).waitFor();
}

const form = (name) => async (page, say) => {
  await openOrder(page, say);
  await button(page, say(`ui.orders.action.${name}_dots`)).click();
  await page.getByRole("dialog").getByRole("textbox").first().waitFor();
};

const path = `/orders?q=${kNumber}`;

export const kEventScreens = [
  {
    name: "order-events",
    path,
    act: openOrder,
    asks: ["/orders/*/payments", "/orders/*/shipments"],
  },
  { name: "order-pay", path, act: form("pay") },
  { name: "order-ship", path, act: form("ship") },
  { name: "order-refund", path, act: form("refund") },
  {
    name: "order-row-events",
    path: "/orders?view=confirmed",
    act: async (page, say) => {
      await page.locator("a[data-number]").first().hover();
      await page.getByRole("button", { name: /A-20/ }).last().waitFor();
      const more = page.locator('[role="listitem"] button[aria-haspopup="menu"]').first();
      await more.click();
      await page.getByRole("menuitem", { name: say("ui.orders.action.cancel_dots") }).waitFor();
    },
  },
  {
    name: "settings-templates",
    path: "/settings/templates",
    asks: ["/event-templates"],
    barred: "owner of Nord Systemhaus GmbH",
  },
  {
    name: "settings-template",
    path: "/settings/templates?event=shipment.shipped&locale=de",
    asks: ["/event-templates"],
    act: (page) => page.locator("iframe").waitFor(),
  },
];
