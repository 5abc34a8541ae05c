// @ts-check
/**
 * The learner's sound until the server has understood it.
 *
 * The page numbers its frames by turn and by sample within the turn. It keeps the open turn, so that
 * a lost connection or a restarted server loses no word: it sends again from any sample it still holds.
 * When the server ends a turn, what was said after its end is the start of the next and is sent again
 * as such; frames of the ended turn that are still under way are simply superseded.
 */

import { FRAME_SAMPLES, SAMPLE_RATE } from "./frames.js";
import { Samples } from "./samples.js";

const MOST_BEFORE_SPEECH = 20 * SAMPLE_RATE;
const MOST_IN_TURN = 70 * SAMPLE_RATE;

/** @typedef {import("./frames.js").MicFrame} MicFrame */

export class TurnBuffer {
  constructor() {
    this.turn = 1;
    this.samples = new Samples();
    this.sent = 0; // samples of the turn that went out
    this.started = false; // the server heard speech begin
    /** @type {Map<number, {samples: Samples, end: number}>} turns that ended and are not understood yet */
    this.ended = new Map();
  }

  /** From here on frames belong to `turn`; what was held of the last one is dropped. @param {number} turn */
  begin(turn) {
    this.turn = turn;
    this.samples = new Samples();
    this.sent = 0;
    this.started = false;
  }

  /** @param {Int16Array} pcm @param {boolean} sounds @param {number} floor dBFS */
  append(pcm, sounds, floor) {
    this.samples.append(pcm, sounds, floor);
    this.samples.forgetBefore(this.samples.end - (this.started ? MOST_IN_TURN : MOST_BEFORE_SPEECH));
  }

  /** Push-to-talk: speech begins here; what was held before it is nobody's. */
  press() {
    this.samples.forgetBefore(this.samples.end);
    this.sent = this.samples.start - 1; // the first frame says that nothing is missing before it
    this.started = true;
  }

  /**
   * The frames that are due. Only whole ones: a shorter frame may only be the last of its turn.
   * @param {boolean} [toTheEnd] the turn ends here
   * @returns {MicFrame[]}
   */
  take(toTheEnd = false) {
    const frames = this._frames(this.turn, this.samples, this.sent, this.samples.end, toTheEnd);
    const last = frames.at(-1);
    if (last) this.sent = last.offset + last.pcm.length;
    return frames;
  }

  /** @param {number} turn @param {number} offset */
  onStarted(turn, offset) {
    if (turn !== this.turn) return;
    this.started = true;
    this.samples.forgetBefore(Math.min(offset, this.sent));
  }

  /** @param {number} turn @param {number} end its last sample */
  onEnded(turn, end) {
    if (turn < this.turn) return;
    const over = this.samples;
    const known = turn === this.turn;
    if (known && over.end > over.start) this.ended.set(turn, { samples: over, end: Math.min(end, over.end) });
    this.begin(turn + 1);
    if (known) this.samples = over.after(end);
  }

  /**
   * The turn was understood: its sound is given out, once, and forgotten here.
   * @param {number} turn @param {number} from @param {number} to @returns {Int16Array | null}
   */
  onHeard(turn, from, to) {
    const entry = this.ended.get(turn);
    this.ended.delete(turn);
    if (turn >= this.turn) this.begin(turn + 1); // a typed turn: it has no end of its own
    if (!entry || to <= from) return null;
    const { pcm } = entry.samples.read(from, to);
    return pcm.length > 0 ? pcm : null;
  }

  /** The turn asks for no answer. @param {number} turn */
  onDropped(turn) {
    this.ended.delete(turn);
    if (turn >= this.turn) this.begin(turn + 1);
  }

  /**
   * The server asks for sound again. @param {number} turn @param {number} start
   * @returns {MicFrame[]} of an ended turn, to be sent now; the open turn goes out by `take`
   */
  onResend(turn, start) {
    if (turn === this.turn) {
      this.sent = Math.min(start, this.samples.end);
      return [];
    }
    const entry = this.ended.get(turn);
    return entry ? this._frames(turn, entry.samples, start, entry.end, true) : [];
  }

  /** The connection is new and no turn is open: all that is held goes out again. */
  rewind() {
    this.sent = this.samples.start - 1; // the first frame says that what is missing before it is gone
  }

  /**
   * The sound from `at` on is the next turn's, and what came after takes a later number.
   * @param {number} turn @param {number} at
   */
  split(turn, at) {
    if (turn === this.turn) {
      const { started } = this;
      this.onEnded(turn, at);
      this.started = started;
      return;
    }
    const entry = this.ended.get(turn);
    this.turn += 1;
    for (const [number, later] of [...this.ended].sort(([a], [b]) => b - a)) {
      if (number > turn) this.ended.set(number + 1, later);
    }
    this.ended.delete(turn + 1);
    if (!entry) return;
    this.ended.set(turn + 1, { samples: entry.samples.after(at), end: entry.end - at });
    this.ended.set(turn, { samples: entry.samples, end: at });
  }

  /** @param {number} turn @returns {number | undefined} the last sample of a turn that ended */
  endOf(turn) {
    return this.ended.get(turn)?.end;
  }

  /**
   * For `talk.join`: a turn the server may still be listening to, whether its speaker has ended it or not.
   * @param {number} [first] the turn that is known to wait for the server
   * @returns {{turn: number, start: number, end: number} | null}
   */
  held(first) {
    const { start, end } = this.samples;
    const over = this.ended.get(first ?? this.turn - 1);
    // What was said since then comes after it, and is announced with it.
    if (over && (first || !this.started)) {
      let total = over.end + end - start;
      for (const [turn, later] of this.ended) if (turn > (first ?? this.turn)) total += later.end;
      return { turn: first ?? this.turn - 1, start: over.samples.start, end: total };
    }
    return end > start ? { turn: this.turn, start, end } : null;
  }

  /**
   * @param {number} turn @param {Samples} samples @param {number} from @param {number} to
   * @param {boolean} toTheEnd @returns {MicFrame[]}
   */
  _frames(turn, samples, from, to, toTheEnd) {
    const frames = [];
    let gap = from < samples.start;
    let at = Math.max(from, samples.start);
    while (at < to && (toTheEnd || to - at >= FRAME_SAMPLES)) {
      const { pcm, sounds, floor } = samples.read(at, Math.min(at + FRAME_SAMPLES, to));
      frames.push({ turn, offset: at, pcm, gap, buddySounds: sounds, echoFloor: floor });
      at += pcm.length;
      gap = false;
    }
    return frames;
  }
}
