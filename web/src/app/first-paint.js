// Before first paint, so that no page flashes in the other theme. The build puts it into the head
// of each entry's page as it stands.
(() => {
  const root = document.documentElement;
  const read = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  // What the page's scripts would ask for first is on its way before they are. The build puts the
  // addresses here; while developing there are none.
  const early = /* early */ null;
  const answers = {};
  window.kontor_early = answers;
  const ask = (address, headers) => {
    answers[address] = fetch(address, { headers });
    // Who takes it sees the fault too.
    answers[address].catch(() => undefined);
    return answers[address];
  };
  const load = (files) => {
    for (const file of files) {
      const link = document.createElement("link");
      link.rel = "modulepreload";
      link.href = file;
      link.crossOrigin = "";
      document.head.append(link);
    }
  };
  if (early) {
    const session = ask("/api/v1/session", { accept: "application/json" });
    const place = location.pathname.replace(/^\/a\/[^/]+(?=\/|$)/, "") || "/";
    for (const [path, files] of early.screens) if (new RegExp(path).test(place)) load(files);
    if (early.signed_in.length) {
      session.then((answer) => answer.ok && load(early.signed_in)).catch(() => undefined);
    }
    const wanted = [read("kontor.locale"), ...navigator.languages].map((tag) => tag?.slice(0, 2));
    ask(early.texts[wanted.find((tag) => tag in early.texts) ?? "de"], {});
  }

  const chosen = read("kontor.theme");
  const dark =
    chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = dark ? "dark" : "light";
  root.dataset.density = read("kontor.density") || "normal";
  root.lang = read("kontor.locale") || (navigator.language || "de").slice(0, 2);
})();
