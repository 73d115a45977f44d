/* Rows move with j and k; Enter is the link's own. Filters and density without a round trip. */
const { all, find } = window.dataops;
const LINKS = ".todo .todo__title a, .table--rows tbody tr:not([hidden]) .table__main[href]";

window.dataops.moveInList = (step) => {
  const links = all(LINKS);
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  links[Math.max(0, Math.min(links.length - 1, at + step))].focus();
};

document.addEventListener("input", (event) => {
  const table = event.target.dataset && event.target.dataset.filter;
  if (!table) return;
  const wanted = event.target.value.toLowerCase();
  all(table + " tbody tr").forEach((row) => { row.hidden = !row.textContent.toLowerCase().includes(wanted); });
});

document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-compact]");
  if (!chip) return;
  const compact = chip.getAttribute("aria-pressed") !== "true";
  chip.setAttribute("aria-pressed", String(compact));
  find(chip.dataset.compact).classList.toggle("is-compact", compact);
});
