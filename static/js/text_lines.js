// @ts-check
/** A text of texts.js as elements: English, and Russian below it for browsers that read Russian. */

import { make } from "./dom.js";
import { textOf } from "./texts.js";

const READS_RUSSIAN = globalThis.navigator?.languages?.some((language) => language.startsWith("ru")) ?? false;

/** @param {string} code @param {Record<string, string>} [values] @returns {HTMLElement[]} paragraphs */
export function textLines(code, values = {}) {
  const { en, ru } = textOf(code, values);
  const english = make("p", {}, ...marked(en));
  return READS_RUSSIAN ? [english, make("p", { class: "ru", lang: "ru" }, ...marked(ru))] : [english];
}

/** What stands between backticks is a command. @param {string} text @returns {(HTMLElement | string)[]} */
function marked(text) {
  return text.split("`").map((part, index) => (index % 2 ? make("code", { class: "mono" }, part) : part));
}
