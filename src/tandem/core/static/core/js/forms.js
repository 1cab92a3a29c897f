// form[data-guard]: sent once, not lost by leaving, an expired session or a crash; Ctrl+Enter sends.
const PREFIX = "tandem-form:";
const PATIENCE = 10000;
const guarded = () => document.querySelectorAll("form[data-guard]");
const key = (form) => `${PREFIX}${form.getAttribute("action") || location.pathname + location.search}`;
// The version goes with the text: what was typed over an older state must meet the conflict page, not overwrite.
const field = (element) => element.name === "version" || (element.name && !["hidden", "password", "file", "submit", "button"].includes(element.type));
const keepable = (form) => [...form.elements].filter((element) => field(element) && element.name !== "csrfmiddlewaretoken");

const values = (form) => keepable(form).map((element) =>
  /checkbox|radio/.test(element.type) ? [element.name, element.value, element.checked] : [element.name, element.value]);
const untouched = new WeakMap();
const dirty = (form) => untouched.has(form) && JSON.stringify(values(form)) !== untouched.get(form);
const storage = (act) => { try { return act(sessionStorage); } catch { return null; } };

const watch = (form) => {
  if (untouched.has(form)) return;
  const refused = form.querySelector(".is-invalid, .t-note.t-late") || document.querySelector("[data-conflict]");
  untouched.set(form, refused ? "" : JSON.stringify(values(form)));
  if (refused) keep(form);
  else restore(form);
};

// A page that shows errors carries the typed values itself; then what was kept is only older.
const restore = (form) => {
  const kept = storage((box) => box.getItem(key(form)));
  if (!kept) return;
  const wanted = JSON.parse(kept);
  for (const [at, element] of keepable(form).entries()) {
    const [name, value, checked] = wanted[at] ?? [];
    if (name !== element.name) continue;
    if (checked === undefined) element.value = value;
    else if (value === element.value) element.checked = checked;
  }
  if (dirty(form)) offer(form);
};

const offer = (form) => {
  const toast = document.getElementById("toast-restored")?.content.firstElementChild.cloneNode(true);
  if (!toast) return;
  toast.querySelector("[data-discard]").addEventListener("click", () => {
    form.reset();
    keep(form);
    toast.remove();
  });
  document.getElementById("toasts").prepend(toast);
};

const keep = (form) => storage((box) => dirty(form) ? box.setItem(key(form), JSON.stringify(values(form))) : box.removeItem(key(form)));

document.addEventListener("input", (event) => { if (event.target.form?.matches("[data-guard]")) keep(event.target.form); });

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-forget]")) storage((box) => box.clear());
  if (form.method !== "post" && !form.matches("[data-guard]")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  if (form.matches("[data-guard]") && !event.defaultPrevented) storage((box) => box.setItem(`${PREFIX}sent`, key(form)));
  const button = event.submitter;
  button?.setAttribute("aria-busy", "true");
  setTimeout(() => release(form), event.defaultPrevented ? 0 : PATIENCE); // a download leaves the page where it is
});

const release = (form) => {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
};

// The next page tells whether it went well: a kept text is thrown away once another page has loaded than the form's own,
// or the own page that says what was done: a form that stands below what it writes (answers, notes) must come back empty.
const told = document.querySelector("#toasts[data-told]") && !document.querySelector(".is-invalid, [data-conflict]");
addEventListener("pageshow", (event) => {
  if (event.persisted) guarded().forEach(release);
  const sent = storage((box) => box.getItem(`${PREFIX}sent`));
  const signing = location.pathname.startsWith("/accounts/");
  if (sent && !signing && !document.querySelector(".t-error")) {
    const back = [...guarded()].some((form) => key(form) === sent);
    if (!back || told) storage((box) => box.removeItem(sent));
    storage((box) => box.removeItem(`${PREFIX}sent`));
  }
  guarded().forEach(watch);
});
document.addEventListener("htmx:afterSwap", () => guarded().forEach(watch));

addEventListener("beforeunload", (event) => {
  const open = [...guarded()].some((form) => form.dataset.guard !== "quiet" && !form.dataset.sent && dirty(form));
  if (open) event.preventDefault();
});

// A page whose work is one form begins in it, or every letter typed would be a shortcut: in what is wrong, wherever that is,
// else in what is empty and seen without scrolling; on a phone, where the keyboard covers half of the page, in what is wrong.
const TEXTS = "input:not([type=hidden], [type=checkbox], [type=radio], [type=file], [type=submit], [type=button]), textarea, select";
const begin = () => {
  const [form, ...more] = document.querySelectorAll("main form[data-guard]:not([action], [data-guard=quiet])");
  const taken = document.activeElement !== document.body || document.querySelector("[autofocus], [data-conflict], dialog[open]");
  if (!form || more.length || taken || location.hash) return;
  const fields = [...form.elements].filter((one) => one.matches(TEXTS) && !one.disabled && !one.readOnly && one.checkVisibility());
  const wrong = fields.find((one) => one.matches(".is-invalid"));
  if (wrong) wrong.scrollIntoView({ block: "center" });
  const seen = matchMedia("(hover: hover)").matches ? fields.filter((one) => one.getBoundingClientRect().bottom < innerHeight) : [];
  const first = wrong ?? seen.find((one) => !one.value) ?? seen.find((one) => !one.matches("select"));
  first?.focus({ preventScroll: true });
};
begin();

// Where nothing has the focus the page's own form is meant, if it is the only one.
const only = () => {
  const found = document.querySelectorAll("main form[data-guard]:not([data-guard=quiet])");
  return found.length === 1 && !document.querySelector("dialog[open]") ? found[0] : null;
};
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.form ?? (event.target === document.body ? only() : null);
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
});
