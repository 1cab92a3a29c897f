// Theme before first paint: light, dark or as the system has it. [data-theme-toggle] flips, [data-theme-choice] chooses.
{
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => { try { return localStorage.getItem("tandem-theme"); } catch { return null; } };
  const choice = () => (["light", "dark"].includes(stored()) ? stored() : "system");

  const show = () => {
    const chosen = choice();
    const theme = chosen === "system" ? (system.matches ? "dark" : "light") : chosen;
    root.dataset.bsTheme = theme;
    for (const button of document.querySelectorAll("[data-theme-toggle]")) button.setAttribute("aria-pressed", theme === "dark");
    for (const button of document.querySelectorAll("[data-theme-choice]")) button.setAttribute("aria-pressed", button.dataset.themeChoice === chosen);
  };

  const keep = (theme) => {
    try { localStorage.setItem("tandem-theme", theme); } catch { /* private window: holds for this page */ }
    show();
    if (choice() !== theme) root.dataset.bsTheme = theme;
  };

  show();
  system.addEventListener("change", show);
  addEventListener("storage", (event) => { if (event.key === "tandem-theme") show(); });
  document.addEventListener("DOMContentLoaded", show);
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-theme-choice]");
    if (chosen) return keep(chosen.dataset.themeChoice);
    if (event.target.closest("[data-theme-toggle]")) keep(root.dataset.bsTheme === "dark" ? "light" : "dark");
  });
}
