// What an admin finds after `kontor restore`: jobs are held until he releases them.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { counted, demoLogin, equal, signIn, startServer } from "./support.mjs";

export const demo = true;

function kontor(folder, ...words) {
  const env = { ...process.env, KONTOR_DATA_DIR: folder };
  const done = spawnSync(process.env.KONTOR_BIN, words, { env, encoding: "utf8" });
  equal(done.status, 0, `kontor ${words[0]}: ${done.stdout}${done.stderr}`);
}

export const tests = {
  "jobs of a restored backup are held until they are released": async ({ open, server }) => {
    const folder = mkdtempSync(join(tmpdir(), "kontor-restore-"));
    const data = join(folder, "data");
    kontor(server.folder, "backup", join(folder, "backup"));
    kontor(data, "restore", join(folder, "backup"));
    const restored = await startServer({ env: { KONTOR_DATA_DIR: data } });
    try {
      const page = await open({ base: restored.url });
      await signIn(page, demoLogin(server, "admin"));
      await page.goto("/settings/jobs");
      await page.getByText("Keine gescheiterten Aufgaben").waitFor();
      await counted(page.getByRole("button", { name: "Alle freigeben" }), 0, "buttons");
      await page.getByRole("tab", { name: "angehalten" }).click();
      await page.getByText("Aufräumen").first().waitFor();
      await page.getByRole("button", { name: "Alle freigeben" }).click();
      await page.getByText("Eine Aufgabe freigegeben").waitFor();
      await page.getByText("Keine Aufgaben in diesem Zustand").waitFor();
    } finally {
      await restored.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
