// The button below takes the option that was opened last and still is; with none open the one it came with, which leads.
const button = document.querySelector("[data-choose]");
const open = [];

function follow() {
  const last = open.at(-1)?.dataset ?? leading;
  button.value = last.option;
  button.querySelector("span").textContent = last.optionText;
}

const leading = button && { option: button.value, optionText: button.querySelector("span").textContent };
if (button) {
  for (const option of document.querySelectorAll("[data-option]")) {
    option.addEventListener("toggle", () => {
      const at = open.indexOf(option);
      if (at >= 0) open.splice(at, 1);
      if (option.open) open.push(option);
      follow();
    });
  }
}
