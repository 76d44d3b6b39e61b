// Keyboard first: j and k walk over what carries data-item, the other keys press what carries data-key.
(() => {
  "use strict";
  const items = () => [...document.querySelectorAll("[data-item]")].filter((e) => e.offsetParent !== null);
  const current = () => document.activeElement?.closest("[data-item]");
  // The line that a card left behind stands for the card.
  const meant = (item) => (item?.dataset.for ? document.getElementById(item.dataset.for) : item);
  let last = null; // where the reader was
  let waiting = []; // keys pressed while a decision was on its way

  document.addEventListener("focusin", () => {
    const item = current();
    if (item) last = { id: item.id, place: items().indexOf(item) };
  });

  function step(by) {
    const all = items();
    if (!all.length) return;
    const left = current();
    const here = all.indexOf(left);
    const known = last ? all.findIndex((e) => e.id === last.id) : -1;
    const from = here >= 0 ? here : known;
    const next = all[Math.min(all.length - 1, Math.max(0, from + by))];
    next.focus({ preventScroll: true });
    if (left !== next && left?.matches(".stub")) left.remove();
    next.scrollIntoView({ block: "nearest" });
  }

  const typing = (target) => target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  function press(key) {
    const wanted = `[data-key="${CSS.escape(key)}"]`;
    const target = meant(current())?.querySelector(wanted) || document.querySelector("[data-keys-scope]")?.querySelector(wanted);
    if (!target) return false;
    target.click();
    return true;
  }

  /** Do what a key means; gives whether it means anything. */
  function act(key) {
    if (key === "?") caifeng.open(document.getElementById("help"));
    else if (key === "/") document.querySelector("[data-slash]")?.focus();
    else if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
    else return key.length === 1 && press(key);
    return true;
  }

  const blocked = () => caifeng.busy || document.querySelector("dialog[open]");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (caifeng.busy) { event.preventDefault(); return; }
    const { key } = event;
    if (key === "Enter" && event.target.matches("[data-item]")) {
      meant(event.target)?.querySelector("[data-key=o]")?.click();
      return;
    }
    if (caifeng.deciding) {
      if (key.length === 1) { waiting.push(key); event.preventDefault(); }
      return;
    }
    if (act(key)) event.preventDefault();
  });

  document.addEventListener("caifeng:decided", () => {
    while (waiting.length && !caifeng.deciding && !blocked()) act(waiting.shift());
    if (blocked()) waiting = [];
  });

  // The item that an address points at has the focus, as after a move in the journey.
  const asked = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (asked && asked.matches("[data-item]")) asked.focus();
})();
