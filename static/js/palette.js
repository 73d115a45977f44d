/* The command palette: type, arrow, Enter. The server ranks; Enter without a result goes to the search page. */
const { all, find } = window.dataops;
const palette = document.getElementById("palette");

if (palette) {
  const query = find("#palette-q", palette);
  const list = find("#palette-list", palette);
  const options = () => all("[role=option][data-href]", list);
  const chosen = () => options().find((option) => option.getAttribute("aria-selected") === "true");

  const choose = (option) => {
    options().forEach((each) => each.setAttribute("aria-selected", String(each === option)));
    if (option) {
      query.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else query.removeAttribute("aria-activedescendant");
  };

  palette.addEventListener("dataops:open", () => {
    query.select();
    if (window.htmx) window.htmx.trigger(query, "palette:open");
  });

  list.addEventListener("htmx:afterSwap", () => {
    choose(options()[0]);
    const count = options().length;
    find("#palette-count", palette).textContent = count === 1 ? "1 result" : count + " results";
  });

  query.addEventListener("keydown", (event) => {
    const found = options();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) {
      event.preventDefault();
      choose(found[(found.indexOf(chosen()) + step + found.length) % found.length]);
    } else if (event.key === "Enter" && chosen()) {
      event.preventDefault();
      location.assign(chosen().dataset.href);
    }
  });

  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-href]");
    if (option) location.assign(option.dataset.href);
  });
}
