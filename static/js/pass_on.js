// @ts-check
/** "Pass it on": the device's own way to share a link, else a copy. Without either it is a plain link. */

for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-pass-on]"))) {
  link.addEventListener("click", (event) => {
    if (!("share" in navigator) && !navigator.clipboard) return;
    event.preventDefault();
    void passOn(link);
  });
}

/** @param {HTMLAnchorElement} link */
async function passOn(link) {
  const said = link.nextElementSibling;
  try {
    if (navigator.share) {
      await navigator.share({ title: link.dataset.title, url: link.href });
      return;
    }
    await navigator.clipboard.writeText(link.href);
    if (said) said.textContent = "The link is copied. Send it to anybody.";
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === "AbortError") return; // thought better of it
    if (said) said.textContent = link.href;
  }
}
