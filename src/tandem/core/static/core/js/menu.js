// Menus (details.t-drop), dialogs and the small buttons: Esc and a click outside close, focus goes back where it was.
const open = () => document.querySelectorAll("details.t-drop[open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;

  const opener = event.target.closest("[data-dialog-open]");
  const dialog = opener && document.getElementById(opener.dataset.dialogOpen);
  if (dialog && !dialog.open) {
    dialog.showModal();
    dialog.querySelector("form :is(input:not([type=hidden]), select, textarea)")?.focus();
  }
  if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog")?.close();
  if (event.target.matches("dialog[open]") && outside(event)) event.target.close();
  if (event.target.closest("[data-back]")) history.back();
});

// A menu that would leave the window hangs from its other edge.
document.addEventListener("toggle", (event) => {
  const menu = event.target.matches?.("details.t-drop[open]") && event.target.querySelector(".t-menu");
  if (!menu) return;
  const box = menu.getBoundingClientRect();
  if (box.right > innerWidth) event.target.classList.add("t-drop-end");
  else if (box.left < 0) event.target.classList.remove("t-drop-end");
}, true);

const outside = ({ target, clientX, clientY }) => {
  const box = target.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
};

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.t-drop[open]");
  if (!menu) return;
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
    event.stopPropagation();
  }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") step(menu, event);
});

const step = (menu, event) => {
  const stops = [...menu.querySelectorAll(".t-menu :is(a, button, summary)")].filter((stop) => stop.checkVisibility());
  const at = stops.indexOf(document.activeElement);
  const next = stops[(at + (event.key === "ArrowDown" ? 1 : -1) + stops.length) % stops.length];
  event.preventDefault();
  next?.focus();
};

document.addEventListener("focusout", (event) => {
  const menu = event.target.closest?.("details.t-drop[open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

for (const button of document.querySelectorAll("[data-back]")) button.hidden = history.length < 2;
