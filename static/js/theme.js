/* Runs before paint so the chosen theme never flashes. */
(function () {
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch { /* private mode: follow the system */ }
})();
