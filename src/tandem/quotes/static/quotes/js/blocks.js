// [data-fill]: a ready-made text goes into the field it names, and the field saves itself as if it had been typed.
document.addEventListener("change", (event) => {
  const choice = event.target.closest?.("select[data-fill]");
  const field = choice && document.getElementById(choice.dataset.fill);
  if (!field || !choice.value) return;
  event.stopPropagation();
  field.value = choice.value;
  choice.value = "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
}, true);
