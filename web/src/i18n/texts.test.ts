import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import german from "../../../texts/de.json";
import english from "../../../texts/en.json";
import french from "../../../texts/fr.json";
import { rich, setTexts, type Texts, text, textOf } from "./index";

function flat(tree: Texts, prefix = ""): Map<string, string> {
  const out = new Map<string, string>();
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value === "string") out.set(prefix + name, value);
    else for (const [key, words] of flat(value, `${prefix}${name}.`)) out.set(key, words);
  }
  return out;
}

const all = { de: flat(german), en: flat(english), fr: flat(french) };
const placeholders = (words: string) =>
  [...words.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort();

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.includes(".test.") ? [path] : [];
  });
}

describe("texts", () => {
  it.each(["en", "fr"] as const)("has the same keys in German and %s", (locale) => {
    expect([...all[locale].keys()].sort()).toEqual([...all.de.keys()].sort());
  });

  it.each(["en", "fr"] as const)("has the same placeholders in German and %s", (locale) => {
    const different = [...all.de].filter(
      ([key, words]) => `${placeholders(words)}` !== `${placeholders(all[locale].get(key) ?? "")}`,
    );
    expect(different.map(([key]) => key)).toEqual([]);
  });

  it("leaves no text empty and knows both forms of each plural", () => {
    for (const [locale, texts] of Object.entries(all)) {
      for (const [key, words] of texts) {
        expect(words.trim(), `${locale} ${key}`).not.toBe("");
        const twin = key.replace(/_one$/, "_other");
        if (twin !== key) expect(texts.has(twin), `${locale} ${key} without ${twin}`).toBe(true);
      }
    }
  });

  it("names no key of section ui that no screen uses", () => {
    const code = sources(join(__dirname, ".."))
      .map((path) => readFileSync(path, "utf8"))
      .join("\n");
    const literal = new Set([...code.matchAll(/["'`]((?:ui)\.[\w.]+)["'`]/g)].map((m) => m[1]));
    const started = [...code.matchAll(/`((?:ui)\.[\w.]*)\$\{/g)].map((m) => m[1] ?? "");
    const unused = [...all.de.keys()].filter((key) => {
      if (!key.startsWith("ui.")) return false;
      const stem = key.replace(/_(one|other)$/, "");
      return !literal.has(stem) && !literal.has(key) && !started.some((s) => key.startsWith(s));
    });
    expect(unused).toEqual([]);
  });
});

describe("text", () => {
  const sample = {
    a: { hello: "Guten Tag {{name}}", n_one: "{{count}} Auftrag", n_other: "{{count}} Aufträge" },
  } as Texts;

  it("fills placeholders and chooses the plural by count", () => {
    setTexts("de", sample);
    expect(textOf("a.hello", { name: "Anna" })).toBe("Guten Tag Anna");
    expect(textOf("a.n", { count: 1 })).toBe("1 Auftrag");
    expect(textOf("a.n", { count: 1200 })).toBe("1.200 Aufträge");
  });

  it("shows the key itself, or a given word, where a text is missing", () => {
    setTexts("de", sample);
    expect(textOf("event.new_thing")).toBe("event.new_thing");
    expect(textOf("event.new_thing", undefined, "Neues")).toBe("Neues");
    expect(text("ui.common.save")).toBe("ui.common.save");
  });

  it("puts elements into a sentence", () => {
    setTexts("de", { ui: { common: { ago: "vor {{span}} genau" } } });
    expect(rich("ui.common.ago", { span: "3" })).toHaveLength(3);
  });
});
