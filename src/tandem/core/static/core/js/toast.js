// Toasts leave by themselves after data-toast seconds, unless somebody reads, hovers or focuses them. Ctrl+Z undoes the last.
const region = document.getElementById("toasts");
const timers = new WeakMap();

const start = (toast) => {
  const seconds = Number(toast.dataset.toast);
  if (seconds) timers.set(toast, setTimeout(() => toast.remove(), seconds * 1000));
};
const hold = (toast) => clearTimeout(timers.get(toast));
const among = (event) => event.target.closest?.("[data-toast]");

const adopt = (node) => {
  if (!(node instanceof Element)) return;
  for (const toast of node.matches("[data-toast]") ? [node] : node.querySelectorAll("[data-toast]")) start(toast);
};

if (region) {
  const first = [...region.children];
  new MutationObserver((changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach(adopt))).observe(region, { childList: true });
  // What the page brought along is put in once more, so that it is read out like what comes later.
  if (first.length) {
    region.replaceChildren();
    setTimeout(() => region.append(...first), 100);
  }
  region.addEventListener("pointerover", (event) => among(event) && hold(among(event)));
  region.addEventListener("pointerout", (event) => {
    const toast = among(event);
    if (toast && !toast.contains(event.relatedTarget) && !toast.contains(document.activeElement)) start(toast);
  });
  region.addEventListener("focusin", (event) => among(event) && hold(among(event)));
  region.addEventListener("focusout", (event) => {
    const toast = among(event);
    if (toast && !toast.contains(event.relatedTarget)) start(toast);
  });
  region.addEventListener("click", (event) => { if (event.target.closest("[data-toast-close]")) among(event).remove(); });
}

document.addEventListener("keydown", (event) => {
  const undo = region?.querySelector("[data-undo]");
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (!undo || typing || event.shiftKey || event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  undo.form.requestSubmit(undo);
});
