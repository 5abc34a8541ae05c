// @ts-check
/** "I said …": each tick is kept as it is made; without a script the form's own button does it. */

import { make } from "./dom.js";
import { textLines } from "./text_lines.js";
import { gettext } from "./words.js";

/** @param {ParentNode} review */
export function keepTicks(review) {
  const form = /** @type {HTMLFormElement | null} */ (review.querySelector("[data-ticks]"));
  if (!form) return;
  const save = /** @type {HTMLElement | null} */ (form.querySelector(".ticks__save"));
  const word = make("div", { class: "ticks__word", role: "status" });
  if (save) save.hidden = true;
  form.append(word);
  let newest = 0;
  form.addEventListener("change", async () => {
    newest += 1;
    const mine = newest;
    let kept = false;
    try {
      const response = await fetch(form.action, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new FormData(form),
        credentials: "same-origin",
      });
      kept = response.ok;
    } catch {
      // The word below says so, and the button comes back.
    }
    if (mine !== newest) return;
    word.replaceChildren(...(kept ? [gettext("Kept.")] : textLines("ticks.unkept")));
    if (save) save.hidden = kept;
  });
}

/** A line's translation, shown and hidden by its button. @param {ParentNode} review */
export function translations(review) {
  for (const button of review.querySelectorAll("[data-ru]")) {
    const { ru = "" } = /** @type {HTMLElement} */ (button).dataset;
    const text = /** @type {HTMLElement | null} */ (review.querySelector(`#${CSS.escape(ru)}`));
    if (!text) continue;
    button.addEventListener("click", () => {
      text.hidden = !text.hidden;
      button.setAttribute("aria-expanded", String(!text.hidden));
    });
  }
}
