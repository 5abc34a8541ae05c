// @ts-check
/**
 * The story in one's own words, after the good-bye: asked for, told against a ring that can be lifted,
 * taken. Time is only how long the ring is: when it is empty the story ends at the next pause, and nobody
 * is cut off in a word for being slow.
 */

/** @typedef {"none" | "asked" | "telling" | "told"} Stage */

export const MOST_SECONDS = 59; // the server takes 60 in one turn
const PAUSE_MS = 900; // after the ring: as long a silence is the end of a sentence
const VOICE_SHARE = 0.5; // of the loudest so far: what is below it is no voice
const LAST_SECONDS = 10;

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
    this.loudest = 0; // level of the voice, 0..1
    this.voiced = 0; // when it was heard last
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

  /** Seconds until the server takes no more, whatever is said. */
  get rest() {
    return this.stage === "telling" ? Math.max(0, MOST_SECONDS - (this.now() - this.began) / 1000) : MOST_SECONDS;
  }

  /** What to say of the time: it is over, or nearly. @returns {"" | "over" | "nearly"} */
  get nearEnd() {
    if (this.stage !== "telling") return "";
    if (this.rest <= LAST_SECONDS) return "nearly";
    return this.left === 0 ? "over" : "";
  }

  /** How loud the microphone is. @param {number} level 0..1 */
  hears(level) {
    this.loudest = Math.max(this.loudest, level);
    if (level > this.loudest * VOICE_SHARE) this.voiced = this.now();
  }

  /** @param {boolean} slow */
  lift(slow) {
    this.slow = slow;
    this.hooks.onChange();
  }

  tell() {
    if (this.stage !== "asked") return;
    this.began = this.now();
    this.voiced = this.began;
    this.loudest = 0;
    this.hooks.press();
    this._go("telling");
  }

  /** Looked at a few times a second. */
  tick() {
    if (this.stage !== "telling") return;
    const paused = this.left === 0 && this.now() - this.voiced >= PAUSE_MS;
    if (paused || this.rest === 0) this.done();
    else this.hooks.onChange();
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
