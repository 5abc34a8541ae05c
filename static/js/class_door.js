// @ts-check
/** On a shared device: a tap on a name that was here before fills it in. */

const names = /** @type {HTMLElement | null} */ (document.querySelector("[data-names]"));
const nickname = /** @type {HTMLInputElement | null} */ (document.getElementById("id_nickname"));
const pin = /** @type {HTMLInputElement | null} */ (document.getElementById("id_pin"));

if (names && nickname && pin) {
  names.hidden = false;
  for (const button of names.querySelectorAll("button")) {
    button.addEventListener("click", () => {
      nickname.value = button.dataset.name ?? "";
      pin.focus();
    });
  }
}
