// @ts-check
/** The sound of one question, frame by frame: from the press to a moment after letting go. */

import { FRAME_SAMPLES, SAMPLE_RATE } from "./frames.js";

const FRAME_MS = (FRAME_SAMPLES * 1000) / SAMPLE_RATE;
export const MOST_FRAMES = Math.floor(15_000 / FRAME_MS) - 1; // what the server takes
export const TAIL_FRAMES = 4; // after letting go: the last sound is still on its way
const SOON_FRAMES = MOST_FRAMES - TAIL_FRAMES - Math.ceil(5000 / FRAME_MS); // five seconds before it is full
export const LEAST_FRAMES = Math.ceil(450 / FRAME_MS) + TAIL_FRAMES; // less was a slip of the thumb

export class Question {
  constructor() {
    /** @type {Int16Array[]} */
    this.frames = [];
    this.held = true; // the button is down
    this.tail = TAIL_FRAMES;
    this.over = false;
  }

  /** @param {Int16Array} pcm @returns {boolean} whether the frame is the question's */
  takes(pcm) {
    if (this.over) return false;
    this.frames.push(pcm);
    if (this.held) this.held = this.frames.length < MOST_FRAMES - TAIL_FRAMES;
    else this.tail -= 1;
    this.over = this.tail === 0;
    return true;
  }

  /** At one frame: time for a word about it. */
  get endsSoon() {
    return this.held && this.frames.length === SOON_FRAMES;
  }

  release() {
    this.held = false;
  }

  /** No more frames come, whatever is missing. */
  end() {
    this.held = false;
    this.over = true;
  }

  get tooShort() {
    return this.frames.length < LEAST_FRAMES;
  }

  /** @returns {Int16Array} 16 kHz mono */
  samples() {
    const samples = new Int16Array(this.frames.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const frame of this.frames) {
      samples.set(frame, at);
      at += frame.length;
    }
    return samples;
  }
}
