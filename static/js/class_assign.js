// @ts-check
/** Giving a talk: days by a tap, and whoever ticks a pupil means some of them. */

const form = document.querySelector("form[data-assign]");
const until = /** @type {HTMLInputElement | null} */ (document.getElementById("id_until"));
const days = /** @type {HTMLElement | null} */ (form?.querySelector("[data-days]") ?? null);
const some = /** @type {HTMLElement | null} */ (form?.querySelector("[data-some]") ?? null);
const who = /** @type {NodeListOf<HTMLInputElement> | undefined} */ (form?.querySelectorAll("[name=for_all]"));

if (days && until) {
  const buttons = days.querySelectorAll("button");
  const show = () => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.day === until.value));
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      until.value = button.dataset.day ?? "";
      show();
    });
  }
  until.addEventListener("input", show);
  days.hidden = false;
  show();
}

if (some && who) {
  const show = () => {
    some.hidden = [...who].some((choice) => choice.checked && choice.value === "1");
  };
  for (const choice of who) choice.addEventListener("change", show);
  show();
}
