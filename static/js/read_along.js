// @ts-check
/**
 * Which line lights up, and how far.
 *
 * Somebody who reads begins at the beginning and goes on word by word. The recogniser must always name
 * the nearest line, also for words that are on none of them; then its place jumps. What jumps is not
 * shown: the page never lights words that were not said.
 */

const FIRST_WORDS = 4;
const WORDS_A_SECOND = 3; // a first report may come late: nobody reads faster
const STEP_WORDS = 5; // a slow machine tells several words at once

export class ReadAlong {
  constructor() {
    this.began = 0;
    this.doubted = false; // in this turn it jumped already
    this.card = "";
    this.words = 0;
  }

  /** Speech begins. @param {number} now ms */
  begin(now) {
    this.began = now;
    this.doubted = false;
    this.card = "";
    this.words = 0;
  }

  /**
   * @param {string | null} card @param {number} words @param {number} now ms
   * @returns {{card: string, words: number} | null} what may be shown
   */
  see(card, words, now) {
    const from = card === this.card ? this.words : 0;
    if (!card || words === 0 || words > this._most(from, now) || words < from - 1) {
      this.doubted ||= words > 0;
      this.card = "";
      this.words = 0;
      return null;
    }
    this.card = card;
    this.words = words;
    return { card, words };
  }

  /** @param {number} from words that are lit @param {number} now @returns {number} */
  _most(from, now) {
    if (from > 0) return from + STEP_WORDS;
    if (this.doubted) return FIRST_WORDS;
    return Math.max(FIRST_WORDS, 1 + (WORDS_A_SECOND * (now - this.began)) / 1000);
  }
}
