// @ts-check
/**
 * Help for somebody who says nothing: a word of patience, then the starter, then the buddy goes on.
 *
 * Time runs only while nothing happens. A cough, a key, an open sheet set it back to the last help that
 * was given; an answer, and another question, begin anew. Help once given is not given again.
 */

/**
 * @typedef {"line" | "starter" | "go_on"} Stage
 * @typedef {{line: number, starter: number, go_on: number}} Times ms after the question has sounded
 * @typedef {(run: () => void, ms: number) => (() => void)} Timer gives back how to call it off
 */

/** @type {Stage[]} */
const STAGES = ["line", "starter", "go_on"];

/** @type {Timer} */
const timer = (run, ms) => {
  const id = setTimeout(run, ms);
  return () => clearTimeout(id);
};

export class SilenceClock {
  /** @param {(stage: Stage) => void} onStage @param {Timer} [after] */
  constructor(onStage, after = timer) {
    this.onStage = onStage;
    this.after = after;
    this.beat = "";
    /** @type {Times | null} nobody is to be hurried */
    this.times = null;
    this.given = 0; // stages
    this.idle = false;
    this.lifted = false;
    this.callOff = () => {};
  }

  /** A question stands. Times may change under the same one. @param {string} beat @param {Times | null} times */
  offered(beat, times) {
    if (beat !== this.beat) this.given = 0;
    this.beat = beat;
    this.times = times;
    this._start();
  }

  /** The learner said something: for the next question, or the same one, all help is there again. */
  answered() {
    this.beat = "";
    this.times = null;
    this.given = 0;
    this._start();
  }

  /** Whether nothing happens: nobody speaks, types or reads a sheet. @param {boolean} idle */
  rest(idle) {
    if (idle === this.idle) return;
    this.idle = idle;
    this._start();
  }

  /** A key went down: the silence begins again. */
  stir() {
    this._start();
  }

  /** "No hurry". @param {boolean} lifted */
  lift(lifted) {
    this.lifted = lifted;
    this._start();
  }

  _start() {
    this.callOff();
    this.callOff = () => {};
    const stage = STAGES[this.given];
    if (!this.times || !stage || !this.idle || this.lifted) return;
    const before = this.given > 0 ? this.times[STAGES[this.given - 1]] : 0;
    this.callOff = this.after(() => this._give(stage), Math.max(0, this.times[stage] - before));
  }

  /** @param {Stage} stage */
  _give(stage) {
    this.given += 1;
    this._start();
    this.onStage(stage);
  }
}
