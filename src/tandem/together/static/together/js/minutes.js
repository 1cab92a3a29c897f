// form[data-clear]: once its line is written the field is empty again, unless somebody went on typing meanwhile.
const sent = new WeakMap();
const field = (form) => form.querySelector("textarea");
const clears = (event) => event.target.closest?.("form[data-clear]");

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = clears(event);
  if (form) sent.set(form, field(form).value);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = clears(event);
  if (!form || !event.detail.successful || event.detail.xhr.responseText.includes("data-wrong")) return;
  const text = field(form);
  if (text.value !== sent.get(form)) return;
  text.value = "";
  text.dispatchEvent(new Event("input", { bubbles: true })); // what was kept for a crash is over with it
  text.focus();
});
