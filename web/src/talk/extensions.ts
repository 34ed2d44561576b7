// What a note or a message may hold, and how it is written as Markdown: paragraphs, bold, italic,
// struck out, links, lists, quotes, code, pictures of the order's files, people of the team.

import { type AnyExtension, Extension, mergeAttributes, Node } from "@tiptap/core";
import { Markdown } from "@tiptap/markdown";
import StarterKit from "@tiptap/starter-kit";
import { addressOf } from "../api/client";

const kLinks = /^(https?:|mailto:|tel:)/i;

/** Links that open something of this machine or run something are no links. */
export function isAllowedLink(address: string): boolean {
  return kLinks.test(address.trim());
}

export const kFileId = /^file_[0-9a-hjkmnp-tv-z]{26}$/;
const kUserId = "user_[0-9a-hjkmnp-tv-z]{26}";
const kMention = new RegExp(`^@\\[([^[\\]\\n]+)\\]\\(user:(${kUserId})\\)`);

/** Words within square brackets: their own brackets would end them. */
const bracketed = (words: string) =>
  words.replace(/[[\]]/g, (one) => (one === "[" ? "(" : ")")).replace(/\s+/g, " ");

export function pictureAddress(id: string): string {
  return addressOf(`/files/${id}/content`, { inline: 1 });
}

/** A picture among the order's files: `![Typenschild](file:file_01h…)`. Others are not shown. */
const Picture = Node.create({
  name: "picture",
  group: "inline",
  inline: true,
  atom: true,
  draggable: true,
  addAttributes: () => ({ id: { default: "" }, alt: { default: "" } }),
  parseHTML: () => [
    {
      tag: "img[data-file]",
      getAttrs: (element) => {
        const id = element.getAttribute("data-file") ?? "";
        return kFileId.test(id) ? { id, alt: element.getAttribute("alt") ?? "" } : false;
      },
    },
  ],
  renderHTML: ({ node }) => [
    "img",
    { "data-file": node.attrs.id, src: pictureAddress(node.attrs.id), alt: node.attrs.alt },
  ],
  renderText: ({ node }) => node.attrs.alt,
  markdownTokenName: "image",
  parseMarkdown: (token, helpers) => {
    const [scheme, id = ""] = String(token.href ?? "").split(":");
    const alt = String(token.text ?? "");
    if (scheme === "file" && kFileId.test(id)) return helpers.createNode("picture", { id, alt });
    return helpers.createTextNode(alt || String(token.href ?? ""));
  },
  renderMarkdown: (node) => `![${bracketed(node.attrs?.alt ?? "")}](file:${node.attrs?.id})`,
});

/** Somebody of the team: `@[Anna Keller](user:user_01h…)`. */
const Mention = Node.create({
  name: "mention",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes: () => ({ id: { default: "" }, name: { default: "" } }),
  parseHTML: () => [
    {
      tag: "span[data-user]",
      getAttrs: (element) => ({
        id: element.getAttribute("data-user"),
        name: (element.textContent ?? "").replace(/^@/, ""),
      }),
    },
  ],
  renderHTML: ({ node, HTMLAttributes }) => [
    "span",
    mergeAttributes(HTMLAttributes, { "data-user": node.attrs.id }),
    `@${node.attrs.name}`,
  ],
  renderText: ({ node }) => `@${node.attrs.name}`,
  markdownTokenizer: {
    name: "mention",
    level: "inline",
    start: (source) => source.indexOf("@["),
    tokenize: (source) => {
      const found = kMention.exec(source);
      return found ? { type: "mention", raw: found[0], name: found[1], id: found[2] } : undefined;
    },
  },
  parseMarkdown: (token, helpers) =>
    helpers.createNode("mention", { id: token.id, name: token.name }),
  renderMarkdown: (node) => `@[${bracketed(node.attrs?.name ?? "")}](user:${node.attrs?.id})`,
});

// Typed into, a blank line is air; sent, it would be an entity that mail readers show as it is.
const Kit = StarterKit.configure({
  heading: false,
  horizontalRule: false,
  underline: false,
  trailingNode: false,
  paragraph: false,
  link: {
    openOnClick: false,
    autolink: true,
    linkOnPaste: true,
    defaultProtocol: "https",
    protocols: ["http", "https", "mailto", "tel"],
    HTMLAttributes: { rel: "noopener noreferrer", target: null },
    isAllowedUri: (address) => isAllowedLink(address) || !/^[a-z][a-z0-9+.-]*:/i.test(address),
  },
});

const Paragraph = Node.create({
  name: "paragraph",
  priority: 1000,
  group: "block",
  content: "inline*",
  parseHTML: () => [{ tag: "p" }],
  renderHTML: ({ HTMLAttributes }) => ["p", HTMLAttributes, 0],
  parseMarkdown: (token, helpers) =>
    helpers.createNode("paragraph", undefined, helpers.parseInline(token.tokens ?? [])),
  renderMarkdown: (node, helpers) =>
    helpers
      .renderChildren(node.content ?? [])
      .split("\n")
      .map(plainStart)
      .join("\n"),
});

/** What would begin a heading, a list, a quote or a rule at the start of a line stays text. */
function plainStart(line: string): string {
  return line
    .replace(/^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|-{2,}\s*$|={2,}\s*$)/, "$1\\$2")
    .replace(/^(\s*\d{1,9})([.)])(?=\s|$)/, "$1\\$2");
}

// What opens something of this machine or runs something keeps its words and loses its address.
const SafeLink = Extension.create({
  name: "safe_link",
  priority: 2000,
  markdownTokenName: "link",
  parseMarkdown: (token, helpers) => {
    const words = helpers.parseInline(token.tokens ?? []);
    const href = String(token.href ?? "");
    return isAllowedLink(href) ? helpers.applyMark("link", words, { href, title: null }) : words;
  },
});

// Headings are loud in a conversation: what comes as one becomes a bold line.
const HeadingAsLine = Extension.create({
  name: "heading_line",
  markdownTokenName: "heading",
  parseMarkdown: (token, helpers) =>
    helpers.createNode(
      "paragraph",
      undefined,
      helpers.parseInline(token.tokens ?? []).map((one) => ({
        ...one,
        marks: [...(one.marks ?? []).filter((mark) => mark.type !== "bold"), { type: "bold" }],
      })),
    ),
});

export const kExtensions: AnyExtension[] = [
  SafeLink,
  Kit,
  Paragraph,
  HeadingAsLine,
  Picture,
  Mention,
  Markdown.configure({ markedOptions: { gfm: true, breaks: true } }),
];
