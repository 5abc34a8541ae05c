// @ts-check
/** What was just chosen counts on this device, too, whatever a talk on it was told before. */

const REMEMBERED = ["no_hurry", "subtitles"]; // what a talk's own switches keep, see dom.js

for (const form of document.querySelectorAll("form[data-learning]")) {
  form.addEventListener("submit", () => {
    try {
      for (const name of REMEMBERED) localStorage.removeItem(`im4talkin.${name}`);
    } catch {
      // Storage is off: nothing was remembered.
    }
  });
}
