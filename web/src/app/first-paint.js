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
  const chosen = read("kontor.theme");
  const dark =
    chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = dark ? "dark" : "light";
  root.dataset.density = read("kontor.density") || "normal";
  root.lang = read("kontor.locale") || (navigator.language || "de").slice(0, 2);
})();
