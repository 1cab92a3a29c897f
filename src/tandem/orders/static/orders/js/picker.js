// [data-picker]: a field with a list underneath that the server fills. Arrows choose, Enter and a click take one over.
const box = (node) => node?.closest?.("[data-picker]");
const input = (picker) => picker.querySelector("[role=combobox]");
const list = (picker) => picker.querySelector("[role=listbox]");
const options = (picker) => [...list(picker).querySelectorAll("[role=option]")];
const chosen = (picker) => list(picker).hidden ? null : list(picker).querySelector("[aria-selected=true]");

const choose = (picker, option) => {
  chosen(picker)?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) input(picker).setAttribute("aria-activedescendant", option.id);
  else input(picker).removeAttribute("aria-activedescendant");
};

const show = (picker, open) => {
  list(picker).hidden = !open;
  input(picker).setAttribute("aria-expanded", String(open));
  if (!open) choose(picker, null);
};

const step = (picker, by) => {
  const found = options(picker);
  if (!found.length) return;
  const at = found.indexOf(chosen(picker));
  show(picker, true);
  choose(picker, found[at < 0 && by < 0 ? found.length - 1 : (at + by + found.length) % found.length]);
};

// Per field: what it held when it was last settled, what the list has been answered for, what Enter was pressed for.
const settled = new WeakMap();
const answered = new WeakMap();
const wanted = new WeakMap();

const take = (picker, option) => {
  const field = input(picker);
  if (option) field.value = option.dataset.value;
  show(picker, false);
  settled.set(field, field.value);
  wanted.delete(field);
  field.dispatchEvent(new Event("change", { bubbles: true }));
  if (option) field.closest("tr")?.querySelector("[name=quantity]")?.focus();
};

// Enter takes the chosen option; pressed before the answer is there, the first one that comes.
const enter = (picker) => {
  const field = input(picker);
  if (chosen(picker) || !field.value || answered.get(field) === field.value) take(picker, chosen(picker));
  else wanted.set(field, field.value);
};

document.addEventListener("htmx:afterSwap", (event) => {
  const picker = event.target.matches?.("[role=listbox]") && box(event.target);
  if (!picker) return;
  const found = options(picker);
  found.forEach((option, at) => { option.id = `${list(picker).id}-${at}`; });
  const field = input(picker);
  answered.set(field, field.value);
  if (wanted.get(field) === field.value) return take(picker, found[0]);
  const asking = document.activeElement === field && settled.get(field) !== field.value;
  show(picker, asking && found.length > 0);
  if (asking) choose(picker, found[0]);
});

document.addEventListener("focusin", (event) => {
  if (box(event.target) && !settled.has(event.target)) settled.set(event.target, event.target.value);
  if (event.target.matches(".t-lines .t-num")) event.target.select();
});

document.addEventListener("keydown", (event) => {
  const picker = box(event.target);
  if (!picker || event.isComposing || event.ctrlKey || event.metaKey) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") step(picker, event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Escape" && !list(picker).hidden) show(picker, false);
  else if (event.key === "Enter" && (chosen(picker) || settled.get(event.target) !== event.target.value)) enter(picker);
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.("[data-picker] [role=option]");
  if (!option) return;
  event.preventDefault();
  take(box(option), option);
});

document.addEventListener("focusout", (event) => {
  const picker = box(event.target);
  if (picker && !picker.contains(event.relatedTarget)) show(picker, false);
});

// A row that goes takes its focus along: put it where the next one comes from.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.requestConfig.elt.name === "remove") document.querySelector("[name=add]")?.focus();
});

// Who types before the scripts are there is heard all the same.
document.addEventListener("DOMContentLoaded", () => {
  const picker = box(document.activeElement);
  if (picker && input(picker).value) input(picker).dispatchEvent(new Event("input", { bubbles: true }));
});
