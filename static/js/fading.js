// @ts-check
/**
 * How much of a line is seen. A line that went well in earlier talks fades: the whole line, then its
 * first words, then its stance only ("honest"). A hint shows the next step, never more at once.
 */

/** @typedef {"line" | "start" | "stance"} Shows */

const FIRST_WORDS = 3;
const SHORT_WORDS = 4; // of so short a line half is shown, else nothing were left to say

/** The first words of a line, as an invitation to go on. @param {string} text @returns {string} */
export function beginning(text) {
  const words = text.trim().split(/\s+/);
  const count = words.length > SHORT_WORDS ? FIRST_WORDS : Math.ceil(words.length / 2);
  return `${words.slice(0, count).join(" ").replace(/[.,;:?!…]+$/, "")}…`;
}

/** What stands on the card. @param {string} text @param {Shows} shows @returns {string} */
export function seen(text, shows) {
  if (shows === "line") return text;
  return shows === "start" ? beginning(text) : "";
}

/**
 * Where a card begins: a line of one word has no beginning, and a card needs a stance to show it alone.
 * @param {{text: string, stance: string, shows?: Shows}} card @returns {Shows}
 */
export function firstStep({ text, stance, shows = "line" }) {
  if (shows === "stance" && stance) return "stance";
  return shows === "line" || !/\s/.test(text.trim()) ? "line" : "start";
}

/** After a hint. @param {Shows} shows @returns {Shows} */
export function hinted(shows) {
  return shows === "stance" ? "start" : "line";
}
