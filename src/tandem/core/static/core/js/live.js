// Live updates: one stream per visible tab. A change wakes every element that shows the changed thing.
const address = document.querySelector('meta[name="tandem-live"]')?.content;
const sign = document.querySelector("[data-live-state]");
const QUIET = 3000;
let source = null;
let last = "";
let late = 0;
let watched = "";

// What the page shows; the stream speaks of nothing else.
const shown = () => [...new Set([...document.querySelectorAll("[data-live]")].flatMap((element) => element.dataset.live.split(" ").filter(Boolean)))].sort().join(",");

const tell = (connected) => {
  clearTimeout(late);
  if (!sign) return;
  if (connected) sign.hidden = true;
  else late = setTimeout(() => { sign.hidden = false; }, QUIET);
};

const hear = (event) => {
  last = event.lastEventId || last;
  let change;
  try { change = JSON.parse(event.data); } catch { return; }
  document.dispatchEvent(new CustomEvent("tandem:changed", { detail: change }));
  refresh(`${change.kind}:${change.id}`);
};

const refresh = (ref) => {
  for (const element of document.querySelectorAll(`[data-live~="${CSS.escape(ref)}"]`)) {
    if (element.querySelector("form[data-guard]")?.matches(":has(:focus)")) element.classList.add("is-changed");
    else if (element.hasAttribute("hx-get")) htmx.trigger(element, "tandem:refresh");
    else element.classList.add("is-changed");
  }
};

const open = () => {
  if (source || document.hidden) return;
  const since = last ? `${address.includes("?") ? "&" : "?"}after=${encodeURIComponent(last)}` : "";
  source = new EventSource(address + since, { withCredentials: true });
  source.onopen = () => tell(true);
  source.onmessage = hear;
  source.addEventListener("changed", hear);
  source.onerror = () => {
    tell(false);
    if (source?.readyState === EventSource.CLOSED) { shut(); setTimeout(open, 15000 + Math.random() * 15000); }
  };
};

const shut = () => { source?.close(); source = null; };

if (address) {
  open();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) shut();
    else open();
  });
  document.addEventListener("htmx:afterSettle", () => { if (shown() !== watched) { shut(); open(); } });
  addEventListener("pagehide", shut);
  addEventListener("pageshow", (event) => { if (event.persisted) open(); });
}
