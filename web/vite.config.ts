import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const kLocales = ["de", "en", "fr"] as const;

// What each entry needs of texts/<locale>.json. A section is a top-level name or `ui.<module>`.
// Mails and refusals stay with the server: it sends them in the caller's language.
const kTextSections = {
  desk: ["ui", "state", "event", "role", "field"],
  portal: [
    "ui.address",
    "ui.common",
    "ui.customers",
    "ui.conflict",
    "ui.login",
    "ui.password",
    "ui.portal",
    "ui.profile",
    "ui.users",
    "ui.error",
    "state",
    "role",
    "field",
  ],
};
type Tree = { [key: string]: string | Tree };

function cut(all: Tree, sections: string[]): Tree {
  const out: Tree = {};
  for (const section of sections) {
    const [top = "", module] = section.split(".");
    const branch = all[top];
    if (branch === undefined) continue;
    if (module === undefined) out[top] = branch;
    else if (typeof branch === "object" && branch[module] !== undefined) {
      out[top] = { ...(out[top] as Tree | undefined), [module]: branch[module] };
    }
  }
  return out;
}

/** `virtual:texts/<entry>` gives the address of each language's texts. They are data files of their
 *  own, so that a page loads one language and no script grows with them. */
function texts(): Plugin {
  const kPrefix = "virtual:texts/";
  const source = (entry: keyof typeof kTextSections, locale: string) =>
    JSON.stringify(
      cut(JSON.parse(readFileSync(here(`../texts/${locale}.json`), "utf8")), kTextSections[entry]),
    );
  let is_build = false;
  return {
    name: "kontor-texts",
    configResolved(config) {
      is_build = config.command === "build";
    },
    resolveId: (id) => (id.startsWith(kPrefix) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${kPrefix}`)) return undefined;
      const entry = id.slice(kPrefix.length + 1) as keyof typeof kTextSections;
      const rows = kLocales.map((locale) => {
        if (!is_build) return `${locale}: "/@texts/${entry}/${locale}.json"`;
        const reference = this.emitFile({
          type: "asset",
          name: `texts-${entry}-${locale}.json`,
          source: source(entry, locale),
        });
        return `${locale}: import.meta.ROLLUP_FILE_URL_${reference}`;
      });
      return `export default { ${rows.join(", ")} };`;
    },
    configureServer(server) {
      server.middlewares.use("/@texts", (request, response) => {
        const [, entry = "", file = ""] = (request.url ?? "").split("/");
        response.setHeader("content-type", "application/json");
        response.end(source(entry as keyof typeof kTextSections, file.replace(".json", "")));
      });
    },
  };
}

/** The script that sets theme and language before anything is drawn: one source for all entries. */
function firstPaint(): Plugin {
  return {
    name: "kontor-first-paint",
    transformIndexHtml: {
      order: "pre",
      handler: (html) =>
        html.replace(
          "<!-- first-paint -->",
          () => `<script>\n${readFileSync(here("src/app/first-paint.js"), "utf8")}</script>`,
        ),
    },
  };
}

const kAtStart = ["vendor", "parts", "icons", "frame", "screens"];

// Scripts that an entry loads only for who is signed in.
const kSignedIn = { desk: [], portal: ["src/portal/SignedIn.tsx"] };

/** The screens of the desk: their addresses as patterns, and the modules they begin with. */
function screensOfDesk(): [string, string[]][] {
  const source = readFileSync(here("src/app/router.tsx"), "utf8");
  return source.split("createRoute({").flatMap((route): [string, string[]][] => {
    const path = /path: "(\/[^"]*)"/.exec(route)?.[1];
    const file = /import\("\.\.(\/[^"]+)"\)/.exec(route)?.[1];
    if (!path || !file) return [];
    const frame = path.startsWith("/settings") ? ["src/settings/SettingsShell.tsx"] : [];
    return [[`^${path.replace(/\$\w+/g, "[^/]+")}$`, [...frame, `src${file}.tsx`]]];
  });
}

/** Tells the head of each entry's page what it may ask for at once (app/first-paint.js). */
function early(): Plugin {
  return {
    name: "kontor-early",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (html, { bundle, chunk }) => {
        if (!bundle || !chunk) throw new Error("kontor-early: no bundle");
        const chunks = Object.values(bundle).filter((one) => one.type === "chunk");
        const filesOf = (file: string, found = new Set<string>()): Set<string> => {
          if (found.has(file)) return found;
          found.add(file);
          for (const next of chunks.find((one) => one.fileName === file)?.imports ?? []) {
            filesOf(next, found);
          }
          return found;
        };
        const first = filesOf(chunk.fileName);
        const addressesOf = (module: string) => {
          const own = chunks.find((one) => one.facadeModuleId === here(module));
          if (!own) throw new Error(`kontor-early: no chunk of ${module}`);
          return [...filesOf(own.fileName)]
            .filter((one) => !first.has(one))
            .map((one) => `/${one}`);
        };
        const entry = chunk.name === "portal" ? "portal" : "desk";
        const name = (locale: string) => `texts-${entry}-${locale}.json`;
        const texts = kLocales.map((locale) => {
          const found = Object.values(bundle).find(
            (one) => one.type === "asset" && one.names.includes(name(locale)),
          );
          return [locale, `/${found?.fileName}`];
        });
        const rows = {
          texts: Object.fromEntries(texts),
          screens:
            entry === "portal"
              ? []
              : screensOfDesk().map(([path, modules]) => [path, modules.flatMap(addressesOf)]),
          signed_in: kSignedIn[entry].flatMap(addressesOf),
        };
        return html.replace("/* early */ null", () => JSON.stringify(rows));
      },
    },
  };
}

export default defineConfig({
  plugins: [react(), texts(), firstPaint(), early()],
  // The server puts the nonce of each answer in place of this word.
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    target: ["chrome111", "firefox113", "safari16.4"],
    assetsInlineLimit: 0,
    // A page has one style sheet. Nothing waits for another one, and no screen is seen without its own.
    cssCodeSplit: false,
    // What a page starts with stands in its HTML; what comes later is a file or two, and a link for
    // each of them costs more than it gains.
    modulePreload: {
      polyfill: false,
      resolveDependencies: (_file, files, { hostType }) => (hostType === "html" ? files : []),
    },
    chunkSizeWarningLimit: 400,
    manifest: true,
    rolldownOptions: {
      input: { desk: here("index.html"), portal: here("portal.html") },
      output: {
        // What every page runs as it starts is compiled beside the page's own thread as it arrives,
        // not function by function when it is called. V8 reads this; others read a comment.
        postBanner: ({ name }) => (kAtStart.includes(name) ? "//# allFunctionsCalledOnLoad\n" : ""),
        // Each file costs about as much as drawing ten rows. So there are few: what both entries
        // share, what every page of the desk has, what most of its screens have, what pages of
        // orders have, and one per screen. Overlays (menus, dialogs) come late, as they are opened.
        codeSplitting: {
          groups: [
            {
              name: "vendor",
              test: /vite\/preload-helper|rolldown.runtime|node_modules\/(react|react-dom|scheduler|@tanstack\/(query-core|react-query))\//,
              priority: 9,
            },
            // What desk and portal share. Icons of both stand here by name, else the desk's frame
            // would keep them and a phone in the portal would load it with its router.
            // What desk and portal share. Icons of both stand here by name, else the desk's frame
            // would keep them and a phone in the portal would load it with its router.
            {
              name: "parts",
              test: /src\/(i18n\/|api\/(client|problem|query|conflict|hints|lists)\b|app\/(boot|session|theme|shortcuts|nonce|RightMissing)\b|ui\/(base|tokens|Avatar|Icon|Button|Kbd|Tooltip|Values|classes|feedback|signs|CopyButton|toast|Field|draft|Dialog|FormDialog|useMedia)\.)|lucide-react\/.*\/(house|list-checks|mail|search|user-round|users)\.mjs$/,
              priority: 7,
            },
            {
              name: "frame",
              test: /src\/(app\/(router|Screen|Shell|SignedIn|search|palette|toggle|drawer|Guarded|LoadingPage|Record\.module)|orders\/(addresses|filter))\.|node_modules\/(@tanstack|use-sync-external-store)\/|lucide-react\/.*\/(at-sign|file-text|percent)\.mjs$/,
              priority: 6,
            },
            {
              name: "door",
              test: /src\/login\/(Door|Login|LoginForm|PasswordFields|Points)\./,
              priority: 6,
            },
            {
              name: "screens",
              test: /src\/(app\/(ListScreen|Record|changeWords)|ui\/(DataTable|useWindow|LoadMore|SearchBox|Tabs)|customers\/(account|kinds|Customers)|orders\/(Gone|lookups|rowPart)|prices\/(priceLists|Prices))\./,
              priority: 5,
            },
            {
              name: "orders",
              test: /src\/orders\/(Row|OrderList|FilterBar|words)\./,
              priority: 3,
            },
            {
              name: "orders_read",
              test: /src\/orders\/(OrdersScreen\.module|OrderList\.module|useOrders|place|groups)\./,
              priority: 4,
            },
            {
              name: "order",
              test: /src\/(orders\/(CommittedNumber|SideColumn\.module|Totals|useOrder)|pricing\/requests)\./,
              priority: 4,
            },
            // What shows a quote's state. Its icons stand here by name, else every first page would
            // load them with those that many screens share.
            {
              name: "quote_signs",
              test: /src\/quotes\/(Signs|left|Quotes\.module)\.|lucide-react\/.*\/(clock|eye|shield-question-mark|square-pen|triangle-alert|undo-2)\.mjs$/,
              priority: 3,
            },
            // What can be booked on an order, in its head and at its row of the list.
            {
              name: "events",
              test: /src\/(payments\/(quick|leave|eventItems|EventButtons|money|Events\.module)|fulfilment\/(Trackings|Shipments\.module))\./,
              priority: 3,
            },
            // Both cards stand in every order.
            {
              name: "moves",
              test: /src\/(payments\/PaymentCard|fulfilment\/ShipmentCard)\./,
              priority: 3,
            },
            {
              name: "pricing",
              test: /src\/pricing\/(Rounds|Requests\.module)\./,
              priority: 3,
            },
            { name: "carts", test: /src\/orders\/Cart(Frame|\.module)\./, priority: 3 },
            { name: "lines", test: /src\/orders\/(LinesEditor|ProductSearch)\./, priority: 3 },
            { name: "people", test: /src\/settings\/(settings|roles|people)\./, priority: 4 },
            {
              name: "icons",
              test: /node_modules\/lucide-react\/(?!.*\/(at-sign|clock|eye|file-text|percent|shield-question-mark|square-pen|triangle-alert|undo-2)\.mjs)/,
              minShareCount: 3,
              priority: 8,
            },
          ],
        },
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/print"].map((path) => [path, process.env.KONTOR_URL ?? "http://127.0.0.1:8080"]),
    ),
  },
  test: {
    environment: "jsdom",
    // One window for all files, six times as quick; each test takes down what it shows.
    isolate: false,
    setupFiles: ["src/test-setup.ts"],
    // On a busy machine loading an overlay takes its time; nothing here measures speed.
    testTimeout: 20_000,
    include: ["src/**/*.test.{ts,tsx}"],
    css: { modules: { classNameStrategy: "non-scoped" } },
  },
});
