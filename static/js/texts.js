// @ts-check
/**
 * What the page says when something is in the way: what happened, what is safe, what to do. The texts
 * stand in conversations/texts.yaml, English and Russian beside each other; the page has them as JSON.
 */

/** @type {Record<string, {en: string, ru: string}>} */
export const TEXTS = JSON.parse(globalThis.document?.getElementById("texts")?.textContent ?? "{}");

/**
 * @param {string} code @param {Record<string, string>} [values]
 * @returns {{en: string, ru: string}}
 */
export function textOf(code, values = {}) {
  const text = TEXTS[code] ?? TEXTS["connection.lost_early"];
  const fill = (/** @type {string} */ line) => line.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  return { en: fill(text.en), ru: fill(text.ru) };
}
