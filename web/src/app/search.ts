// Filters live in the address and stay readable: `?state=pending,processing&has=!cancelled`.
// Values are plain text, several of one name are joined by commas, nothing is JSON.

export type Search = Record<string, string>;

export function parseSearch(query: string): Search {
  const out: Search = {};
  for (const [name, value] of new URLSearchParams(query)) {
    out[name] = out[name] === undefined ? value : `${out[name]},${value}`;
  }
  return out;
}

// What URLSearchParams would escape though an address may carry it as it is (RFC 3986, query).
const kReadable: Record<string, string> = {
  "%2C": ",",
  "%21": "!",
  "%3A": ":",
  "%2F": "/",
  "%40": "@",
  "%2A": "*",
  "%3B": ";",
};

export function stringifySearch(search: Record<string, unknown>): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(search)) {
    const text = Array.isArray(value) ? value.join(",") : value;
    if (text === undefined || text === null || text === "" || text === false) continue;
    parts.push(`${readable(name)}=${readable(String(text))}`);
  }
  return parts.length ? `?${parts.join("&")}` : "";
}

function readable(text: string): string {
  return encodeURIComponent(text)
    .replace(/%(?:2C|21|3A|2F|40|2A|3B)/g, (code) => kReadable[code] ?? code)
    .replace(/%20/g, "+");
}

/** "pending,processing" as a list; an empty value is an empty list. */
export function listOf(value: string | undefined): string[] {
  return value ? value.split(",").filter(Boolean) : [];
}
