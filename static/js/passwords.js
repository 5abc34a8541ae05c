// @ts-check
/** A password can be looked at while it is written: then nobody has to write it twice. */

for (const secret of document.querySelectorAll("[data-secret]")) {
  const input = secret.querySelector("input");
  const button = secret.querySelector("button");
  if (!input || !button) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    button.textContent = (shown ? button.dataset.hide : button.dataset.show) ?? "";
    input.focus();
  });
  // A browser offers to keep what was written in a field of this type.
  input.form?.addEventListener("submit", () => {
    input.type = "password";
  });
}
