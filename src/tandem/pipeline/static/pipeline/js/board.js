// The board: cards are dragged, moved with the arrow keys, or by the button on each; all three send the same form.
const board = () => document.querySelector("[data-board]");
const dialog = document.getElementById("move");
const lanes = () => [...document.querySelectorAll("[data-stage]")];
const laneOf = (card) => card.closest("[data-stage]");
let dragged = null;
let late = false; // the partner moved something while a card was in the hand
let wanted = ""; // the card that shall have the focus once the board shows itself anew

const here = () => location.pathname + location.search;
const send = (...request) => htmx.ajax(...request).catch(() => {}); // what failed is told by requests.js
const key = () => crypto.randomUUID?.() ?? String(Math.random()).slice(2);

const move = (card, lane) => {
  if (!card || !lane || lane === laneOf(card) || card.getAttribute("draggable") !== "true") return;
  wanted = card.id;
  card.setAttribute("aria-busy", "true");
  send("POST", card.dataset.move, {
    target: "#move-body",
    swap: "innerHTML",
    values: {
      stage: lane.dataset.stage,
      "initial-stage": laneOf(card).dataset.stage,
      version: card.dataset.version,
      once: key(),
      next: here(),
    },
  }).finally(() => card.removeAttribute("aria-busy"));
};

const ask = (card) => {
  wanted = card.id;
  send("GET", `${card.dataset.move}?next=${encodeURIComponent(here())}`, { target: "#move-body", swap: "innerHTML" });
};

// A form that is shown or shown again, with what is missing or what somebody else did meanwhile, opens the dialog.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id === "move-body" && [409, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
  if (event.detail.target?.id === "board" && dragged) {
    event.detail.shouldSwap = false;
    late = true;
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "move-body" || dialog.open) return;
  if (event.detail.xhr.getResponseHeader("HX-Reswap") === "none") return; // moved: nothing is asked, the focus stays on the card
  dialog.showModal();
  dialog.querySelector("select, input:not([type=hidden]), textarea")?.focus();
  if (event.detail.xhr.status === 409) refresh();
});

// What a stage demands is asked as soon as it is chosen.
document.addEventListener("change", (event) => {
  if (!event.target.matches("#move-body select[name=stage]")) return;
  const form = event.target.form;
  const address = `${form.getAttribute("action")}?stage=${event.target.value}&next=${encodeURIComponent(here())}`;
  send("GET", address, { target: "#move-body", swap: "innerHTML" });
});

document.addEventListener("tandem:moved", () => {
  if (dialog.open) dialog.close();
  refresh();
});

const refresh = () => { if (board()) send("GET", here(), { target: "#board", swap: "outerHTML" }); };

document.addEventListener("htmx:afterSettle", () => {
  if (!wanted || !board() || dialog?.open) return;
  const card = document.getElementById(wanted);
  if (card && document.activeElement === document.body) card.focus({ preventScroll: true });
  if (document.activeElement === card) wanted = "";
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-move-menu]");
  if (!opener || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  ask(opener.closest("[data-card]"));
});

document.addEventListener("keydown", (event) => {
  const card = event.target.matches?.("[data-card]") ? event.target : null;
  if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = lanes();
  const at = all.indexOf(laneOf(card));
  if (event.key === "ArrowRight") move(card, all[at + 1]);
  else if (event.key === "ArrowLeft") move(card, all[at - 1]);
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") step(card, event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter") card.querySelector("a[href]").click();
  else if (event.key === " ") card.click();
  else return;
  event.preventDefault();
});

const step = (card, by) => {
  const found = [...laneOf(card).querySelectorAll("[data-card]")];
  found[found.indexOf(card) + by]?.focus();
};

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-card]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.id);
});

document.addEventListener("dragover", (event) => {
  const lane = dragged && event.target.closest?.("[data-stage]");
  for (const each of lanes()) each.classList.toggle("is-target", each === lane && lane !== laneOf(dragged));
  if (!lane) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
});

document.addEventListener("drop", (event) => {
  const lane = dragged && event.target.closest?.("[data-stage]");
  if (!lane) return;
  event.preventDefault();
  const card = dragged;
  settle();
  move(card, lane);
});

const settle = () => {
  dragged = null;
  for (const lane of lanes()) lane.classList.remove("is-target");
  if (late) refresh();
  late = false;
};

document.addEventListener("dragend", settle);
