/* Toasts leave by themselves: five seconds, eight with an action. Errors stay until closed. */
const { all } = window.dataops;
const area = document.getElementById("toasts");

function leaveLater(toast) {
  if (toast.dataset.leaving || toast.classList.contains("toast--bad") || toast.classList.contains("toast--static")) return;
  toast.dataset.leaving = "yes";
  setTimeout(() => toast.remove(), toast.querySelector("a.btn") ? 8000 : 5000);
}

window.dataops.toast = (text, kind) => {
  const toast = document.createElement("div");
  toast.className = kind === "bad" ? "toast toast--bad" : "toast";
  toast.dataset.toast = "";
  const words = document.createElement("span");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn--sm";
  close.dataset.toastClose = "";
  close.textContent = "Close";
  toast.append(document.createElement("span"), words, close);
  area.append(toast);
  leaveLater(toast);
};

document.addEventListener("click", (event) => {
  const closer = event.target.closest("[data-toast-close]");
  if (closer) closer.closest("[data-toast]").remove();
});

all("[data-toast]", area).forEach(leaveLater);
/* At the desk one answer follows the other: only what was said last is still about what one sees. */
function keepNewest() {
  if (document.body.classList.contains("focus")) all("[data-toast]", area).slice(0, -1).forEach((toast) => toast.remove());
}

document.addEventListener("htmx:oobAfterSwap", () => {
  keepNewest();
  all("[data-toast]", area).forEach(leaveLater);
});
