// htmx and the house: the CSRF token, a session that ended, answers that failed. No page is lost to a fragment.
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token();
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  const whole = /^\s*<!doctype html/i.test(xhr.responseText);
  if (!whole) return;
  event.detail.shouldSwap = false;
  if (xhr.status >= 400) return show("failed");
  if (requestConfig.verb === "get") return location.assign(redirected(xhr) ? here(xhr.responseURL) : xhr.responseURL);
  show("failed");
});

const redirected = (xhr) => new URL(xhr.responseURL).pathname.startsWith("/accounts/");

// After signing in, back to this page: what was typed is kept by forms.js.
const here = (address) => {
  const url = new URL(address);
  url.searchParams.set("next", location.pathname + location.search);
  return url.href;
};

const show = (name) => {
  const toast = document.getElementById(`toast-${name}`)?.content.cloneNode(true);
  if (toast) document.getElementById("toasts").prepend(toast);
};

document.addEventListener("htmx:sendError", () => show("offline"));
document.addEventListener("htmx:timeout", () => show("offline"));
document.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status >= 500) show("failed"); });
