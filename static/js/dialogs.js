/* Native dialogs: data-dialog opens one by id, data-dialog-close shuts it, #dialog shows what htmx loads. */
const { find } = window.dataops;

window.dataops.openDialog = (id) => {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return false;
  dialog.showModal();
  const first = find("input:not([type=hidden], [type=checkbox])", dialog);
  if (first) first.focus();
  dialog.dispatchEvent(new CustomEvent("dataops:open"));
  return true;
};

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener && document.getElementById(opener.dataset.dialog)) {
    event.preventDefault();
    window.dataops.openDialog(opener.dataset.dialog);
    return;
  }
  const dialog = event.target.closest("dialog");
  if (!dialog) return;
  const closer = event.target.closest("[data-dialog-close]");
  if (closer || event.target === dialog) {
    event.preventDefault();
    dialog.close();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "dialog-body" && event.target.childElementCount) window.dataops.openDialog("dialog");
});
