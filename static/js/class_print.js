// @ts-check
/** The sheet of cards is printed by one tap. */

for (const button of document.querySelectorAll("[data-print]")) {
  const print = /** @type {HTMLButtonElement} */ (button);
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
