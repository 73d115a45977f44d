/* Figures carry token names, "var(--d1)" or "@d1". They are resolved per theme and drawn again when it changes or prints. */
const TOKEN = /^(?:@|var\(--)([a-z0-9-]+)\)?$/;
const PLAIN = { displayModeBar: false, responsive: true, showTips: false, scrollZoom: false };
const probe = document.createElement("i");
probe.hidden = true;
document.body.append(probe);
const known = new Map();

function token(name) {
  if (!known.has(name)) {
    probe.style.color = "var(--" + name + ")";
    known.set(name, getComputedStyle(probe).color);
  }
  return known.get(name);
}

function resolve(value) {
  if (typeof value === "string") {
    const named = TOKEN.exec(value);
    return named ? token(named[1]) : value;
  }
  if (Array.isArray(value)) return value.map(resolve);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
  }
  return value;
}

function draw(figure) {
  const data = figure.querySelector("script[type='application/json']");
  const plot = figure.querySelector(".chart__plot");
  if (!data || !plot) return;
  const spec = JSON.parse(data.textContent);
  const layout = resolve(spec.layout);
  layout.font = Object.assign({ family: getComputedStyle(document.body).fontFamily }, layout.font);
  layout.height = plot.clientHeight || 280;
  layout.autosize = true;
  const waiting = plot.querySelector(".chart__loading");
  if (waiting) waiting.remove();
  window.Plotly.react(plot, resolve(spec.data), layout, PLAIN);
}

function drawAll(root) {
  if (!window.Plotly) return;
  known.clear();
  (root || document).querySelectorAll("[data-chart]").forEach(draw);
  document.documentElement.dataset.charts = "ready";
}

drawAll();
document.addEventListener("htmx:load", (event) => drawAll(event.target));
document.addEventListener("dataops:theme", () => drawAll());
window.addEventListener("beforeprint", () => drawAll());
