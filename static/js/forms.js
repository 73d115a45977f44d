/* Errors take the focus, passwords can be shown, busy buttons say so. */
const { find, onContent } = window.dataops;
const FREE_AGAIN_MS = 8000; /* an answer that is a download never leaves the page */

onContent((root) => {
  const summary = find("#errorsum", root);
  if (summary) summary.focus();
});

document.addEventListener("click", (event) => {
  const show = event.target.closest("[data-showpw]");
  if (!show) return;
  const field = document.getElementById(show.dataset.showpw);
  const shown = field.type === "password";
  field.type = shown ? "text" : "password";
  show.textContent = shown ? "Hide" : "Show";
  show.setAttribute("aria-pressed", String(shown));
});

/* A form that saves itself is sent after every saving under way or in the queue, and no saving begins after it:
   either would write upon what the other has just changed, and a person's own words would come back as a collision. */
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!form.matches("[data-saves-itself]")) return;
  if (!form.matches(".htmx-request")) { form.dataset.leaving = ""; return; }
  event.preventDefault();
  /* The next in the queue begins after this event, so it is looked for once that had its turn. */
  form.addEventListener("htmx:afterRequest", () => setTimeout(() => form.requestSubmit(submitter)), { once: true });
}, true);
/* Nor does one begin for what it does not keep, or for what was kept already: leaving a field comes after typing in it. */
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  if (!elt.matches("[data-saves-itself]")) return;
  const from = requestConfig.triggeringEvent?.target;
  const isElsewhere = from instanceof Element && from.closest("[data-saved-apart]");
  if ("leaving" in elt.dataset || isElsewhere || !elt.dataset.unsaved) event.preventDefault();
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-leaving]").forEach((form) => delete form.dataset.leaving);
});

/* Until what was typed has been saved, leaving asks first. */
const isSaving = (form) => form.matches("[data-saves-itself]");
document.addEventListener("input", ({ target }) => {
  if (target.form && isSaving(target.form)) target.form.dataset.unsaved = String(performance.now());
});
document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
  if (elt.dataset.unsaved) elt.dataset.sent = elt.dataset.unsaved;
});
document.addEventListener("htmx:afterRequest", ({ detail: { elt, successful } }) => {
  if (successful && elt.dataset.sent === elt.dataset.unsaved) delete elt.dataset.unsaved;
});
document.addEventListener("submit", ({ target }) => { delete target.dataset.unsaved; });
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("[data-saves-itself][data-unsaved]")) event.preventDefault();
});

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || event.defaultPrevented || event.target.method === "get") return;
  if (button.getAttribute("aria-busy") === "true") event.preventDefault();
  else button.setAttribute("aria-busy", "true");
  setTimeout(() => button.removeAttribute("aria-busy"), FREE_AGAIN_MS);
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("button[aria-busy=true]").forEach((button) => button.removeAttribute("aria-busy"));
});
