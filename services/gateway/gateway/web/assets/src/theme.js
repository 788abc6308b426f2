// Runs before the first paint: follows the system's light or dark mode unless the person chose one.
(() => {
  const root = document.documentElement;
  root.dataset.js = "yes";
  if (root.dataset.bsTheme) return;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => (root.dataset.bsTheme = dark.matches ? "dark" : "light");
  dark.addEventListener("change", follow);
  follow();
})();
