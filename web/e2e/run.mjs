// Runs e2e/*.e2e.mjs against the server of KONTOR_BIN: `npm run e2e [word of a test's name]`.
// A file exports `tests`: { name: async (world) => ... } and may export `demo = false` for an empty
// installation, `env` for its settings and `apart = true` where each test wants its own server.
// Else each file has one. Each test has a browser profile of its own; two servers run at once.
import { mkdirSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launchBrowser, openPage, startServer } from "./support.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const results = fileURLToPath(new URL("../test-results/", import.meta.url));
const only = process.argv[2] ?? "";
const kAtOnce = 2;
class Skip extends Error {}
const counts = { passed: 0, failed: 0, skipped: 0 };

const browser = await launchBrowser();
const units = await findUnits();
await Promise.all(Array.from({ length: kAtOnce }, work));
await browser.close();
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed === 0 ? 0 : 1);

/** What shares a server: the tests of a file, or each test alone where the file says `apart`. */
async function findUnits() {
  const found = [];
  for (const file of readdirSync(here).sort()) {
    if (!file.endsWith(".e2e.mjs")) continue;
    const { tests, demo = true, env = {}, apart = false } = await import(`./${file}`);
    const wanted = Object.entries(tests).filter(([name]) => `${file} ${name}`.includes(only));
    const groups = apart ? wanted.map((one) => [one]) : [wanted];
    for (const group of groups) if (group.length > 0) found.push({ file, demo, env, tests: group });
  }
  return found;
}

async function work() {
  for (let unit = units.shift(); unit; unit = units.shift()) await runUnit(unit);
}

async function runUnit({ file, demo, env, tests }) {
  const server = await startServer({ demo, env }).catch((error) => {
    counts.failed += tests.length;
    console.log(`FAILED  ${file}: ${error.message}`);
    return null;
  });
  if (!server) return;
  const shared = {};
  for (const [name, test] of tests) {
    if (!server.fallen()) await runOne(file, name, test, server, shared);
    else {
      counts.failed += 1;
      console.log(`FAILED  ${file}: ${name}\n        ${server.fallen()}`);
    }
  }
  await server.stop();
}

async function runOne(file, name, test, server, shared) {
  const opened = [];
  const open = async (options) => {
    const one = await openPage(browser, options?.base ?? server.url, options);
    opened.push(one);
    return one.page;
  };
  const began = performance.now();
  const took = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  try {
    await test({ open, server, shared, skip: (why) => Promise.reject(new Skip(why)) });
    const faults = opened.flatMap((one) => one.faults);
    if (faults.length) throw new Error(`the page complained: ${faults.join(" | ")}`);
    counts.passed += 1;
    console.log(`ok      ${file}: ${name} (${took()})`);
  } catch (error) {
    if (error instanceof Skip) {
      counts.skipped += 1;
      console.log(`skipped ${file}: ${name} (${error.message})`);
    } else {
      counts.failed += 1;
      console.log(
        `FAILED  ${file}: ${name} (${took()})\n        ${error.message.split("\n").join("\n        ")}`,
      );
      mkdirSync(results, { recursive: true });
      const picture = `${results}${file}-${name}`.replace(/[^\w./-]+/g, "-");
      await opened
        .at(-1)
        ?.page.screenshot({ path: `${picture}.png` })
        .catch(() => undefined);
    }
  }
  for (const one of opened) await one.context.close();
}
