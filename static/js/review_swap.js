// @ts-check
/** The review in place of the talk, in the same tab: the learner's voice is only in its memory. */

/**
 * @param {string} url
 * @returns {Promise<HTMLElement>} the page's main element, in place
 */
export async function openInPlace(url) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${response.status} for the review`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const main = page.querySelector("main");
  const old = document.querySelector("main");
  if (!main || !old) throw new Error("no page in the answer");
  const styles = [...page.querySelectorAll('link[rel="stylesheet"]')];
  await Promise.all(styles.map(addStyle));
  history.pushState({}, "", url);
  addEventListener("popstate", () => location.reload());
  document.title = page.title;
  document.body.className = page.body.className;
  old.replaceWith(document.adoptNode(main));
  dropOtherStyles(styles);
  scrollTo(0, 0);
  main.focus({ preventScroll: true });
  return main;
}

/** @param {Element} link */
function addStyle(link) {
  const href = link.getAttribute("href") ?? "";
  if (document.querySelector(`link[rel="stylesheet"][href="${CSS.escape(href)}"]`)) return Promise.resolve();
  const copy = document.createElement("link");
  copy.rel = "stylesheet";
  copy.href = href;
  return new Promise((resolve) => {
    copy.onload = copy.onerror = () => resolve(undefined);
    document.head.append(copy);
  });
}

/** The talk's own styles: the review's parts may have the same names. @param {Element[]} wanted */
function dropOtherStyles(wanted) {
  const kept = new Set(wanted.map((link) => link.getAttribute("href")));
  for (const link of document.querySelectorAll('link[rel="stylesheet"]')) {
    if (!kept.has(link.getAttribute("href"))) link.remove();
  }
}
