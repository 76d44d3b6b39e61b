"use strict";
(() => {
  const rows = [...document.querySelectorAll("tr.block")];
  const begin = document.getElementById("begin");
  const clock = document.getElementById("clock");
  const now = document.getElementById("now");
  let at = 0, left = 0, ticking = null, ends = 0;
  const minutes = (row) => Math.max(0, Number(row.querySelector("input").value) || 0);
  const shown = (m) => String(Math.floor(m / 60) % 24).padStart(2, "0") + ":" + String(Math.floor(m % 60)).padStart(2, "0");
  const resum = () => {
    const [h, m] = (begin.value || "09:30").split(":").map(Number);
    let time = h * 60 + m, total = 0;
    for (const row of rows) {
      row.querySelector(".from").textContent = shown(time);
      time += minutes(row);
      total += minutes(row);
      row.querySelector(".until").textContent = shown(time);
    }
    document.getElementById("total").textContent = total;
    const plan = Number(document.getElementById("plan").dataset.minutes);
    const note = document.getElementById("difference");
    note.textContent = total === plan ? "" : Math.abs(total - plan) + " " + (total > plan ? note.dataset.over : note.dataset.under);
  };
  const show = () => {
    rows.forEach((row, n) => row.classList.toggle("current", n === at));
    now.textContent = rows[at].querySelector(".title").textContent;
    const s = Math.abs(left);
    clock.textContent = (left < 0 ? "−" : "") + Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0");
    clock.classList.toggle("over", left < 0);
  };
  const enter = (n) => { at = n; left = minutes(rows[at]) * 60; ends = Date.now() + left * 1000; show(); };
  const tick = () => { left = Math.round((ends - Date.now()) / 1000); show(); };
  document.getElementById("start").addEventListener("click", () => {
    if (ticking) { clearInterval(ticking); ticking = null; return; }
    ends = Date.now() + left * 1000;
    ticking = setInterval(tick, 250);
  });
  document.getElementById("next").addEventListener("click", () => enter((at + 1) % rows.length));
  rows.forEach((row, n) => {
    row.querySelector("input").addEventListener("input", () => { resum(); if (n === at && !ticking) enter(n); });
    row.querySelector(".title").addEventListener("click", () => enter(n));
  });
  begin.addEventListener("input", resum);
  resum();
  enter(0);
})();
