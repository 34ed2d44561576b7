// What Word, Outlook and web pages put on the clipboard, as the plain HTML that the editor knows.
// Fonts, colours, layout tables, comments and pictures from elsewhere stay behind; lists that Word
// writes as paragraphs become lists again.

const kGone = "style,script,meta,link,title,xml,object,embed,iframe,form,input,button,svg,template";
const kBullet = /^[\s\u00a0]*(?:[·•▪◦§oØ\u00b7\uf0b7\uf0a7-]|(\d{1,3}|[a-z])[.)])[\s\u00a0]+/i;

export function cleanPaste(html: string): string {
  // Word's conditional comments hide what it wants Word alone to see.
  const page = new DOMParser().parseFromString(
    html.replace(/<!--[\s\S]*?-->/g, "").replace(/<\/?[ovwmp]\d?:[^>]*>/gi, ""),
    "text/html",
  );
  const { body } = page;
  for (const one of body.querySelectorAll(kGone)) one.remove();
  for (const one of body.querySelectorAll("img:not([data-file])")) one.remove();
  wordLists(body);
  for (const one of body.querySelectorAll("h1,h2,h3,h4,h5,h6")) rename(one, "p", "strong");
  for (const one of body.querySelectorAll("table")) asLines(one);
  // A weight that only says "as around it" is no bold; Google Docs wraps everything in one.
  for (const one of body.querySelectorAll<HTMLElement>("b,strong")) {
    if (/^(normal|400)$/.test(one.style.fontWeight)) unwrap(one);
  }
  for (const one of body.querySelectorAll("span:not([data-user]),font,u,small,big,sub,sup")) {
    keepWeight(one as HTMLElement);
  }
  for (const one of body.querySelectorAll("*")) {
    one.removeAttribute("class");
    one.removeAttribute("style");
  }
  for (const one of [...body.querySelectorAll("p,div,li")]) {
    if (!one.textContent?.replace(/[\s\u00a0]/g, "") && !one.querySelector("img,br")) one.remove();
  }
  return body.innerHTML.replace(/(?:&nbsp;|\u00a0)/g, " ");
}

function make(near: Node, tag: string): HTMLElement {
  return (near.ownerDocument ?? document).createElement(tag);
}

function unwrap(element: Element): void {
  element.replaceWith(...element.childNodes);
}

function rename(element: Element, tag: string, inner: string): void {
  const outside = make(element, tag);
  const inside = make(element, inner);
  inside.append(...element.childNodes);
  outside.append(inside);
  element.replaceWith(outside);
}

/** Spans carry fonts; of all that, bold and italic are kept. */
function keepWeight(element: HTMLElement): void {
  const { fontWeight, fontStyle } = element.style;
  let inside: Node[] = [...element.childNodes];
  const wrap = (tag: string) => {
    const around = make(element, tag);
    around.append(...inside);
    inside = [around];
  };
  if (fontStyle === "italic") wrap("em");
  if (/^(bold|bolder|[6-9]00)$/.test(fontWeight)) wrap("strong");
  element.replaceWith(...inside);
}

/** A table's rows as lines: "TS-260 · 4 · 289,00". */
function asLines(table: Element): void {
  const lines = [...table.querySelectorAll("tr")].flatMap((row) => {
    const cells = [...row.querySelectorAll("td,th")]
      .map((cell) => (cell.textContent ?? "").replace(/[\s\u00a0]+/g, " ").trim())
      .filter(Boolean);
    if (cells.length === 0) return [];
    const line = make(table, "p");
    line.textContent = cells.join(" · ");
    return [line];
  });
  table.replaceWith(...lines);
}

function levelOf(element: Element): number | null {
  const found = /mso-list:[^;]*\blevel(\d)/i.exec(element.getAttribute("style") ?? "");
  if (found) return Number(found[1]);
  return /MsoListParagraph|MsoListBullet|MsoListNumber/.test(element.className) &&
    kBullet.test(element.textContent ?? "")
    ? 1
    : null;
}

/** Paragraphs in a row that Word drew a bullet or a number before. */
function wordLists(body: HTMLElement): void {
  let open: { list: Element; level: number }[] = [];
  for (const line of [...body.querySelectorAll("p")]) {
    const level = levelOf(line);
    if (level === null) {
      open = [];
      continue;
    }
    const top = open[0];
    if (top && line.previousElementSibling !== top.list) open = [];
    const numbered = /^[\s\u00a0]*(\d{1,3}|[a-z])[.)]/i.test(line.textContent ?? "");
    stripBullet(line);
    while (open.length > 0 && (open.at(-1)?.level ?? 0) > level) open.pop();
    let last = open.at(-1);
    if (!last || last.level < level) {
      const list = make(line, numbered ? "ol" : "ul");
      if (last) (last.list.lastElementChild ?? last.list).append(list);
      else line.before(list);
      last = { list, level };
      open.push(last);
    }
    const item = make(line, "li");
    const words = make(line, "p");
    words.append(...line.childNodes);
    item.append(words);
    last.list.append(item);
    line.remove();
  }
}

function stripBullet(line: Element): void {
  for (const one of line.querySelectorAll<HTMLElement>("span")) {
    if (/mso-list:\s*Ignore/i.test(one.getAttribute("style") ?? "")) {
      one.remove();
      return;
    }
  }
  const first = line.ownerDocument.createTreeWalker(line, 4 /* text */).nextNode();
  if (first?.nodeValue) first.nodeValue = first.nodeValue.replace(kBullet, "");
}
