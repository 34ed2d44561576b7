import { Editor } from "@tiptap/core";
import { afterEach, describe, expect, it } from "vitest";
import { kExtensions } from "./extensions";

const kFile = "file_01h455vb4pex5vsknk084sn02q";
const kUser = "user_01h455vb4pex5vsknk084sn02q";
let editor: Editor | undefined;
function open(content: string, contentType: "markdown" | "html" = "markdown"): Editor {
  editor = new Editor({ extensions: kExtensions, content, contentType });
  return editor;
}
afterEach(() => editor?.destroy());

const kSame = {
  "a paragraph": "Guten Tag Frau Brinkmann.",
  "two paragraphs": "Eins.\n\nZwei.",
  "a line break": "Eins  \nZwei",
  bold: "Das ist **wichtig** heute.",
  italic: "Das ist *schräg* heute.",
  struck: "Das ist ~~falsch~~ heute.",
  "bold and italic": "Das ist ***beides*** heute.",
  code: "Bitte `TS-260` nehmen.",
  "a code block": "```\nx = 1 < 2\n```",
  "a link": "Siehe [die Anleitung](https://kontor.example/a?b=1&c=2).",
  "a mail link": "[Petra](mailto:petra@brinkmann.example)",
  "a phone link": "[Anruf](tel:+49421555)",
  "a list": "- Eins\n- Zwei",
  "a list in a list": "- Eins\n  - Innen\n- Zwei",
  "a numbered list": "1. Eins\n2. Zwei",
  "a quote": "> Wann kommt das?\n\nMorgen.",
  "a quote of two paragraphs": "> Eins\n>\n> Zwei",
  "a picture": `Hier: ![Typenschild](file:${kFile}) gut.`,
  "a picture alone": `![Typenschild](file:${kFile})`,
  "a mention": `@[Jonas Wirth](user:${kUser}), passt das?`,
  "umlauts, French and emoji": "Größe façade œuvre 👍 – „so“ … € 12,40",
};

describe("Markdown through the editor and back", () => {
  for (const [name, markdown] of Object.entries(kSame)) {
    it(`keeps ${name}`, () => {
      expect(open(markdown).getMarkdown().trim()).toBe(markdown);
    });
  }

  it("keeps signs that only look like Markdown as they were typed", () => {
    for (const text of [
      "2 * 3 * 4 = 24",
      "_Typ_ A_B_C",
      "# 1 und #2",
      "1. Mai",
      "- minus",
      "> größer",
      "a < b & c > d",
      "[x](y) und `z`",
      "~~~",
      "A\\B",
      "Preis: 5*",
      "<b>kein HTML</b>",
      "@[Jonas](user:niemand)",
      "+49 421",
      "a | b",
      "https_kein_link",
    ]) {
      const first = open("");
      first.commands.insertContent({ type: "text", text });
      const markdown = first.getMarkdown().trim();
      first.destroy();
      expect(open(markdown).getText(), markdown).toBe(text);
      editor?.destroy();
    }
  });

  it("makes a bold line of a heading", () => {
    expect(open("# Groß\n\nKlein").getMarkdown().trim()).toBe("**Groß**\n\nKlein");
  });

  it("writes no empty lines as entities", () => {
    const written = open("<p>Eins</p><p></p><p></p><p>Zwei</p><p></p>", "html").getMarkdown();
    expect(written).not.toContain("&nbsp;");
    expect(written.trim().split(/\n+/)).toEqual(["Eins", "Zwei"]);
  });

  it("shows pictures of the order only, and no link that runs something", () => {
    const html = open(
      "![da](https://tracker.example/x.png) ![weg](file:///etc/passwd) " +
        "[böse](javascript:alert(1)) [auch](file:///etc/passwd)",
    ).getHTML();
    expect(html).not.toContain("<img");
    expect(html).not.toContain("href");
    expect(html).toContain("da");
  });

  it("takes raw HTML for what it is: text or nothing, never an element that acts", () => {
    const html = open("<script>alert(1)</script><img src=x onerror=alert(1)>Hallo").getHTML();
    expect(html).not.toMatch(/<script|<img|onerror=/);
  });
});
