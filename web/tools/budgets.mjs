// The script that a visitor loads before an entry's first screen is usable, in kB gzip, against its
// limit. Read from the build's manifest, so run `npm run build` first.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, "utf8"));

// Entry + the lazily loaded chunks of that route.
const kBudgets = [
  { name: "desk: login", limit_kb: 150, parts: ["index.html", "src/login/LoginScreen.tsx"] },
  {
    name: "desk: order list",
    limit_kb: 150,
    parts: [
      "index.html",
      "src/app/SignedIn.tsx",
      "src/app/Shell.tsx",
      "src/orders/OrdersScreen.tsx",
    ],
  },
  { name: "desk: cart", limit_kb: 150, parts: ["index.html", "src/orders/CartScreen.tsx"] },
  { name: "portal: first load", limit_kb: 110, parts: ["portal.html"] },
  {
    name: "portal: signed in",
    limit_kb: 120,
    parts: ["portal.html", "src/portal/SignedIn.tsx"],
  },
];

const size_of = new Map();
const gzip_bytes = (file) => {
  if (!size_of.has(file)) size_of.set(file, gzipSync(readFileSync(dist + file)).length);
  return size_of.get(file);
};
const collect = (key, into) => {
  const chunk = manifest[key];
  if (!chunk || into.has(chunk.file)) return;
  into.add(chunk.file);
  for (const next of chunk.imports ?? []) collect(next, into);
};

let failed = 0;
for (const { name, limit_kb, parts } of kBudgets) {
  const files = new Set();
  for (const part of parts) collect(part, files);
  const scripts = [...files].filter((file) => file.endsWith(".js"));
  const kb = scripts.reduce((sum, file) => sum + gzip_bytes(file), 0) / 1000;
  const over = kb > limit_kb;
  if (over) failed += 1;
  console.log(`${over ? "OVER" : "ok  "} ${kb.toFixed(1).padStart(6)} / ${limit_kb} kB  ${name}`);
}
console.log(`${kBudgets.length - failed} passed, ${failed} failed, 0 skipped`);
process.exit(failed ? 1 : 0);
