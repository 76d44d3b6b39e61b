// The map on a canvas: tiles as far as the view needs them, zoom, a lasso, what lies under the pointer.
(() => {
  "use strict";
  const box = document.getElementById("map");
  const canvas = document.getElementById("plane");
  if (!box || !canvas.getContext) return;
  box.hidden = false;
  const pen = canvas.getContext("2d");
  const deepest = Number(box.dataset.deepest);
  const most = Number(box.dataset.most);
  const names = ["scenario", "pain", "need", "good", "soft"];
  const tiles = new Map(); // "level/tile" -> points, or null while it is fetched
  const view = { x: 0, y: 0, scale: 1 }; // what of the unit square is seen: its corner, and how much larger
  const chosen = new Set();
  let lasso = null; // points on the canvas while one is drawn
  let drawing = false;
  let drag = null;

  const colours = () => {
    const style = getComputedStyle(document.documentElement);
    return names.map((name) => style.getPropertyValue(`--${name}`).trim());
  };
  const onCanvas = ([, x, y]) => [(x - view.x) * view.scale * canvas.width, (y - view.y) * view.scale * canvas.height];
  const loaded = () => [...tiles.values()].flatMap((points) => points || []);
  const level = () => Math.min(deepest, Math.max(0, Math.ceil(Math.log2(view.scale))));

  async function fetchTiles() {
    const wanted = [];
    for (let z = 0; z <= level() + 1 && z <= deepest; z += 1) {
      const side = 2 ** z;
      const cell = (value) => Math.min(side - 1, Math.max(0, Math.floor(value * side)));
      for (let row = cell(view.y); row <= cell(view.y + 1 / view.scale); row += 1) {
        for (let column = cell(view.x); column <= cell(view.x + 1 / view.scale); column += 1) {
          const key = `${z}/${row * side + column}`;
          if (!tiles.has(key)) wanted.push(key);
        }
      }
    }
    await Promise.all(wanted.map(async (key) => {
      tiles.set(key, null);
      const answer = await fetch(`/map/tiles/${key}?v=${encodeURIComponent(box.dataset.stamp)}`);
      if (answer.ok) tiles.set(key, (await answer.json()).points);
      else tiles.delete(key);
      draw();
    }));
    box.dataset.points = loaded().length;
  }

  function draw() {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    const palette = colours();
    const size = Math.min(6, 2 + view.scale / 3) * Math.max(1, canvas.width / canvas.clientWidth / 1.3);
    for (const point of loaded()) {
      const [x, y] = onCanvas(point);
      if (x < -9 || y < -9 || x > canvas.width + 9 || y > canvas.height + 9) continue;
      pen.globalAlpha = chosen.has(point[0]) ? 1 : 0.6;
      pen.fillStyle = palette[point[3]] || palette[4];
      pen.beginPath();
      pen.arc(x, y, chosen.has(point[0]) ? size + 2 : size, 0, 7);
      pen.fill();
    }
    pen.globalAlpha = 1;
    if (lasso && lasso.length > 1) {
      pen.strokeStyle = palette[0];
      pen.lineWidth = 2;
      pen.beginPath();
      lasso.forEach(([x, y], n) => (n ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.stroke();
    }
  }

  function moveTo(x, y, scale) {
    view.scale = Math.min(2 ** deepest, Math.max(1, scale));
    const room = 1 - 1 / view.scale;
    view.x = Math.min(room, Math.max(0, x));
    view.y = Math.min(room, Math.max(0, y));
    draw();
    fetchTiles();
  }
  const zoom = (factor, at = [0.5, 0.5]) => {
    const scale = Math.min(2 ** deepest, Math.max(1, view.scale * factor));
    const centre = [view.x + at[0] / view.scale, view.y + at[1] / view.scale];
    moveTo(centre[0] - at[0] / scale, centre[1] - at[1] / scale, scale);
  };
  const pan = (dx, dy) => moveTo(view.x + dx / view.scale, view.y + dy / view.scale, view.scale);

  const place = (event) => {
    const area = canvas.getBoundingClientRect();
    return [((event.clientX - area.left) / area.width) * canvas.width, ((event.clientY - area.top) / area.height) * canvas.height];
  };
  const inside = ([x, y], ring) => ring.reduce((odd, [ax, ay], n) => {
    const [bx, by] = ring[(n + ring.length - 1) % ring.length];
    return (ay > y) !== (by > y) && x < ((bx - ax) * (y - ay)) / (by - ay) + ax ? !odd : odd;
  }, false);

  function choose(test) {
    for (const point of loaded()) if (chosen.size < most && test(onCanvas(point))) chosen.add(point[0]);
    showChoice();
  }
  function showChoice() {
    document.getElementById("chosen-count").textContent = chosen.size;
    document.querySelector("#choice button:not([type])").disabled = !chosen.size;
    document.getElementById("chosen-fields").replaceChildren(...[...chosen].map((id) => {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "clause", value: id });
      return field;
    }));
    draw();
  }
  function setLasso(on) {
    drawing = on;
    canvas.classList.toggle("lasso", on);
    box.querySelector("[data-do=lasso]").setAttribute("aria-pressed", on);
  }

  let asked = 0;
  async function tell(at) {
    let best = null;
    let near = 100; // square of the pixels around the pointer
    for (const point of loaded()) {
      const [x, y] = onCanvas(point);
      const far = (x - at[0]) ** 2 + (y - at[1]) ** 2;
      if (far < near) { near = far; best = point; }
    }
    const mine = (asked += 1);
    if (!best) return;
    const answer = await fetch(`/map/words/${encodeURIComponent(best[0])}`);
    if (mine !== asked || !answer.ok) return;
    const said = await answer.json();
    const under = document.getElementById("under");
    under.lang = said.language;
    under.textContent = said.text;
  }

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    if (drawing) lasso = [place(event)];
    else drag = { at: place(event), x: view.x, y: view.y };
  });
  let idle = null;
  canvas.addEventListener("pointermove", (event) => {
    const at = place(event);
    if (lasso) { lasso.push(at); draw(); return; }
    if (drag) {
      moveTo(drag.x - (at[0] - drag.at[0]) / canvas.width / view.scale, drag.y - (at[1] - drag.at[1]) / canvas.height / view.scale, view.scale);
      return;
    }
    clearTimeout(idle);
    idle = setTimeout(() => tell(at), 120);
  });
  canvas.addEventListener("pointerup", () => {
    if (lasso) {
      const ring = lasso;
      lasso = null;
      setLasso(false);
      if (ring.length > 2) choose((at) => inside(at, ring));
    }
    drag = null;
  });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const [x, y] = place(event);
    zoom(event.deltaY < 0 ? 1.3 : 1 / 1.3, [x / canvas.width, y / canvas.height]);
  }, { passive: false });

  const acts = {
    nearer: () => zoom(1.6), farther: () => zoom(1 / 1.6), whole: () => moveTo(0, 0, 1), lasso: () => setLasso(!drawing),
    view: () => choose(([x, y]) => x >= 0 && y >= 0 && x <= canvas.width && y <= canvas.height),
    clear: () => { chosen.clear(); showChoice(); },
  };
  box.addEventListener("click", (event) => { acts[event.target.closest("[data-do]")?.dataset.do]?.(); });
  const keys = {
    ArrowLeft: () => pan(-0.15, 0), ArrowRight: () => pan(0.15, 0), ArrowUp: () => pan(0, -0.15), ArrowDown: () => pan(0, 0.15),
    "+": acts.nearer, "=": acts.nearer, "-": acts.farther, 0: acts.whole, l: acts.lasso, Enter: acts.view, Escape: acts.clear,
  };
  canvas.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  fetchTiles();
})();
