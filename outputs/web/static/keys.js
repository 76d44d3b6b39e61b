// Keyboard first: j and k walk over what carries data-item, the other keys press what carries data-key.
(() => {
  "use strict";
  const items = () => [...document.querySelectorAll("[data-item]")].filter((e) => e.offsetParent !== null);
  const current = () => document.activeElement?.closest("[data-item]");
  let last = null; // where the reader was, when the item itself was replaced

  document.addEventListener("focusin", () => {
    const item = current();
    if (item) last = { id: item.id, place: items().indexOf(item) };
  });

  function step(by) {
    const all = items();
    if (!all.length) return;
    const here = all.indexOf(current());
    const from = here >= 0 ? here : last ? all.findIndex((e) => e.id === last.id) : -1;
    const next = all[Math.min(all.length - 1, Math.max(0, from + by))];
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  const typing = (target) => target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  // Letters that move to another place of the app, after g… are left to the browser's own links.
  function press(key) {
    const wanted = `[data-key="${CSS.escape(key)}"]`;
    const target = current()?.querySelector(wanted) || document.querySelector("[data-keys-scope]")?.querySelector(wanted);
    if (!target) return false;
    target.click();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (caifeng.busy) { event.preventDefault(); return; }
    const { key } = event;
    if (key === "?") { caifeng.open(document.getElementById("help")); event.preventDefault(); return; }
    if (key === "/") { document.querySelector("[data-slash]")?.focus(); event.preventDefault(); return; }
    if (key === "j" || key === "k") { step(key === "j" ? 1 : -1); event.preventDefault(); return; }
    if (key === "Enter" && event.target.matches("[data-item]")) {
      event.target.querySelector("[data-key=o]")?.click();
      return;
    }
    if (key.length === 1 && press(key)) event.preventDefault();
  });

  // After htmx replaced an item the reader stays where they were.
  document.addEventListener("htmx:after:settle", () => {
    if (current() || !last || document.querySelector("dialog[open]")) return;
    if (document.activeElement && document.activeElement !== document.body) return;
    const again = document.getElementById(last.id) || items()[Math.min(last.place, items().length - 1)];
    again?.focus({ preventScroll: true });
  });
})();
