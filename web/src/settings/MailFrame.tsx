import { useRef } from "react";
import styles from "./Templates.module.css";

// A document made from text keeps the policy of this page, which takes no styles written in the
// markup. What the server's mail has of them is handed over by script instead: that is allowed, and
// the frame itself runs none.
const kKept = "data-kept-style";

/** A mail that the server has written, as its reader will see it. */
export function MailFrame({ html, title }: { html: string; title: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const sheets: string[] = [];
  const plain = html
    .replace(/<style[^>]*>([\s\S]*?)<\/style>/g, (_, sheet: string) => {
      sheets.push(sheet);
      return "";
    })
    .replace(/(<[a-z][^<>]*?)\sstyle="/g, `$1 ${kKept}="`);
  const dress = () => {
    const inside = frame.current?.contentDocument;
    if (!inside) return;
    for (const one of inside.querySelectorAll<HTMLElement>(`[${kKept}]`)) {
      one.style.cssText = one.getAttribute(kKept) ?? "";
    }
    const View = inside.defaultView as (Window & typeof globalThis) | null;
    if (View && sheets.length > 0) {
      const sheet = new View.CSSStyleSheet();
      sheet.replaceSync(sheets.join("\n"));
      inside.adoptedStyleSheets = [sheet];
    }
    // Nothing in a preview leads anywhere.
    for (const link of inside.querySelectorAll("a")) link.removeAttribute("href");
  };
  return (
    <iframe
      ref={frame}
      className={styles.mail}
      sandbox="allow-same-origin"
      title={title}
      srcDoc={plain}
      onLoad={dress}
    />
  );
}
