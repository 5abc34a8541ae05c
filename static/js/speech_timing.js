// @ts-check
/**
 * How long a line takes to say, and where in it a voice is, when nobody measures its sound.
 * Times are those of the page's subtitles: `[ms, start, end]`, text[start:end] begins to sound at ms.
 */

export const CHARS_PER_SECOND = 15; // a device's voice at rate 1; a page learns its own

/** @param {string} text @returns {number[][]} [start, end] of its words */
function words(text) {
  return [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => [index, index + word.length]);
}

/** @param {number} chars @param {number} speed characters a second @returns {number} ms */
export function durationOf(chars, speed) {
  return Math.round((chars * 1000) / speed);
}

/** @param {string} text @param {number} speed @returns {number[][]} */
export function marksOf(text, speed) {
  return words(text).map(([start, end]) => [durationOf(start, speed), start, end]);
}

/** The start of the word that holds this character. @param {string} text @param {number} at */
export function wordStart(text, at) {
  if (at >= text.length) return text.length;
  const begun = words(text).filter(([start]) => start <= at);
  return begun.at(-1)?.[0] ?? 0;
}

/**
 * How many characters have sounded.
 * @param {string} text @param {number} from what had sounded before @param {number} ms since then
 * @param {number} speed characters a second @returns {number}
 */
export function charsSaid(text, from, ms, speed) {
  return Math.min(text.length, Math.round(from + (ms * speed) / 1000));
}
