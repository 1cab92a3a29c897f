// Passkeys: offered only where the browser can; a refusal is said in words, not in the console.
const buttons = () => document.querySelectorAll("#passkey_login, #mfa_webauthn_add, #mfa_webauthn_authenticate, #mfa_webauthn_reauthenticate");

if (!window.PublicKeyCredential) {
  for (const button of buttons()) button.disabled = true;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const toast = document.getElementById("toast-passkey")?.content.cloneNode(true);
  if (toast) document.getElementById("toasts").prepend(toast);
});
