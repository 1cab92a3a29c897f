// Who else is here: [data-looking="request:7"] says every few seconds that this page is visible, and shows the others.
const ALONE = 15000;
const TOGETHER = 5000;
const place = document.querySelector("[data-looking]");
const changed = (field) => field?.matches?.("main textarea") && field.value !== field.defaultValue;
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
let timer = 0;
let told = "";
let asking = false;

const writing = () => changed(document.activeElement) ? "1" : "0";
const words = (more) => new URLSearchParams({ ref: place.dataset.looking, csrfmiddlewaretoken: token(), ...more });

const beat = async () => {
  clearTimeout(timer);
  if (document.hidden || asking) return;
  asking = true;
  told = writing();
  try {
    const answer = await fetch(place.dataset.lookingTo, { method: "POST", body: words({ writing: told }), headers: { "HX-Request": "true" } });
    if (answer.ok && !answer.redirected) show(await answer.text());
    else if (answer.status < 500) return; // signed out, or it may not be seen any more: stay silent
  } catch { /* no connection: the next beat tries again */ } finally { asking = false; }
  timer = setTimeout(beat, place.querySelector("[data-lookers]") ? TOGETHER : ALONE);
};

// Only what differs is put in, so that a screen reader is not told the same every few seconds.
let shown = "";
const show = (html) => {
  if (html.trim() === shown) return;
  shown = html.trim();
  place.hidden = !shown;
  place.innerHTML = shown;
};

const leave = () => navigator.sendBeacon(place.dataset.lookingTo, words({ leaving: "1" }));

if (place) {
  beat();
  document.addEventListener("visibilitychange", () => document.hidden ? leave() : beat());
  document.addEventListener("input", () => { if (writing() !== told) beat(); });
  document.addEventListener("focusout", () => setTimeout(() => { if (writing() !== told) beat(); }, 300));
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => { if (event.persisted) beat(); });
}
