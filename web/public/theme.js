// Runs before the first paint, so that a chosen theme does not flash in the other one.
(function () {
  try {
    var theme = localStorage.getItem("wardroom.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch (e) {
    /* storage may be blocked; the system's preference stands */
  }
})();
