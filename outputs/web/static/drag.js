// Cards and journey chips dragged to another place; the same can be done with the keys and the forms.
(() => {
  "use strict";
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
    const about = { subject: item.dataset.id, seen: item.dataset.seen };
    const wish = target.dataset.axis === "status"
      ? { action: target.dataset.drop }
      : { action: "move", axis: "phase", key: target.dataset.drop, map: target.dataset.map || "as_is" };
    const cards = await caifeng.decide({ ...about, ...wish }, { stub: false });
    if (target.dataset.reload !== undefined) { location.hash = item.id; location.reload(); }
    else cards[0]?.focus({ preventScroll: true });
  });
})();
