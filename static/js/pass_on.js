// @ts-check
/**
 * "Pass it on": the device's own way to share a link, else a copy. Without either it is a plain link.
 * It listens to the whole page, so that a link that comes later is heard as well.
 */

import { gettext } from "./words.js";

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-pass-on]") : null;
  if (!(link instanceof HTMLAnchorElement) || (!(typeof navigator.share === "function") && !navigator.clipboard)) return;
  event.preventDefault();
  void passOn(link);
});

/** @param {HTMLAnchorElement} link */
async function passOn(link) {
  const said = link.nextElementSibling;
  try {
    if (typeof navigator.share === "function") {
      await navigator.share({ title: link.dataset.title, url: link.href });
      return;
    }
    await navigator.clipboard.writeText(link.href);
    if (said) said.textContent = gettext("The link is copied. Send it to anybody.");
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === "AbortError") return; // thought better of it
    if (said) said.textContent = link.href;
  }
}
