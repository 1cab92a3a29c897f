// textarea[data-mentions]: after an @ the colleagues are offered. Arrows choose, Enter, Tab or a click writes the name, Esc leaves.
const source = document.querySelector('meta[name="tandem-mentions"]');
const address = source?.content;
const TYPED = /(?:^|[\s(,;:])@([\p{L}\p{M}'’.-]*(?: [\p{L}\p{M}'’.-]*){0,2})$/u;
const lists = new WeakMap();
let asked = 0;
let waiting = 0;
let number = 0;

const taken = new WeakMap(); // names written into a field: what follows one is text again

// What stands between the last @ and the caret, as long as it may become a name.
const typed = (field) => {
  if (field.selectionStart !== field.selectionEnd) return undefined;
  const found = TYPED.exec(field.value.slice(0, field.selectionStart))?.[1];
  return [...(taken.get(field) ?? [])].some((name) => `${found} `.startsWith(`${name} `)) ? undefined : found;
};
const options = (list) => [...list.querySelectorAll("[role=option]")];
const chosen = (list) => list.querySelector("[aria-selected=true]");
const openList = (field) => { const list = lists.get(field); return list && !list.hidden ? list : null; };

const listOf = (field) => {
  if (lists.has(field)) return lists.get(field);
  const list = Object.assign(document.createElement("div"), { className: "t-menu", id: `mentions-${++number}`, hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", source.dataset.label);
  field.after(list);
  field.parentElement.classList.add("t-combo");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    event.preventDefault();
    if (option) take(field, option);
  });
  lists.set(field, list);
  return list;
};

const choose = (field, option) => {
  const list = lists.get(field);
  chosen(list)?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
};

const close = (field) => {
  asked += 1;
  const list = lists.get(field);
  if (!list || list.hidden) return;
  choose(field, null);
  list.hidden = true;
};

const take = (field, option) => {
  const end = field.selectionStart;
  const start = end - (typed(field)?.length ?? 0);
  taken.set(field, (taken.get(field) ?? new Set()).add(option.dataset.name));
  field.setRangeText(`${option.dataset.name} `, start, end, "end");
  close(field);
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

const ask = async (field) => {
  const query = typed(field);
  if (query === undefined) return close(field);
  const mine = ++asked;
  const answer = await fetch(`${address}?q=${encodeURIComponent(query)}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (mine !== asked || !answer?.ok || answer.redirected) return;
  const list = listOf(field);
  list.innerHTML = await answer.text();
  const found = options(list);
  found.forEach((option, at) => { option.id = `${list.id}-${at}`; });
  const whole = found.length === 1 && query.endsWith(" ") && found[0].dataset.name === query.trimEnd();
  list.hidden = !found.length || whole;
  choose(field, list.hidden ? null : found[0]);
};

if (address) {
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("textarea[data-mentions]")) return;
    clearTimeout(waiting);
    if (typed(event.target) === undefined) close(event.target);
    else waiting = setTimeout(ask, 120, event.target);
  });

  document.addEventListener("keydown", (event) => {
    const list = openList(event.target);
    if (!list || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const found = options(list);
    const at = found.indexOf(chosen(list));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(event.target, found[(at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length]);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && found[at]) take(event.target, found[at]);
    else if (event.key === "Escape") close(event.target);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  document.addEventListener("focusout", (event) => { if (lists.has(event.target)) close(event.target); });
}
