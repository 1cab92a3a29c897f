// A mail (.eml) dropped anywhere on the page opens its dialog with the choice of what it becomes; elsewhere it fills the form.
const form = () => document.querySelector("form[data-mail-drop]");
const mail = ({ dataTransfer }) => [...(dataTransfer?.files ?? [])].find(({ name, type }) => /\.eml$/i.test(name) || type === "message/rfc822");
const inFiles = ({ target }) => target.closest?.("#files"); // there it is a file like any other

document.addEventListener("dragover", (event) => {
  if (!form() || inFiles(event) || !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
});

document.addEventListener("drop", (event) => {
  const found = mail(event);
  if (!form() || inFiles(event)) return;
  event.preventDefault();
  if (!found) return;
  const input = form().querySelector("input[type=file]");
  const chosen = new DataTransfer();
  chosen.items.add(found);
  input.files = chosen.files;
  const dialog = form().closest("dialog");
  if (dialog && !dialog.open) dialog.showModal();
  (form().querySelector("input[type=radio]:checked") ?? form().querySelector("button[type=submit]")).focus();
});
