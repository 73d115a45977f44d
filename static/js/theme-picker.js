/* Light, dark or the system's theme; charts listen for dataops:theme. */
const { all, remember } = window.dataops;
const root = document.documentElement;
const announce = () => document.dispatchEvent(new CustomEvent("dataops:theme"));

function choose(theme) {
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  remember("theme", theme === "system" ? null : theme);
  announce();
}

all("[data-theme-picker] input").forEach((input) => {
  input.checked = input.value === (root.dataset.theme || "system");
  input.addEventListener("change", () => choose(input.value));
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", announce);
