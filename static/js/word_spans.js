// @ts-check
/** A sentence in pieces that know when they begin to sound. */

import { make } from "./dom.js";

/** @param {{sentence: number, text: string, marks: number[][]}} sentence @returns {HTMLElement[]} */
export function wordSpans({ sentence, text, marks }) {
  const place = { "data-sentence": `${sentence}` };
  if (marks.length === 0) return [make("span", { ...place, "data-ms": "0" }, text)];
  /** @type {HTMLElement[]} */
  const parts = [];
  let at = 0;
  marks.forEach(([ms], index) => {
    // What stands between two marks sounds with the first of them.
    const end = index + 1 < marks.length ? marks[index + 1][1] : text.length;
    if (end <= at) return;
    parts.push(make("span", { ...place, "data-ms": `${ms}` }, text.slice(at, end)));
    at = end;
  });
  return parts;
}
