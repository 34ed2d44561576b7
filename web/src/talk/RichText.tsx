// Words of notes and messages as the server renders them from Markdown. The server lets through
// only what is listed here; this is the second wall: its answer is read by a parser that runs
// nothing, and only known elements are drawn, each with its known attributes.
import { createElement, Fragment, type ReactNode } from "react";
import { useText } from "../i18n/index";
import { classes } from "../ui/classes";
import styles from "./RichText.module.css";

const kShown = new Set(
  "p br strong b em i del s a ul ol li blockquote code pre img hr details summary".split(" "),
);
/** Their words are no words for readers. */
const kHidden = new Set(
  "script style template iframe object embed svg math noscript head title textarea select".split(
    " ",
  ),
);
const kBold = new Set(["h1", "h2", "h3", "h4", "h5", "h6"]);
const kLink = /^(https?:|mailto:|tel:)/i;
const kPicture = /^\/api\/v1\/files\/(file_[0-9a-hjkmnp-tv-z]{26})\/content(\?inline=1)?$/;
const kMention = /@\[([^[\]\n]+)\]\(user:user_[0-9a-z]{26}\)/g;
const kDeepest = 30;

export interface ShownPicture {
  id: string;
  name: string;
}

interface Drawing {
  /** "@Anna Keller" */
  names: string[];
  onPicture: ((picture: ShownPicture) => void) | undefined;
  enlarge: (name: string) => string;
}

/** `html` of the server, made of the Markdown in `text`; before it has one, the words as they were
 *  written. */
export function RichText({
  html,
  text,
  onPicture,
}: {
  html: string | undefined;
  text: string;
  onPicture?: (picture: ShownPicture) => void;
}) {
  const t = useText();
  if (html === undefined) return <p className={classes(styles.rich, styles.plain)}>{text}</p>;
  const enlarge = (name: string) => t("ui.files.enlarge", { name });
  const { body } = new DOMParser().parseFromString(html, "text/html");
  return (
    <div className={styles.rich}>
      {drawAll(body, { names: mentionedIn(text), onPicture, enlarge }, 0)}
    </div>
  );
}

function drawAll(parent: Node, drawing: Drawing, depth: number): ReactNode[] {
  return [...parent.childNodes].map((child, at) => draw(child, drawing, at, depth));
}

function draw(node: Node, drawing: Drawing, key: number, depth: number): ReactNode {
  if (node.nodeType === 3 /* text */) {
    return <Fragment key={key}>{drawWords(node.nodeValue ?? "", drawing.names)}</Fragment>;
  }
  if (!(node instanceof Element)) return null;
  const tag = node.localName;
  if (kHidden.has(tag)) return null;
  if (depth > kDeepest) return node.textContent;
  const inside = drawAll(node, drawing, depth + 1);
  if (tag === "a") return drawLink(node, inside, key);
  if (tag === "img") return drawPicture(node, drawing, key);
  if (kBold.has(tag)) {
    return (
      <p key={key}>
        <strong>{inside}</strong>
      </p>
    );
  }
  if (!kShown.has(tag)) return inside;
  if (tag === "br" || tag === "hr") return createElement(tag, { key });
  const start = tag === "ol" ? Number(node.getAttribute("start") ?? 1) : undefined;
  return createElement(tag, { key, ...(start !== undefined && { start }) }, ...inside);
}

/** Names that the Markdown mentions; the server's answer has them as "@Name". */
function mentionedIn(markdown: string): string[] {
  const names = [...markdown.matchAll(kMention)].map((found) => `@${found[1]}`);
  // "@Anna Keller" before "@Anna".
  return names.toSorted((one, other) => other.length - one.length);
}

function drawWords(words: string, names: string[]): ReactNode {
  const found = names
    .map((name) => ({ name, at: words.indexOf(name) }))
    .filter(({ at }) => at >= 0)
    .toSorted((one, other) => one.at - other.at || other.name.length - one.name.length)[0];
  if (!found) return words;
  const after = found.at + found.name.length;
  return (
    <>
      {words.slice(0, found.at)}
      <span className={styles.mention}>{found.name}</span>
      {drawWords(words.slice(after), names)}
    </>
  );
}

function drawLink(node: Element, inside: ReactNode[], key: number): ReactNode {
  const href = node.getAttribute("href")?.trim() ?? "";
  if (!kLink.test(href)) return inside;
  return (
    <a key={key} className="link" href={href} target="_blank" rel="noopener noreferrer nofollow">
      {inside}
    </a>
  );
}

function drawPicture(node: Element, { onPicture, enlarge }: Drawing, key: number): ReactNode {
  const name = node.getAttribute("alt") ?? "";
  const source = node.getAttribute("src") ?? "";
  const id = kPicture.exec(source)?.[1];
  if (!id) return name;
  const picture = <img src={source} alt={name} loading="lazy" decoding="async" />;
  if (!onPicture) return <span key={key}>{picture}</span>;
  return (
    <button
      key={key}
      type="button"
      className={styles.picture}
      aria-label={enlarge(name)}
      onClick={() => onPicture({ id, name })}
    >
      {picture}
    </button>
  );
}
