/* Ctrl K, /, ?, g then a letter, j and k. Single keys never fire in a field and can be switched off (WCAG 2.1.4). */
const { find, recall, remember } = window.dataops;
const SECOND_KEY_MS = 900;
let pending = "";

const single = document.getElementById("single-keys");
if (single) {
  single.checked = recall("single-keys") !== "off";
  single.addEventListener("change", () => remember("single-keys", single.checked ? null : "off"));
}

window.dataops.typing = (event) => {
  const { tagName, type, isContentEditable } = event.target;
  if (isContentEditable) return true;
  return /^(INPUT|TEXTAREA|SELECT)$/.test(tagName) && !/^(radio|checkbox|button|submit)$/.test(type);
};

window.dataops.singleKeys = (event) => !(
  window.dataops.typing(event) || event.ctrlKey || event.metaKey || event.altKey ||
  recall("single-keys") === "off" || find("dialog[open]")
);

function go(key) {
  const link = find('[data-go="' + CSS.escape(key) + '"]');
  if (link) location.assign(link.href);
  return Boolean(link);
}

function focusFilter(event) {
  const filter = find("[data-filter], .toolbar input:not([type=hidden])");
  if (!filter) return;
  event.preventDefault();
  filter.focus();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    if (window.dataops.openDialog("palette")) event.preventDefault();
    return;
  }
  if (!window.dataops.singleKeys(event)) return;
  if (pending === "g" && go(event.key)) return;
  pending = event.key;
  setTimeout(() => { pending = ""; }, SECOND_KEY_MS);
  if (event.key === "?") window.dataops.openDialog("shortcuts");
  else if (event.key === "/") focusFilter(event);
  else if (event.key === "j") window.dataops.moveInList(1);
  else if (event.key === "k") window.dataops.moveInList(-1);
});
