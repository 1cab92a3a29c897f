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

// The field keeps what it held when its list was last settled, so that Enter knows whether something new was typed.
const settled = new WeakMap();

const take = (picker, option) => {
  const field = input(picker);
  if (option) field.value = option.dataset.value;
  show(picker, false);
  settled.set(field, field.value);
  field.dispatchEvent(new Event("change", { bubbles: true }));
};

document.addEventListener("htmx:afterSwap", (event) => {
  const picker = event.target.matches?.("[role=listbox]") && box(event.target);
  if (!picker) return;
  const found = options(picker);
  found.forEach((option, at) => { option.id = `${list(picker).id}-${at}`; });
  const field = input(picker);
  const asking = document.activeElement === field && settled.get(field) !== field.value;
  show(picker, asking && found.length > 0);
  if (asking && found.length) choose(picker, found[0]);
});

document.addEventListener("focusin", (event) => {
  if (box(event.target) && !settled.has(event.target)) settled.set(event.target, event.target.value);
});

document.addEventListener("keydown", (event) => {
  const picker = box(event.target);
  if (!picker || event.isComposing || event.ctrlKey || event.metaKey) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") step(picker, event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Escape" && !list(picker).hidden) show(picker, false);
  else if (event.key === "Enter" && (chosen(picker) || settled.get(event.target) !== event.target.value)) take(picker, chosen(picker));
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
