/* The labeling desk: 1 to 9 choose, Enter sends, s skips, u takes back. Without this file it is a plain form. */
const { find, all, onContent, singleKeys } = window.dataops;
const RENEW_MS = 120_000;
let shownAt = Date.now();
let isHere = true;

const form = () => find("#answer");
const chosen = () => find("#answer input[name=code]:checked");

function state(text) {
  const place = document.getElementById("savestate");
  if (place) place.textContent = text;
}

/* Tell the server that somebody is here, and what is chosen so far: a reload finds both again. */
async function renew() {
  const answer = form();
  if (!answer) return;
  const body = new FormData();
  body.set("token", answer.elements.token.value);
  body.set("csrfmiddlewaretoken", answer.elements.csrfmiddlewaretoken.value);
  if (chosen()) body.set("draft", chosen().value);
  try {
    const reply = await fetch(answer.dataset.renew, { method: "POST", body });
    if (answer !== form()) return;
    if (reply.ok) state(chosen() ? "Draft saved " + new Date().toTimeString().slice(0, 5) : "");
    else state("Your time on this item ran out. Submit to get the next one.");
  } catch {
    state("Offline. Your answer is kept on this page.");
  }
}

function seconds() {
  return Math.min(86_400, Math.round((Date.now() - shownAt) / 1000));
}

function tick() {
  const timer = find("[data-timer]");
  if (timer) timer.textContent = Math.floor(seconds() / 60) + ":" + String(seconds() % 60).padStart(2, "0");
}

function send() {
  if (chosen()) form().requestSubmit(find("[data-submit]"));
  else form().reportValidity();
}

document.addEventListener("submit", (event) => {
  if (event.target.id === "answer") event.target.elements.seconds.value = seconds();
}, true);

document.addEventListener("change", (event) => {
  if (event.target.name === "code" && event.target.form === form()) renew();
});

document.addEventListener("keydown", (event) => {
  if (!form() || !singleKeys(event) || event.repeat) return;
  const key = event.key.toLowerCase();
  const choice = find('#answer [data-key="' + CSS.escape(key) + '"]');
  const button = find('[data-desk="' + CSS.escape(key) + '"]');
  if (choice) {
    choice.checked = true;
    choice.focus();
    choice.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (button) button.click();
  else if (key === "enter" && !event.target.closest("a, button")) send();
  else return;
  event.preventDefault();
});

/* A new item: the clock starts over and the reader is taken to it, also where the page scrolls. */
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "main") return;
  shownAt = Date.now();
  state("");
  tick();
  const head = find("#item-h");
  if (head) head.focus({ preventScroll: true });
  window.scrollTo(0, 0);
  all(".item, .tools").forEach((part) => { part.scrollTop = 0; });
});

onContent(tick);
setInterval(tick, 1000);

/* Only somebody who does something keeps the item and the session; an empty chair loses both. */
["keydown", "pointerdown", "pointermove", "wheel", "touchmove"].forEach((kind) => {
  document.addEventListener(kind, () => { isHere = true; }, { passive: true });
});
setInterval(() => {
  if (isHere) renew();
  isHere = false;
}, RENEW_MS);
