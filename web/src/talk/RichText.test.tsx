import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { RichText } from "./RichText";

const kFile = "file_01h455vb4pex5vsknk084sn02q";
const kUser = "user_01h455vb4pex5vsknk084sn02q";
const drawn = (html: string) => render(<RichText html={html} text="" />).container.innerHTML;

describe("words of a message", () => {
  it("shows what the server renders", () => {
    const html = drawn(
      '<p>Guten <strong>Tag</strong>, <a href="https://x.example/">hier</a></p>' +
        '<ol start="3"><li>Eins</li></ol>',
    );
    expect(html).toContain("<strong>Tag</strong>");
    expect(html).toContain('href="https://x.example/"');
    expect(html).toContain('rel="noopener noreferrer nofollow"');
    expect(html).toContain('<ol start="3"><li>Eins</li></ol>');
  });

  it("draws nothing that runs, loads or frames, whatever the answer holds", () => {
    for (const bad of [
      "<script>alert(1)</script>",
      '<img src="https://tracker.example/x.png" alt="">',
      "<img src=x onerror=alert(1)>",
      '<a href="javascript:alert(1)">x</a>',
      '<a href="&#106;avascript:alert(1)">x</a>',
      '<a href="data:text/html,x">x</a>',
      '<iframe src="//x"></iframe>',
      "<svg><script>alert(1)</script></svg>",
      "<math><mtext></mtext><img src=x onerror=y></math>",
      '<p style="position:fixed" onclick="x()" class="scrim" id="root">x</p>',
      "<form action=//x><input name=q></form>",
      '<base href="//x">',
      "<style>body{display:none}</style>",
      '<object data="x"></object><embed src="x">',
      `<img src="/api/v1/files/${kFile}/content?inline=1/../../../logout" alt="">`,
    ]) {
      const html = drawn(bad);
      expect(html, bad).not.toMatch(
        /<(script|img|iframe|svg|math|form|input|base|style)|script:|on\w+=|style=|id=|href=/,
      );
    }
  });

  it("shows pictures of the order, to be opened large", () => {
    const open = vi.fn();
    render(
      <RichText
        text=""
        html={`<p><img src="/api/v1/files/${kFile}/content?inline=1" alt="Typenschild"></p>`}
        onPicture={open}
      />,
    );
    fireEvent.click(screen.getByRole("button", { name: "Typenschild groß ansehen" }));
    expect(open).toHaveBeenCalledWith({ id: kFile, name: "Typenschild" });
  });

  it("marks the names that are mentioned, and no other", () => {
    const text = `Frag @[Anna Keller](user:${kUser}), nicht @Anna.`;
    const { container } = render(
      <RichText text={text} html="<p>Frag @Anna Keller, nicht @Anna.</p>" />,
    );
    expect([...container.querySelectorAll("span")].map((one) => one.textContent)).toEqual([
      "@Anna Keller",
    ]);
    expect(container.textContent).toBe("Frag @Anna Keller, nicht @Anna.");
  });

  it("shows the words as they are where the server has rendered nothing", () => {
    const { container } = render(<RichText html={undefined} text={"<b>a</b>\nb"} />);
    expect(container.textContent).toBe("<b>a</b>\nb");
  });

  it("survives very deep nesting", () => {
    expect(drawn(`${"<blockquote>".repeat(600)}tief${"</blockquote>".repeat(600)}`)).toContain(
      "tief",
    );
  });
});
