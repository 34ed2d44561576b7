// Whether the bundle holds exactly the packages that docs/dependencies.md lists. Builds in memory.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const file = (path) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), "utf8");
const kPackage = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//;
// Fonts are files, build helpers no packages of ours; radix-ui and @tiptap/pm only hand on what
// they gather.
const kNotInScripts = /^(@fontsource|radix-ui$|@tiptap\/pm$|vite$|rolldown)/;

const section = file("../../docs/dependencies.md")
  .split(/^## /m)
  .find((part) => part.startsWith("In the bundle"));
const table = section.split("Declared in")[0];
const listed = new Set([...table.matchAll(/^\| `([^`]+)` \|/gm)].map((row) => row[1]));

const root = fileURLToPath(new URL("..", import.meta.url));
const { output } = await build({ root, logLevel: "error", build: { write: false } });
const shipped = new Set();
for (const { moduleIds = [] } of output) {
  for (const id of moduleIds) {
    const name = kPackage.exec(id)?.[1];
    if (name) shipped.add(name);
  }
}

const wrong = [
  ...[...shipped].filter((name) => !listed.has(name)).map((name) => `${name} is not listed`),
  ...[...listed].filter((name) => !shipped.has(name)).map((name) => `${name} is not shipped`),
].filter((line) => !kNotInScripts.test(line.split(" ")[0]));
for (const line of wrong) console.log(`docs/dependencies.md: ${line}`);
console.log(`${shipped.size} packages in the bundle, ${wrong.length} findings`);
process.exit(wrong.length === 0 ? 0 : 1);
