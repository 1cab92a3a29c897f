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

// An act loads the page anew: then its row is chosen again, or what stands in its place where it is gone or has moved down.
// Likewise on the way back.
const KEPT = "tandem-today";
let acted = false;
const storage = (act) => { try { return act(sessionStorage); } catch { return null; } };
const take = () => {
  const { at = 0, steps = [], deed } = JSON.parse(storage((box) => box.getItem(KEPT)) ?? "{}");
  storage((box) => box.removeItem(KEPT));
  if (!deed && performance.getEntriesByType("navigation")[0]?.type !== "back_forward") return;
  const rows = [...document.querySelectorAll("[data-today] .t-row")];
  const found = steps.map((step) => rows.find((row) => row.dataset.step === step));
  const row = (found[0] && rows.indexOf(found[0]) <= at ? found[0] : null) ?? found[1] ?? found[0] ?? found[2];
  if (!row || document.activeElement !== document.body) return;
  active()?.classList.remove("is-active");
  row.classList.add("is-active");
  chosen = row.dataset.step;
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
};
take();
document.addEventListener("submit", () => { acted = true; });
addEventListener("pageshow", (event) => { if (event.persisted) acted = false; });
addEventListener("pagehide", () => {
  const rows = [...document.querySelectorAll("[data-today] .t-row")];
  const at = rows.indexOf(active());
  const steps = at < 0 ? [] : [rows[at], rows[at + 1], rows[at - 1]].map((row) => row?.dataset.step);
  storage((box) => box.setItem(KEPT, JSON.stringify({ at, steps, deed: acted })));
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
