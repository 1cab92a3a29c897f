// Live updates: one stream per visible tab, for the things this page shows ([data-live="customer:12"]). A change wakes them.
const meta = document.querySelector('meta[name="tandem-live"]')?.content;
const address = meta && new URL(meta, location.href);
const sign = document.querySelector("[data-live-state]");
const QUIET = 4000; // a short gap is nobody's business
const MOST = 20; // elements fetched anew after a gap
const LONGEST = 300000;
const OWN = 3000; // what is told so soon after a deed on this page is most likely that deed
let source = null;
let watched = "";
let missed = false;
let late = 0;
let pause = 15000;
let wrote = document.querySelector("#toasts[data-told]") ? 0 : -OWN; // a page that tells of a deed came right after it

// By the clock of the server: since when what is shown has been as it is. What changed after that is told by the stream.
const made = Number(address?.searchParams.get("since")) - (performance.getEntriesByType("navigation")[0]?.responseStart ?? 0);
const asked = new WeakMap();

const shown = () => [...document.querySelectorAll("[data-live]")];
const refs = () => [...new Set(shown().flatMap((element) => element.dataset.live.split(/\s+/)))].filter(Boolean).sort().join(",");

const tell = (connected) => {
  clearTimeout(late);
  if (!sign) return;
  if (connected) sign.hidden = true;
  else late = setTimeout(() => { sign.hidden = document.hidden; }, QUIET);
};

const hear = (event) => {
  let change;
  try { change = JSON.parse(event.data); } catch { return; }
  document.dispatchEvent(new CustomEvent("tandem:changed", { detail: change }));
  for (const element of document.querySelectorAll(`[data-live~="${CSS.escape(`${change.kind}:${change.id}`)}"]`)) wake(element);
};

// What somebody is typing into is never swapped away: it only says that there is news.
const wake = (element) => {
  if (element.hasAttribute("hx-get") && !element.querySelector(":focus:is(input, textarea, select)")) htmx.trigger(element, "tandem:refresh");
  else {
    element.classList.add("is-changed");
    element.title = sign?.dataset.changed ?? "";
    if (element.querySelector("h1") && performance.now() - wrote > OWN) say();
  }
};

// The page of one thing shows acts that somebody else may just have made impossible: it says so, and offers itself anew.
const say = () => {
  if (document.querySelector("#toasts [data-again]")) return;
  const toast = document.getElementById("toast-changed")?.content.cloneNode(true);
  if (toast) document.getElementById("toasts").prepend(toast);
};

const open = () => {
  watched = refs();
  if (document.hidden) missed = true;
  if (source || document.hidden || !watched) return;
  address.searchParams.set("watch", watched);
  source = new EventSource(address, { withCredentials: true });
  source.onmessage = hear;
  source.onopen = () => {
    tell(true);
    pause = 15000;
    if (missed) shown().filter((element) => element.hasAttribute("hx-get")).slice(0, MOST).forEach(wake);
    missed = false;
  };
  source.onerror = () => {
    missed = true;
    tell(false);
    if (source?.readyState !== EventSource.CLOSED) return;
    shut();
    setTimeout(open, pause * (0.75 + Math.random() / 2));
    pause = Math.min(pause * 2, LONGEST);
  };
};

const shut = () => { source?.close(); source = null; };

if (address) {
  open();
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) return open();
    missed = true;
    shut();
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    asked.set(event.detail.xhr, performance.now());
    if (event.detail.requestConfig.verb !== "get") wrote = performance.now();
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-again]")) location.assign(location.pathname + location.search); });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (refs() === watched) return;
    address.searchParams.set("since", Math.floor(made + (asked.get(event.detail.xhr) ?? performance.now())));
    shut();
    open();
  });
  addEventListener("pagehide", shut);
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    missed = true;
    open();
  });
}
