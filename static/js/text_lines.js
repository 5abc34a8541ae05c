// @ts-check
/** A text of texts.js as elements: in the page's language; below English also Russian, for browsers that read it. */

import { make } from "./dom.js";
import { textOf } from "./texts.js";
import { LANGUAGE } from "./words.js";

const READS_RUSSIAN = globalThis.navigator?.languages?.some((language) => language.startsWith("ru")) ?? false;

/** @param {string} code @param {Record<string, string>} [values] @returns {HTMLElement[]} paragraphs */
export function textLines(code, values = {}) {
  const { en, ru } = textOf(code, values);
  if (LANGUAGE === "ru") return [make("p", {}, ...marked(ru))];
  const english = make("p", {}, ...marked(en));
  return READS_RUSSIAN ? [english, make("p", { class: "ru", lang: "ru" }, ...marked(ru))] : [english];
}

/** What stands between backticks is a command. @param {string} text @returns {(HTMLElement | string)[]} */
function marked(text) {
  return text.split("`").map((part, index) => (index % 2 ? make("code", { class: "mono" }, part) : part));
}
