// @ts-check
/** A line said on the review: when it is over, and its samples as a WAV file. */

import { decibels } from "./echo.js";

const RATE = 16_000;
export const MOST_FRAMES = 156; // of 64 ms, just under 10 s
const QUIET_FRAMES = 20; // 1.3 s after the last word
const LEAST_FRAMES = 4; // of voice, 256 ms: less is a click
const WAIT_FRAMES = 94; // 6 s without a word
const AROUND_FRAMES = 5; // kept before the first word and after the last
const ABOVE_DB = 10;
const LEAST_DBFS = -50;

/** One saying, frame by frame. */
export class Saying {
  /** @param {{most?: number, quiet?: number, wait?: number}} [limits] frames: at all, after the last word, for the first */
  constructor({ most = MOST_FRAMES, quiet = QUIET_FRAMES, wait = WAIT_FRAMES } = {}) {
    this.limits = { most, quiet, wait };
    /** @type {Int16Array[]} */
    this.frames = [];
    this.floor = 0; // dBFS of the quietest frame so far
    this.voiced = 0;
    this.first = -1;
    this.last = -1;
    this.over = false;
  }

  /** @param {Int16Array} pcm @param {number} rms @returns {boolean} whether that was all of it */
  frame(pcm, rms) {
    if (this.over) return true;
    const level = decibels(rms);
    this.floor = Math.min(this.floor, level);
    if (level > Math.max(this.floor + ABOVE_DB, LEAST_DBFS)) {
      if (this.first < 0) this.first = this.frames.length;
      this.last = this.frames.length;
      this.voiced += 1;
    }
    this.frames.push(pcm);
    const since = this.frames.length - 1 - this.last;
    const said = this.voiced >= LEAST_FRAMES && since >= this.limits.quiet;
    const silent = this.voiced < LEAST_FRAMES && this.frames.length >= this.limits.wait;
    this.over = said || silent || this.frames.length >= this.limits.most;
    return this.over;
  }

  get spoke() {
    return this.voiced >= LEAST_FRAMES;
  }

  /** The words, with a little of the room around them. @returns {Int16Array} 16 kHz mono */
  samples() {
    const from = Math.max(0, this.first - AROUND_FRAMES);
    const kept = this.frames.slice(from, this.last + 1 + AROUND_FRAMES);
    const samples = new Int16Array(kept.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const frame of kept) {
      samples.set(frame, at);
      at += frame.length;
    }
    return samples;
  }
}

/** @param {Int16Array} samples @param {number} [rate] @returns {ArrayBuffer} a WAV file, mono PCM16 */
export function wavFile(samples, rate = RATE) {
  const buffer = new ArrayBuffer(44 + samples.length * 2);
  const view = new DataView(buffer);
  const tag = (/** @type {number} */ at, /** @type {string} */ text) => {
    for (let i = 0; i < text.length; i += 1) view.setUint8(at + i, text.charCodeAt(i));
  };
  tag(0, "RIFF");
  view.setUint32(4, 36 + samples.length * 2, true);
  tag(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  tag(36, "data");
  view.setUint32(40, samples.length * 2, true);
  for (let i = 0; i < samples.length; i += 1) view.setInt16(44 + i * 2, samples[i], true);
  return buffer;
}
