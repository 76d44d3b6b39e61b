// Decisions about cards: sent without leaving the page, and each card put at once where it belongs now.
// Where a card has gone, a line stays until the reader walks on: keys pressed on it are the card's.
(() => {
  "use strict";
  const csrf = document.querySelector("meta[name=csrf]").content;
  const here = () => location.pathname + location.search;

  function say(node) {
    const said = document.getElementById("said");
    said.replaceChildren(...(node ? document.importNode(node, true).childNodes : []));
  }

  function complain() {
    const line = document.createElement("p");
    line.className = "flash bad";
    line.textContent = document.body.dataset.offline;
    document.getElementById("said").replaceChildren(line);
  }

  /** Send a decision; `stub` says whether the reader stays where the card was. Gives the cards anew. */
  async function decide(fields, { stub = true } = {}) {
    let cards = [];
    window.caifeng.deciding = true;
    try {
      const body = fields instanceof URLSearchParams ? fields : new URLSearchParams({ csrf, back: here(), ...fields });
      body.set("view", "card");
      const answer = await fetch("/decide", { method: "POST", headers: { "HX-Request": "true" }, body });
      const elsewhere = answer.headers.get("HX-Redirect");
      if (elsewhere) { location.assign(elsewhere); return cards; }
      const parts = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      say(parts.querySelector("#said"));
      if (answer.ok) cards = redraw(parts, stub);
    } catch {
      complain();
    } finally {
      window.caifeng.deciding = false;
      document.dispatchEvent(new Event("caifeng:decided"));
    }
    return cards;
  }

  function redraw(parts, stub) {
    for (const gone of parts.querySelectorAll("[data-gone]")) leave(document.getElementById(`c-${gone.dataset.gone}`), gone);
    return [...parts.querySelectorAll("article.card")].map((one) => {
      const card = document.importNode(one, true);
      const old = document.getElementById(card.id); // which may wait unseen in the line that it left
      const held = old?.contains(document.activeElement);
      if (old) old.replaceWith(card);
      if (old || document.querySelector(".column[data-key]")) settle(card, held && stub, !old);
      if (held && document.activeElement === document.body) card.focus({ preventScroll: true });
      return card;
    });
  }

  const columns = () => [...document.querySelectorAll(".column[data-key]")];

  /** Put a card into its column; with `stub` a line stays where it was, and has the focus. */
  function settle(card, stub, fresh) {
    const all = columns();
    if (!all.length) return;
    const where = all[0].dataset.axis === "phase" ? card.dataset.phase : card.dataset.status;
    const from = card.closest(".column");
    const to = all.find((one) => one.dataset.key === where);
    const line = document.getElementById(`s-${card.dataset.id}`);
    if (line && line.closest(".column") === to) {
      count(from, -1); count(to, 1);
      line.replaceWith(card);
      card.focus({ preventScroll: true });
      return;
    }
    if (line) mark(line, card);
    if (from && from === to) return;
    if (!to && line) return;
    const place = line || (from && stub ? stubFor(card) : null);
    if (place && !line) { card.before(place); place.focus({ preventScroll: true }); }
    count(from, -1); count(to, 1);
    if (to) to.querySelector(".cards").prepend(card);
    else if (place) { place.querySelector("[hidden]").append(card); }
    else if (!fresh) card.remove();
  }

  /** What was merged into another is here no more; the line leads to where it is now. */
  function leave(card, gone) {
    if (!card) return;
    const line = stubFor(card, gone);
    const held = card.contains(document.activeElement);
    count(card.closest(".column"), -1);
    card.replaceWith(line);
    if (held) line.focus({ preventScroll: true });
  }

  function stubFor(card, gone) {
    document.querySelectorAll(".stub").forEach((one) => one.remove());
    const line = document.createElement("div");
    Object.assign(line, { className: "stub", id: `s-${card.dataset.id}`, tabIndex: -1 });
    Object.assign(line.dataset, { item: "", for: gone ? "" : card.id });
    line.setAttribute("role", "group");
    const store = document.createElement("div");
    store.hidden = true;
    line.append(document.createElement("span"), " ", document.createElement("bdi"), store);
    line.querySelector("bdi").textContent = card.querySelector("h3").textContent;
    if (gone) line.querySelector("span").textContent = gone.dataset.says;
    else mark(line, card);
    return line;
  }

  function mark(line, card) {
    const now = card.querySelector(".mark").cloneNode(true);
    line.querySelector("span").replaceWith(now);
    line.setAttribute("aria-label", `${now.textContent}: ${card.querySelector("h3").textContent}`);
  }

  function count(column, by) {
    const shown = column?.querySelector("[data-count]");
    if (!shown) return;
    shown.dataset.count = Math.max(0, Number(shown.dataset.count) + by);
    shown.textContent = Number(shown.dataset.count).toLocaleString("en");
  }

  // Forms of cards, and those of the dialog where the card that they are about is on this page.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-decides]")) return;
    const fields = new URLSearchParams(new FormData(form, event.submitter));
    const fromSaid = form.closest("#said");
    const onPage = form.closest("article.card, #said") || document.getElementById(`c-${fields.get("subject")}`);
    if (!onPage || !document.querySelector("article.card")) return;
    event.preventDefault();
    form.closest("dialog")?.close();
    const cards = await decide(fields);
    if (fromSaid) cards[0]?.focus({ preventScroll: true });
  });

  // "More" may bring a card that is here already; the reader goes on with the first that is new.
  document.addEventListener("htmx:after:settle", () => {
    const seen = new Set();
    for (const card of document.querySelectorAll("article.card")) {
      if (seen.has(card.id)) card.remove();
      seen.add(card.id);
    }
    const fresh = document.querySelector("article.card[data-fresh]");
    document.querySelectorAll("article.card[data-fresh]").forEach((one) => { delete one.dataset.fresh; });
    const now = document.activeElement; // htmx gives the focus to the next "more", which has the same id
    if (fresh && (now === document.body || now?.closest(".more"))) fresh.focus();
  });

  Object.assign(window.caifeng, { decide });
})();
