import { Editor } from "@tiptap/core";
import { describe, expect, it } from "vitest";
import { cleanPaste } from "./cleanPaste";
import { kExtensions } from "./extensions";

function markdownOf(html: string): string {
  const editor = new Editor({ extensions: kExtensions, content: cleanPaste(html) });
  const markdown = editor.getMarkdown().trim();
  editor.destroy();
  return markdown;
}

const kWord = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>
<!-- p.MsoNormal {margin:0cm; font-size:11.0pt;} --></style></head><body lang=DE>
<!--StartFragment--><p class=MsoNormal><span style='font-size:14.0pt;color:red'
>Guten Tag,<o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoNormal>bitte <b><span
style='font-family:"Arial"'>bis Freitag</span></b> und <i>nicht</i> später.</p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'
><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'
>&nbsp;&nbsp;&nbsp;
</span></span></span><![endif]>Türstation TS-260</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'
><span style='mso-list:Ignore'>o&nbsp; </span>in weiß</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'
><span style='mso-list:Ignore'>·&nbsp; </span>Netzteil</p>
<p class=MsoNormal>Gruß</p><!--EndFragment--></body></html>`;

describe("what is pasted", () => {
  it("from Word becomes clean Markdown with its lists", () => {
    expect(markdownOf(kWord)).toBe(
      "Guten Tag,\n\nbitte **bis Freitag** und *nicht* später.\n\n" +
        "- Türstation TS-260\n  - in weiß\n- Netzteil\n\nGruß",
    );
  });

  it("from Word keeps numbers as a numbered list", () => {
    const line = (sign: string, words: string) =>
      `<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'>` +
      `<span style='mso-list:Ignore'>${sign}<span>&nbsp; </span></span>${words}</p>`;
    expect(markdownOf(line("1.", "Eins") + line("2.", "Zwei"))).toBe("1. Eins\n2. Zwei");
  });

  it("from Outlook keeps words, links and quotes, and loses fonts and tracking pictures", () => {
    const html = `<div class="WordSection1"><p class="MsoNormal">
      <span style="font-size:11pt;font-family:Calibri">Hallo,
      siehe <a href="https://brinkmann.example/plan">Plan</a>.</span></p><img src="cid:image001.png@01D">
      <img src="https://tracker.example/open.gif" width=1>
      <blockquote><div>Alt</div></blockquote></div>`;
    expect(markdownOf(html)).toBe("Hallo, siehe [Plan](https://brinkmann.example/plan).\n\n> Alt");
  });

  it("from a table becomes a line for each row", () => {
    expect(
      markdownOf(
        "<table><tr><th>Artikel</th><th>Menge</th></tr>" +
          "<tr><td>TS-260</td><td>4</td></tr></table>",
      ),
    ).toBe("Artikel · Menge\n\nTS-260 · 4");
  });

  it("from Google Docs is not bold as a whole", () => {
    const html =
      '<b style="font-weight:normal" id="docs-internal-guid"><p>' +
      '<span style="font-weight:700">Fett</span><span> nicht</span></p></b>';
    expect(markdownOf(html)).toBe("**Fett** nicht");
  });

  it("never brings an element that runs or loads something", () => {
    const html = cleanPaste(
      '<p onclick="x()">a<script>alert(1)</script><iframe src="//x"></iframe>' +
        '<img src=x onerror=y><svg onload=z></svg><a href="javascript:alert(1)">b</a></p>',
    );
    expect(html).not.toMatch(/script>|iframe|<img|<svg/);
    expect(markdownOf(html)).toBe("ab");
  });

  it("makes bold lines of headings", () => {
    expect(markdownOf("<h2>Angebot</h2><p>Text</p>")).toBe("**Angebot**\n\nText");
  });
});
