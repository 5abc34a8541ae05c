// @ts-check
/** Pauses between tries to connect again: they grow, so that a server that starts is not trampled. */

const FIRST_MS = 500;
const LONGEST_MS = 15_000;

export class Backoff {
  /** @param {() => number} random in [0, 1); a whole class that reconnects must not do so at once */
  constructor(random = Math.random) {
    this.random = random;
    this.tries = 0;
  }

  /** @returns {number} milliseconds to wait before the next try */
  next() {
    const full = Math.min(FIRST_MS * 2 ** this.tries, LONGEST_MS);
    this.tries += 1;
    return Math.round(full * (0.75 + 0.25 * this.random()));
  }

  reset() {
    this.tries = 0;
  }
}
