// @ts-check
/**
 * The scripts' own words in the page's language. They are written in English where they are used; the page
 * brings their translations as JSON (accounts/templatetags/page_language.py). `make messages` collects them.
 */

/** @type {Record<string, string | string[]>} */
const WORDS = JSON.parse(globalThis.document?.getElementById("words")?.textContent ?? "{}");

/** The language of the page's own words. */
export const LANGUAGE = globalThis.document?.documentElement?.lang || "en";

const FORMS = ["one", "few", "many"]; // in the order of a .po file's plurals, for Russian

/**
 * @param {string} english as it stands in the code, with {places} @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function gettext(english, values = {}) {
  const known = WORDS[english];
  return filled(typeof known === "string" ? known : english, values);
}

/**
 * With a number: one second, 2 seconds.
 * @param {string} one @param {string} several @param {number} number also fills {number}
 * @param {Record<string, string | number>} [values]
 */
export function ngettext(one, several, number, values = {}) {
  const known = WORDS[one];
  const form = FORMS.indexOf(new Intl.PluralRules(LANGUAGE).select(number));
  const text = Array.isArray(known) ? known[form] ?? known[known.length - 1] : number === 1 ? one : several;
  return filled(text, { number, ...values });
}

/**
 * What stands “so” in a Russian sentence is English: screen readers change their voice.
 * @param {string} text @returns {{text: string, lang: string}[]} lang: empty, the page's own
 */
export function quoted(text) {
  if (LANGUAGE !== "ru") return [{ text, lang: "" }];
  return text
    .split(/(“[^”]*”)/)
    .filter((part) => part !== "")
    .map((part) => ({ text: part, lang: part.startsWith("“") ? "en" : "" }));
}

/** @param {string} text @param {Record<string, string | number>} values */
function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
}
