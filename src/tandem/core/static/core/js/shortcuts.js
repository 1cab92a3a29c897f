// Single keys: [data-key] elements of the page, rows with j and k, and the dialog that lists them. Never while typing.
const SWITCH = "tandem-keys-off";
const off = () => { try { return localStorage.getItem(SWITCH) === "1"; } catch { return false; } };
const busy = (event) =>
  event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing ||
  event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=textbox]");

let begun = "";
let forget = 0;

document.addEventListener("keydown", (event) => {
  if (busy(event) || off() || document.querySelector("dialog[open], [popover]:popover-open")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const target = bound(begun ? `${begun} ${key}` : key);
  const began = !begun && !target && starts(key);
  begun = began ? key : "";
  clearTimeout(forget);
  if (began) forget = setTimeout(() => { begun = ""; }, 1500);
  if (target ? activate(target) : began || rows(event, key) || (key === "/" && palette())) event.preventDefault();
});

const shown = (element) => element.checkVisibility({ checkVisibilityCSS: true });
const all = () => [...document.querySelectorAll("[data-key]")].filter(shown);
const acts = () => [...document.querySelectorAll(".t-row [data-act]")]; // of rows: those of one that is not chosen are hidden
const bound = (key) => all().find((element) => element.dataset.key === key);
const starts = (key) => [...document.querySelectorAll("[data-key]")].some((element) => element.dataset.key.startsWith(`${key} `));
const palette = () => { document.querySelector("[data-palette-open]")?.click(); return true; };

const activate = (element) => {
  if (element.matches("input:not([type=checkbox], [type=radio]), textarea, select")) { element.focus(); element.select?.(); }
  else { element.focus(); element.click(); }
  return true;
};

// Rows: one is active at a time, marked by focus so that a screen reader says it.
const list = () => [...document.querySelectorAll("[data-rows] > *, .t-list .t-row")].filter(shown);
const active = () => document.querySelector(".is-active:is(tr, .t-row)");

const rows = (event, key) => {
  if (key === "j" || key === "k") return move(key === "j" ? 1 : -1);
  const row = event.target.closest?.("[data-rows] > *, .t-row");
  if (!row || event.target.closest("a, button, summary")) return false;
  if (key === "Enter") { row.querySelector("a[href]")?.click(); return true; }
  return false;
};

const move = (step) => {
  const found = list();
  const at = found.indexOf(active());
  const next = found[at < 0 ? 0 : Math.min(found.length - 1, Math.max(0, at + step))];
  if (next) choose(next);
  return Boolean(next);
};

const choose = (row) => {
  active()?.classList.remove("is-active");
  row.classList.add("is-active");
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  row.dispatchEvent(new CustomEvent("tandem:row", { bubbles: true }));
};

document.addEventListener("tandem:move", (event) => move(event.detail));

// The dialog: what can be pressed here, by its own words.
const dialog = document.getElementById("shortcuts");
const name = (element) =>
  element.dataset.keyLabel || element.getAttribute("aria-label") || element.labels?.[0]?.textContent.trim() ||
  (element.querySelector(".t-label") ?? strip(element)).textContent.trim();
const strip = (element) => {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, svg, .visually-hidden, .t-count").forEach((part) => part.remove());
  return copy;
};

const ARROWS = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓" };
const line = (element) => {
  const row = document.createElement("div");
  const word = Object.assign(document.createElement("dt"), { textContent: name(element) });
  const keys = document.createElement("dd");
  for (const key of keyOf(element).split(" ")) {
    keys.append(Object.assign(document.createElement("kbd"), { textContent: ARROWS[key] ?? key.toUpperCase() }), " ");
  }
  row.append(word, keys);
  return row;
};

const keyOf = (element) => element.dataset.key ?? element.dataset.act;
const once = (found) => found.filter((element, at) => found.findIndex((other) => keyOf(other) === keyOf(element)) === at);
const section = (name, found) => {
  dialog.querySelector(`[data-keys-${name}]`).replaceChildren(...found.map(line));
  const part = dialog.querySelector(`[data-keys-${name}-section]`);
  if (part) part.hidden = !found.length;
};
const fill = () => {
  const found = once(all().filter((element) => !dialog.contains(element)));
  const go = found.filter((element) => element.dataset.key.includes(" "));
  section("go", go);
  section("row", once(acts()));
  section("page", found.filter((element) => !go.includes(element)));
  dialog.querySelector("[data-keys-switch]").checked = !off();
};

document.addEventListener("click", (event) => {
  if (event.target.closest('[data-dialog-open="shortcuts"]')) fill();
}, true);

dialog?.querySelector("[data-keys-switch]").addEventListener("change", (event) => {
  try { localStorage.setItem(SWITCH, event.target.checked ? "0" : "1"); } catch { /* private window */ }
});
