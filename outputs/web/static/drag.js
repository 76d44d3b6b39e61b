// Cards and journey chips dragged to another place; the same can be done with the keys and the forms.
(() => {
  "use strict";
  const csrf = document.querySelector("meta[name=csrf]").content;
  let held = null;

  document.addEventListener("dragstart", (event) => {
    held = event.target.closest?.("[data-id]");
    if (!held) return;
    held.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.dataset.id);
  });
  document.addEventListener("dragend", () => {
    held?.classList.remove("dragged");
    document.querySelectorAll(".over").forEach((e) => e.classList.remove("over"));
    held = null;
  });

  const place = (event) => held && event.target.closest?.("[data-drop]:not([data-drop=''])");
  document.addEventListener("dragover", (event) => {
    const target = place(event);
    document.querySelectorAll(".over").forEach((e) => e !== target && e.classList.remove("over"));
    if (!target) return;
    event.preventDefault();
    target.classList.add("over");
  });
  document.addEventListener("drop", async (event) => {
    const target = place(event);
    if (!target) return;
    event.preventDefault();
    const item = held;
    if (target.contains(item)) return;
    const axis = target.dataset.axis;
    const fields = { csrf, subject: item.dataset.id, seen: item.dataset.seen, back: location.pathname + location.search };
    if (axis === "status") Object.assign(fields, { action: target.dataset.drop, view: "card" });
    else Object.assign(fields, { action: "move", axis: "phase", key: target.dataset.drop, map: target.dataset.map || "as_is", view: "card" });
    const answer = await fetch("/decide", {
      method: "POST", headers: { "HX-Request": "true" }, body: new URLSearchParams(fields),
    });
    const elsewhere = answer.headers.get("HX-Redirect");
    if (elsewhere) { location.assign(elsewhere); return; }
    if (!answer.ok || target.dataset.reload !== undefined) { location.reload(); return; }
    const parts = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    const said = parts.querySelector("#said");
    if (said) document.getElementById("said").replaceWith(document.importNode(said, true));
    const card = document.importNode(parts.querySelector("article"), true);
    item.remove();
    target.querySelector(".cards").prepend(card);
    target.querySelector(".empty")?.remove();
    htmx.process(card);
    card.focus();
  });
})();
