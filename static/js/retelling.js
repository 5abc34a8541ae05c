// @ts-check
/**
 * The story in one's own words, after the good-bye: asked for, told against a ring that can be lifted,
 * kept. Time is only how long the ring is: nobody is cut off in a word for being slow.
 */

/** @typedef {"none" | "asked" | "telling" | "told"} Stage */

export const MOST_SECONDS = 59; // the server takes 60 in one turn

export class Retelling {
  /**
   * @param {{press: () => void, release: () => void, onChange: () => void}} hooks
   * @param {() => number} [now] ms
   */
  constructor(hooks, now = () => Date.now()) {
    this.hooks = hooks;
    this.now = now;
    /** @type {Stage} */
    this.stage = "none";
    this.seconds = 40;
    this.slow = false; // "No hurry"
    this.began = 0;
  }

  /** @param {number} seconds that the topic asks for */
  ask(seconds) {
    if (this.stage !== "none") return;
    this.seconds = seconds;
    this._go("asked");
  }

  get limit() {
    return this.slow ? MOST_SECONDS : Math.min(this.seconds, MOST_SECONDS);
  }

  /** Seconds that are left of the ring. */
  get left() {
    if (this.stage !== "telling") return this.limit;
    return Math.max(0, this.limit - (this.now() - this.began) / 1000);
  }

  /** @param {boolean} slow */
  lift(slow) {
    this.slow = slow;
    this.hooks.onChange();
  }

  tell() {
    if (this.stage !== "asked") return;
    this.began = this.now();
    this.hooks.press();
    this._go("telling");
  }

  /** Looked at a few times a second. */
  tick() {
    if (this.stage === "telling" && this.left === 0) this.done();
    else if (this.stage === "telling") this.hooks.onChange();
  }

  done() {
    if (this.stage !== "telling") return;
    this.hooks.release();
    this._go("told");
  }

  /** It was written and sent. */
  written() {
    if (this.stage === "telling") this.hooks.release();
    if (this.stage !== "none") this._go("told");
  }

  /** Nothing was heard, or it was not taken: it can be told again. */
  back() {
    if (this.stage === "told" || this.stage === "telling") this._go("asked");
  }

  /** @param {Stage} stage */
  _go(stage) {
    this.stage = stage;
    this.hooks.onChange();
  }
}
