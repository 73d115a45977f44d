/* People to mention: behind an @ in a comment, those the server offers; arrows choose, Enter or a click writes the name. */
const { all, find, onContent } = window.dataops;
const WORD = /(^|[^\w@./-])@([A-Za-z][\w.+-]*)$/;

const prepare = (form) => {
  const text = find("textarea", form);
  const list = find(".mentions", form);
  const options = () => all("[data-handle]", list);
  const chosen = () => options().find((option) => option.getAttribute("aria-selected") === "true");
  const close = () => { list.hidden = true; list.replaceChildren(); };
  const word = () => (WORD.exec(text.value.slice(0, text.selectionStart)) || [])[2];

  const write = (option) => {
    const typed = word() || "";
    const at = text.selectionStart;
    text.setRangeText(option.dataset.handle + " ", at - typed.length, at, "end");
    close();
    text.focus();
  };

  let asked = 0;
  text.addEventListener("input", () => {
    clearTimeout(asked);
    const part = word();
    if (!part) { close(); return; }
    asked = setTimeout(() => {
      const url = form.dataset.mentions + "?q=" + encodeURIComponent(part);
      window.htmx.ajax("GET", url, { target: list, swap: "innerHTML" }).then(() => { list.hidden = !options().length; });
    }, 150);
  });

  text.addEventListener("keydown", (event) => {
    const found = options();
    if (list.hidden || !found.length) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const next = found[(found.indexOf(chosen()) + step + found.length) % found.length];
      found.forEach((option) => option.setAttribute("aria-selected", String(option === next)));
    } else if (event.key === "Enter" || event.key === "Tab") {
      event.preventDefault();
      write(chosen() || found[0]);
    } else if (event.key === "Escape") close();
  });

  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-handle]");
    if (option) write(option);
  });
};

onContent((root) => all("form[data-mentions]", root).forEach(prepare));
