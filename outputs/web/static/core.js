// The frame's behaviour: no evaluation in htmx, dialogs, and answers that move the reader on.
(() => {
  "use strict";
  const refuse = function () { throw new Error("caifeng evaluates no code from attributes"); };
  htmx.registerExtension("no-eval", { init: (api) => api.initSecurity(null, refuse, refuse) });

  const opener = new WeakMap();
  const open = (dialog) => {
    opener.set(dialog, document.activeElement);
    if (!dialog.open) dialog.showModal();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-open]");
    if (button) open(document.getElementById(button.dataset.open));
    if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  });

  // A link with data-ask shows its page in the dialog; without script it is a page of its own.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-ask]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await ask(link.href);
  });

  async function ask(address) {
    const dialog = document.getElementById("ask");
    const body = document.getElementById("ask-body");
    window.caifeng.busy = true; // keys pressed before the dialog is there must not decide something
    const answer = await fetch(address, { headers: { "HX-Request": "true" } }).finally(() => { window.caifeng.busy = false; });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    body.replaceChildren(...document.importNode(page.body, true).childNodes);
    htmx.process(body);
    open(dialog);
    (body.querySelector("[autofocus]") || body.querySelector("input:not([type=hidden]), select, textarea, button"))?.focus();
  }

  // Enter in the field that narrows a choice goes on to the choice.
  document.addEventListener("submit", (event) => {
    const name = event.target.dataset.narrows;
    if (!name) return;
    event.preventDefault();
    event.target.parentElement.querySelector(`[name="${CSS.escape(name)}"]`)?.focus();
  });

  document.querySelectorAll("dialog").forEach((dialog) => {
    dialog.addEventListener("close", () => {
      const before = opener.get(dialog);
      if (before?.isConnected) before.focus();
    });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  });

  // A select or checkbox with data-send sends its form as soon as it changes.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-send]")) event.target.form.requestSubmit();
  });

  // Checking one of several that belong together: data-count names the element that shows how many.
  document.addEventListener("change", (event) => {
    const group = event.target.closest("[data-counts]");
    if (!group) return;
    const shown = document.getElementById(group.dataset.counts);
    if (shown) shown.textContent = group.querySelectorAll("input[type=checkbox]:checked").length;
  });

  // Where the menu is one line that scrolls, the page that is open can be seen in it.
  const menu = document.querySelector(".menu");
  const now = menu?.querySelector("[aria-current]");
  if (now && menu.scrollWidth > menu.clientWidth) menu.scrollLeft = now.offsetLeft - menu.clientWidth / 3;

  window.caifeng = { ask, open, busy: false, deciding: false };
})();
