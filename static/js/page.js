/* What the other files share, on one global: window.dataops. */
const dataops = (window.dataops = window.dataops || {});

dataops.find = (selector, root) => (root || document).querySelector(selector);
dataops.all = (selector, root) => Array.from((root || document).querySelectorAll(selector));

/* Run now for the page, and again for every fragment htmx brings. */
dataops.onContent = (prepare) => {
  prepare(document);
  document.addEventListener("htmx:load", (event) => prepare(event.target));
};

dataops.remember = (name, value) => {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch { /* private mode: the choice lasts as long as the page */ }
};

dataops.recall = (name) => {
  try { return localStorage.getItem(name); } catch { return null; }
};

/* Controls that only work with scripts are sent hidden. */
dataops.onContent((root) => {
  dataops.all("[data-dialog][hidden], [data-print][hidden], [data-showpw][hidden], [data-toast-close][hidden], [data-theme-picker][hidden]", root)
    .forEach((control) => { control.hidden = false; });
});

/* A wide table becomes a tab stop only while it really scrolls. */
const scrolling = new ResizeObserver((entries) => entries.forEach(({ target }) => {
  if (target.scrollWidth > target.clientWidth + 1) target.tabIndex = 0;
  else target.removeAttribute("tabindex");
}));
dataops.onContent((root) => dataops.all(".scroll-x", root).forEach((box) => scrolling.observe(box)));

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
