// The secret of a link stands behind the #, which no server and no log sees. It goes by POST, and out of the address.
const form = document.querySelector("[data-enter]");
const secret = location.hash.slice(1);

if (form && secret) {
  form.elements.token.value = secret;
  form.querySelector("[data-enter-field]").hidden = true;
  history.replaceState(null, "", location.pathname);
  form.querySelector("button[type=submit]").focus();
}
