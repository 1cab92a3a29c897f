// Today: the chosen row stays chosen when the list is fetched anew, and a key acts on it ([data-act] of the row).
let chosen = "";
const list = () => document.querySelector("[data-today]");
const active = () => list()?.querySelector(".t-row.is-active");

document.addEventListener("tandem:row", (event) => { chosen = event.target.dataset.step ?? ""; });

document.addEventListener("htmx:afterSettle", () => {
  if (!chosen || !list() || active()) return;
  const row = list().querySelector(`[data-step="${CSS.escape(chosen)}"]`);
  row?.classList.add("is-active");
});

// A click anywhere on a row chooses it, so that its actions stand open.
document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-today] .t-row");
  if (!row || event.target.closest("a, button, summary, input")) return;
  active()?.classList.remove("is-active");
  row.classList.add("is-active");
  chosen = row.dataset.step;
});

// Single letters act on the chosen row; what else they mean on other pages is the business of [data-key].
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !active()) return;
  if (event.target.closest("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
  try { if (localStorage.getItem("tandem-keys-off") === "1") return; } catch { /* private window */ }
  const act = active().querySelector(`[data-act="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!act) return;
  event.preventDefault();
  act.click();
});
