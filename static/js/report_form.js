// @ts-check
/**
 * Something the buddy said was not all right: the form is sent without leaving the page, since the learner's
 * voice is only in this tab, and a talk goes on. Without a script the review's forms are sent as they are.
 */

import { textLines } from "./text_lines.js";
import { gettext } from "./words.js";

/** @typedef {{kept: boolean, words: string}} Outcome words: what the server said where it kept nothing */

/**
 * @param {string} url @param {FormData | URLSearchParams} body @param {typeof fetch} [post]
 * @returns {Promise<Outcome>}
 */
export async function reported(url, body, post = fetch) {
  try {
    const response = await post(url, {
      method: "POST",
      headers: { Accept: "application/json" },
      body,
      credentials: "same-origin",
    });
    const answer = await response.json(); // who is signed out gets a page instead
    if (response.ok) return { kept: "reported" in answer, words: "" };
    return { kept: false, words: answer.title ? `${answer.title}. ${answer.detail}` : "" };
  } catch {
    return { kept: false, words: "" };
  }
}

/** @param {Element} box with `data-report` @param {() => void} [onKept] */
export function reportForm(box, onKept = () => {}) {
  const form = /** @type {HTMLFormElement} */ (box.querySelector("form"));
  const said = /** @type {HTMLElement} */ (box.querySelector("[data-report-said]"));
  let sending = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return; // a second tap is the same wish
    sending = true;
    said.replaceChildren();
    const { kept, words } = await reported(form.action, new FormData(form));
    sending = false;
    form.hidden = kept;
    if (kept) said.replaceChildren(gettext("Thank you. Whoever runs this server will look at it."));
    else said.replaceChildren(...(words ? [words] : textLines("report.unsent")));
    if (kept) onKept();
  });
}

/** Below the lines of a review. @param {ParentNode} review */
export function reportLines(review) {
  for (const place of review.querySelectorAll(".reported")) {
    const box = place.querySelector("[data-report]");
    const summary = /** @type {HTMLElement | null} */ (place.querySelector("summary"));
    if (!box || !summary) continue;
    reportForm(box, () => {
      summary.textContent = gettext("You reported this line");
      summary.focus({ preventScroll: true }); // the button is gone
    });
  }
}
