// @ts-check
/** The topic's phrases in what the learner said. The page finds them by the words that the topic names. */

/** @typedef {{phrase: string, match: string[]}} Target */
/** @typedef {{text: string, phrase: string}} Part phrase: empty where it is none */

/** @param {ParentNode} page @returns {Target[]} */
export function targetsOf(page) {
  return [...page.querySelectorAll("[data-phrase]")].map((element) => {
    const { phrase = "", match = "" } = /** @type {HTMLElement} */ (element).dataset;
    return { phrase, match: match.split("|").filter(Boolean) };
  });
}

/** @param {string} words @returns {string} a pattern for them, however they are spaced and quoted */
function patternOf(words) {
  const plain = words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return plain.replace(/\s+/g, "[\\s-]+").replace(/['’]/g, "['’]");
}

/** What was said, cut where phrases begin and end. @param {string} text @param {Target[]} targets @returns {Part[]} */
export function partsOf(text, targets) {
  const words = targets.flatMap(({ match }) => match).sort((a, b) => b.length - a.length);
  if (words.length === 0) return [{ text, phrase: "" }];
  const found = new RegExp(`(?<!\\p{L})(?:${words.map(patternOf).join("|")})(?!\\p{L})`, "giu");
  const parts = [];
  let at = 0;
  for (const { 0: match, index } of text.matchAll(found)) {
    if (index > at) parts.push({ text: text.slice(at, index), phrase: "" });
    const target = targets.find(({ match: all }) => all.some((each) => new RegExp(`^${patternOf(each)}$`, "iu").test(match)));
    parts.push({ text: match, phrase: target?.phrase ?? "" });
    at = index + match.length;
  }
  if (at < text.length) parts.push({ text: text.slice(at), phrase: "" });
  return parts;
}
