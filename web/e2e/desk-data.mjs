// What the browser tests of the order desk start from: customers with addresses, carts and orders,
// made through the API the way a program of a customer would.
import { kAdmin } from "./support.mjs";

/** Signs in through the API and answers a caller that adds what every call needs. */
export async function apiOf(url, { email, password } = kAdmin) {
  const headers = { "content-type": "application/json", "accept-language": "de" };
  const first = await fetch(`${url}/api/v1/session`, {
    method: "POST",
    headers,
    body: JSON.stringify({ email, password }),
  });
  if (!first.ok) throw new Error(`sign in: ${first.status} ${await first.text()}`);
  headers.cookie = first.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  const session = await first.json();
  headers["x-csrf-token"] = session.csrf_token;
  const call = async (method, path, body, version) => {
    const extra = { "idempotency-key": crypto.randomUUID() };
    if (version !== undefined) extra["if-match"] = `"${version}"`;
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { ...headers, ...extra },
      body: method === "GET" ? undefined : JSON.stringify(body ?? {}),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  return { session, call };
}

/** Sets an empty installation up without a browser. */
export async function setUpByApi(url, code) {
  const answer = await fetch(`${url}/api/v1/setup`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      code,
      company: "Nordwerk Technik",
      city: "Bremen",
      country: "DE",
      currency: "EUR",
      locale: "de",
      time_zone: "Europe/Berlin",
      ...kAdmin,
    }),
  });
  if (!answer.ok) throw new Error(`set up: ${answer.status} ${await answer.text()}`);
}

const kCustomers = [
  ["Möbelhaus Brinkmann GmbH", "Hafenstraße 12", "28217", "Bremen"],
  ["Kita Sonnenschein e. V.", "Lindenweg 3", "28203", "Bremen"],
  ["Hanse Elektro GmbH", "Speicherhof 8", "20457", "Hamburg"],
  ["Schmidt & Söhne KG", "Am Markt 1", "26122", "Oldenburg"],
  ["Praxis Dr. Yıldız", "Wallgraben 22", "30159", "Hannover"],
];

function addressOf([company, street, postcode, city], kind) {
  return {
    kind,
    company,
    name: "",
    street,
    addition: "",
    postcode,
    city,
    country: "DE",
    phone: "",
    is_default: true,
  };
}

export async function makeCustomers({ session, call }) {
  const operator = session.memberships[0].account;
  const made = [];
  for (const [at, customer] of kCustomers.entries()) {
    made.push(
      await call("POST", "/accounts", {
        kind: "customer",
        parent_id: operator.id,
        name: customer[0],
        email: `einkauf${at}@kunde.example`,
        locale: "de",
        addresses: [addressOf(customer, "billing"), addressOf(customer, "shipping")],
      }),
    );
  }
  return made;
}

/** A cart with free lines: [name, quantity, price in cents]. */
export async function makeCart({ call }, account, lines, name = "") {
  let cart = await call("POST", "/orders", { account_id: account.id, name });
  for (const [words, quantity, cents] of lines) {
    cart = await call(
      "POST",
      `/orders/${cart.id}/lines`,
      {
        name: words,
        unit: "Stück",
        unit_price_e4: cents * 100,
        tax_class: "standard",
        quantity_milli: quantity * 1000,
      },
      cart.version,
    );
  }
  return cart;
}

export async function placeOrder(api, account, lines) {
  const cart = await makeCart(api, account, lines);
  const ready = await api.call(
    "PATCH",
    `/orders/${cart.id}`,
    { payment_method: "invoice", shipping_method: "parcel" },
    cart.version,
  );
  return api.call("POST", `/orders/${cart.id}/place`, { terms_accepted: true }, ready.version);
}

/** In the demo: a partner's price request with a counter-offer, one that waits for its answer, and
 *  a cart without any. */
