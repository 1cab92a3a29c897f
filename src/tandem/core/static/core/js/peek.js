// Look without leaving: rows with data-peek open beside the list. The address stays, Esc closes, focus goes back to the row.
const peek = document.getElementById("peek");
const rows = () => [...document.querySelectorAll("[data-peek]")].filter((row) => row.checkVisibility());
const chosen = () => document.querySelector("[data-peek].is-active");
let shown = null;

const open = (row) => {
  if (!row) return;
  const list = rows();
  const place = peek.querySelector("[data-peek-place]");
  const at = list.indexOf(row);
  place.textContent = place.dataset.text.replace("%1", at + 1).replace("%2", list.length);
  peek.querySelector('[data-peek-move="-1"]').disabled = at <= 0;
  peek.querySelector('[data-peek-move="1"]').disabled = at >= list.length - 1;
  if (chosen() !== row) chosen()?.classList.remove("is-active");
  row.classList.add("is-active");
  peek.hidden = false;
  shown = row;
  htmx.ajax("GET", row.dataset.peek, { target: "#peek-body", swap: "innerHTML" }).then(() => { peek.scrollTop = 0; });
};

const close = () => {
  if (peek.hidden) return;
  const inside = peek.contains(document.activeElement);
  peek.hidden = true;
  document.getElementById("peek-body").replaceChildren();
  if (shown && (inside || document.activeElement === document.body)) {
    shown.tabIndex = -1;
    shown.focus();
  }
  shown = null;
};

const move = (by) => {
  const list = rows();
  open(list[list.indexOf(shown) + by]);
};

if (peek) {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open], details.t-drop[open]")) return;
    if (event.key === "Escape" && !peek.hidden) close();
    else if (event.key === "p" && chosen() && keys()) shown === chosen() ? peek.focus() : open(chosen());
    else return;
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-peek-close]")) return close();
    const mover = event.target.closest("[data-peek-move]");
    if (mover) return move(Number(mover.dataset.peekMove));
    const row = event.target.closest("[data-peek]");
    if (!row || event.target.closest("a, button, input, label, select, summary") || String(getSelection())) return;
    shown === row ? close() : open(row);
  });

  // j and k walk on while the peek is open.
  document.addEventListener("tandem:row", (event) => { if (!peek.hidden && event.target.dataset.peek) open(event.target); });
}

const keys = () => { try { return localStorage.getItem("tandem-keys-off") !== "1"; } catch { return true; } };
