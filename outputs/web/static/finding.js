// Words that are marked in a quote are offered for hiding as soon as its details are opened.
(() => {
  "use strict";
  let marked = "";
  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    const quote = chosen?.anchorNode?.parentElement?.closest(".quote q");
    if (quote && quote.contains(chosen.focusNode)) marked = chosen.toString();
  });
  document.addEventListener("toggle", (event) => {
    const details = event.target;
    if (!details.open || !details.matches?.("[data-takes-words]")) return;
    const field = details.querySelector("input[name=words]");
    const quote = details.closest(".quote")?.querySelector("q");
    if (field && quote && marked && quote.textContent.includes(marked)) field.value = marked;
  }, true);
})();
