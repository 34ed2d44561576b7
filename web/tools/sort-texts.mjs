// Sorts the keys of texts/*.json, so that two branches that add texts merge without a conflict.
// `--check` changes nothing and fails when a file is not sorted.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const sorted = (node) =>
  typeof node === "object"
    ? Object.fromEntries(
        Object.keys(node)
          .sort()
          .map((key) => [key, sorted(node[key])]),
      )
    : node;

const check = process.argv.includes("--check");
let failed = 0;
for (const locale of ["de", "en", "fr"]) {
  const file = fileURLToPath(new URL(`../../texts/${locale}.json`, import.meta.url));
  const before = readFileSync(file, "utf8");
  const after = `${JSON.stringify(sorted(JSON.parse(before)), null, 2)}\n`;
  if (before === after) continue;
  if (check) {
    console.error(`texts/${locale}.json is not sorted: run node web/tools/sort-texts.mjs`);
    failed = 1;
  } else writeFileSync(file, after);
}
process.exit(failed);