export async function makePriceRequests(url, partner, admin) {
  const [asker, desk] = await Promise.all([apiOf(url, partner), apiOf(url, admin)]);
  const known = await desk.call("GET", "/price-requests?state=all");
  if (known.items.length > 0) return;
  const { items } = await asker.call("GET", "/accounts?q=Hanse");
  const make = (name, skus) =>
    asker.call("POST", "/orders", {
      account_id: items[0].id,
      name,
      lines: skus.map(([sku, count]) => ({ sku, quantity_milli: count * 1000 })),
    });
  const ask = (cart, reason, discounts) =>
    asker.call(
      "POST",
      `/orders/${cart.id}/price-requests`,
      {
        reason,
        lines: discounts.map((discount_bp, at) => ({ line_id: cart.lines[at].id, discount_bp })),
      },
      cart.version,
    );
  const first = await make("Sprechanlagen Speicherhof", [
    ["40-2260", 12],
    ["40-3107", 48],
    ["18-4448", 6],
  ]);
  const rounds = await ask(
    first,
    "Wettbewerb liegt bei 25 %, Entscheidung bis Monatsende.",
    [3000, 2500],
  );
  const [a, b] = rounds.items[0].lines;
  const tenth_off = Math.round((a.list_price_e4 * 9) / 1000) * 100;
  await desk.call(
    "POST",
    `/orders/${first.id}/price-requests/${rounds.items[0].id}/counter`,
    {
      comment: "Mehr geht bei dieser Menge nicht.",
      lines: [
        {
          line_id: a.line_id,
          answer: "countered",
          unit_price_e4: tenth_off,
          comment: "ab 12 Stück",
        },
        { line_id: b.line_id, answer: "rejected" },
      ],
    },
    rounds.version,
  );
  const second = await make("WLAN und Türstation, Haus C", [
    ["40-2260", 60],
    ["31-0640", 6],
    ["30-1105", 24],
  ]);
  await ask(second, "Rahmenvertrag über drei Häuser, je 60 Stationen.", [2500, 1000, 1200]);
  await make("Nachbestellung", [["40-3107", 4]]);
}

/** In the demo: quotes of a partner in every state that one looks at: sent, with an edition before;
 *  created but not sent; rejected; ending soon; accepted by a prospect; a question about one. */
export async function makeQuotes(url, partner, admin) {
  const [seller, desk] = await Promise.all([apiOf(url, partner), apiOf(url, admin)]);
  const known = await seller.call("GET", "/quotes");
  if (known.items.length > 0) return;
  const accounts = (await seller.call("GET", "/accounts?limit=50")).items;
  const [first, ...others] = accounts.filter((one) => one.kind === "customer");
  const prospect = accounts.find((one) => one.kind === "prospect") ?? first;
  const second = others[0] ?? first;
  const make = (account, name, skus) =>
    seller.call("POST", "/orders", {
      account_id: account.id,
      name,
      lines: skus.map(([sku, count]) => ({ sku, quantity_milli: count * 1000 })),
    });
  const quote = (cart, more = {}) =>
    seller.call(
      "POST",
      `/orders/${cart.id}/quotes`,
      {
        recipient_name: "Dr. Ines Wolter",
        recipient_email: "verwaltung@praxisklinik-wall.example",
        ...more,
      },
      cart.version,
    );
  const step = (api, quotes, name, body = {}) =>
    api.call(
      "POST",
      `/orders/${quotes.order_id}/quotes/${quotes.items[0].id}/${name}`,
      body,
      quotes.version,
    );

  const whole = await make(first, "Telefonie und WLAN, Neubau Haus C", [
    ["30-1105", 24],
    ["31-0640", 6],
    ["40-2260", 2],
    ["40-3107", 1],
  ]);
  const before = await quote(whole);
  const free = await step(seller, before, "withdraw", { reason: "Menge geändert" });
  const more = await seller.call(
    "PATCH",
    `/orders/${whole.id}/lines/${whole.lines[1].id}`,
    { quantity_milli: 8000 },
    free.version,
  );
  const fewer = await seller.call(
    "DELETE",
    `/orders/${whole.id}/lines/${whole.lines[3].id}`,
    undefined,
    more.version,
  );
  const added = await seller.call(
    "POST",
    `/orders/${whole.id}/lines`,
    { sku: "18-4448", quantity_milli: 3000 },
    fewer.version,
  );
  const extra = added.lines.find((line) => line.sku === "18-4448");
  await quote(added, {
    choices: [{ line_id: extra.id, role: "optional" }],
    message: "Wie besprochen, mit zwei Access Points mehr.",
  });

  await quote(await make(second, "Kassenplätze 2027", [["40-2260", 3]]), { valid_days: 2 });
  await quote(await make(second, "Funkklingeln", [["40-3107", 12]]), { send: false });
  const refused = await quote(await make(first, "Außensprechstelle", [["40-2260", 1]]));
  await step(desk, refused, "reject", { reason: "Zu teuer. Der Wettbewerb liegt darunter." });
  const taken = await quote(await make(prospect, "Konferenzraum", [["31-0640", 4]]));
  await step(desk, taken, "accept", {
    name: "Jörg Wagner",
    role: "Geschäftsführer",
    purchase_order: "B-7731",
    evidence: "Telefonisch zugesagt, Gesprächsnotiz liegt vor.",
    terms_accepted: true,
    selection: [],
  });
}
