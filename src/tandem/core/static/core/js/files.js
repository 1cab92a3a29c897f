// form[data-files]: files go off as soon as they are chosen or dropped; what is too large is said before it is sent.
const box = (node) => node?.closest?.("[data-files]");

const tell = (form, text) => {
  const place = form.querySelector("[data-files-told]");
  place.textContent = text;
  place.hidden = !text;
};

const send = (form, input) => {
  const files = [...input.files];
  if (!files.length) return;
  const large = files.find(({ size }) => size > Number(form.dataset.most));
  const all = files.reduce((sum, { size }) => sum + size, 0);
  tell(form, large ? form.dataset.large.replace("%1", large.name) : all > Number(form.dataset.together) ? form.dataset.many : "");
  if (!form.querySelector("[data-files-told]").hidden) return void (input.value = "");
  form.querySelector("progress").hidden = false;
  form.requestSubmit();
};

document.addEventListener("change", (event) => {
  if (event.target.type === "file" && box(event.target)) send(box(event.target), event.target);
});

// The whole section takes what is dropped; elsewhere a file that misses must not replace the page.
const target = (event) => event.target.closest?.("#files")?.querySelector("[data-files]");
const carries = (event) => event.dataTransfer?.types.includes("Files");
document.addEventListener("dragover", (event) => {
  if (!carries(event) || !document.querySelector("[data-files]")) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = target(event) ? "copy" : "none";
  document.querySelectorAll("[data-files]").forEach((form) => form.classList.toggle("is-focus", form === target(event)));
});
const leave = () => document.querySelectorAll("[data-files].is-focus").forEach((form) => form.classList.remove("is-focus"));
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) leave(); });
document.addEventListener("drop", (event) => {
  if (!carries(event) || !document.querySelector("[data-files]")) return;
  event.preventDefault();
  leave();
  const form = target(event);
  const input = form?.querySelector("input[type=file]");
  if (!input) return;
  input.files = event.dataTransfer.files;
  send(form, input);
});

document.addEventListener("htmx:xhr:progress", ({ target: form, detail }) => {
  const bar = form.matches?.("[data-files]") && form.querySelector("progress");
  if (bar && detail.lengthComputable) bar.value = (100 * detail.loaded) / detail.total;
});

for (const name of ["htmx:sendError", "htmx:responseError"]) document.addEventListener(name, ({ target: form }) => {
  if (!form.matches?.("[data-files]")) return;
  form.querySelector("progress").hidden = true;
  form.querySelectorAll("input[type=file]").forEach((input) => { input.value = ""; });
});

// With script no second click is needed.
const tidy = () => document.querySelectorAll("[data-files-send]").forEach((button) => { button.hidden = true; });
document.addEventListener("htmx:afterSettle", tidy);
tidy();
