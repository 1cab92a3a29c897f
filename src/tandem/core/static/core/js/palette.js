// Ctrl+K: one field for everything. A combobox over options that the server renders; recently visited pages of this tab first.
const dialog = document.getElementById("palette");
const RECENT = "tandem-recent";
const KEPT = 6;

const recent = () => { try { return JSON.parse(sessionStorage.getItem(RECENT)) ?? []; } catch { return []; } };

const remember = () => {
  const title = document.querySelector("main h1")?.textContent.trim();
  if (!title || document.querySelector("main .t-error")) return;
  const page = { url: location.pathname, title };
  const others = recent().filter(({ url }) => url !== page.url);
  try { sessionStorage.setItem(RECENT, JSON.stringify([page, ...others].slice(0, KEPT + 1))); } catch { /* private window */ }
};

if (dialog) {
  remember();
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("[role=listbox]");
  const status = dialog.querySelector("[data-palette-status]");
  let asked = 0;
  let waiting = 0;

  const show = () => {
    if (dialog.open) return;
    dialog.showModal();
    input.value = "";
    ask();
  };

  const ask = async () => {
    const number = ++asked;
    const query = input.value.trim();
    const answer = await fetch(`${dialog.dataset.url}?q=${encodeURIComponent(query)}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (number !== asked) return;
    if (answer?.redirected) return location.reload();
    list.innerHTML = answer?.ok ? await answer.text() : "";
    if (!query) list.prepend(...visited());
    settle(query);
  };

  // Only those the server does not offer itself, and never the page one stands on.
  const visited = () => {
    const offered = new Set([...list.querySelectorAll("[role=option]")].map((option) => option.getAttribute("href")));
    const pages = recent().filter(({ url }) => url !== location.pathname && !offered.has(url)).slice(0, KEPT);
    if (!pages.length) return [];
    const group = document.createElement("div");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", dialog.dataset.recent);
    const head = Object.assign(document.createElement("h3"), { textContent: dialog.dataset.recent });
    head.setAttribute("role", "presentation");
    group.append(head, ...pages.map(({ url, title }) => {
      const option = Object.assign(document.createElement("a"), { href: url, textContent: title, tabIndex: -1 });
      option.setAttribute("role", "option");
      return option;
    }));
    return [group];
  };

  const options = () => [...list.querySelectorAll("[role=option]")];

  const settle = (query) => {
    const found = options();
    found.forEach((option, at) => { option.id = `palette-${at}`; option.tabIndex = -1; });
    if (!found.length && query) {
      list.replaceChildren(Object.assign(document.createElement("p"), { className: "t-palette-none", textContent: dialog.dataset.none }));
    }
    status.textContent = found.length ? status.dataset.text.replace("%1", found.length) : dialog.dataset.none;
    choose(found[0]);
  };

  const choose = (option) => {
    list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  };

  const step = (by) => {
    const found = options();
    const at = found.findIndex((option) => option.ariaSelected === "true");
    choose(found[(at + by + found.length) % found.length]);
  };

  input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 90); });
  input.addEventListener("keydown", (event) => {
    const act = { ArrowDown: () => step(1), ArrowUp: () => step(-1), Enter: () => list.querySelector("[aria-selected=true]")?.click() }[event.key];
    if (!act || event.isComposing) return;
    event.preventDefault();
    act();
  });
  list.addEventListener("pointermove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option.ariaSelected !== "true") choose(option);
  });

  document.addEventListener("click", (event) => { if (event.target.closest("[data-palette-open]")) show(); });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    show();
  });
}
