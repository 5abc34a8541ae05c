// @ts-check
/**
 * How loud the buddy may come back through the microphone, so that only the learner interrupts.
 *
 * Floor = loudest playback of the last half second + coupling (microphone minus playback, in dB). The
 * coupling starts pessimistic and is learned while the buddy sounds: a high percentile, since an echo
 * that passes now and then would stop the buddy by her own voice.
 */

import { NO_FLOOR } from "./frames.js";

const FRAME_MS = 64;
const PLAYBACK_FRAMES = 8; // about 500 ms: sound travels, and devices hold it back
const AFTER_MS = 400; // the room and the device go on after the last sample
export const FIRST_COUPLING_DB = -6; // until it is known: as loud as it can be
const LEARN_FROM = 24; // frames, 1.5 s
const REMEMBER = 160; // frames, 10 s: a turned volume knob is followed
const PERCENTILE = 0.95;
const AUDIBLE_DBFS = -50;
const ABOVE_DB = 6;
const VOICE_DBFS = -20; // of the buddy, as it leaves this page
const SURE_FROM = 80; // frames, 5 s of her
const HYSTERESIS_DB = 4;
const FIRST_SIGNS = 2; // frames
const CALM_FRAMES = 8; // about 500 ms
const NOT_SPEECH_FRAMES = 94; // 6 s without a pause is louder echo, not a learner

/** @param {number} rms @returns {number} dBFS */
export function decibels(rms) {
  return rms > 1e-5 ? 20 * Math.log10(rms) : -100;
}

/**
 * Whether she comes back so loud that the learner cannot get through: then only one may speak at a time.
 * @param {number} coupling dB @param {number} level of the learner's voice, dBFS @returns {boolean}
 */
export function drowns(coupling, level) {
  return VOICE_DBFS + coupling + ABOVE_DB > level;
}

/**
 * @typedef {object} EchoSign
 * @property {boolean} sounds the buddy can be in the microphone
 * @property {number} floor dBFS, NO_FLOOR while the buddy is silent
 * @property {boolean} duck somebody seems to speak over the buddy
 */

export class EchoFloor {
  /** @param {number} [coupling] dB, as measured before */
  constructor(coupling = FIRST_COUPLING_DB) {
    this.coupling = coupling;
    /** @type {number[]} */
    this.playback = [];
    /** @type {number[]} */
    this.seen = [];
    this.after = Infinity; // ms since the last sound
    this.above = 0; // frames running above the floor
    this.calm = CALM_FRAMES;
    this.ducked = false;
  }

  /**
   * One frame of the microphone, and what was played meanwhile.
   * @param {number} mic dBFS @param {number} playback dBFS @param {boolean} playing
   * @returns {EchoSign}
   */
  frame(mic, playback, playing) {
    this.playback.push(playback);
    if (this.playback.length > PLAYBACK_FRAMES) this.playback.shift();
    this.after = playing ? 0 : this.after + FRAME_MS;
    const sounds = this.after <= AFTER_MS;
    if (!sounds) {
      this.above = 0;
      this.ducked = false;
      return { sounds, floor: NO_FLOOR, duck: false };
    }
    const loudest = Math.max(...this.playback);
    const floor = Math.max(-90, Math.min(0, Math.round(loudest + this.coupling)));
    const speaks = mic >= floor + ABOVE_DB && mic > AUDIBLE_DBFS;
    this.above = speaks ? this.above + 1 : 0;
    this.calm = speaks ? 0 : this.calm + 1;
    if (this.above >= FIRST_SIGNS) this.ducked = true;
    else if (this.calm >= CALM_FRAMES) this.ducked = false;
    // What is above the floor is taken for the learner and teaches nothing, unless it never ends.
    if (loudest > AUDIBLE_DBFS && (!speaks || this.above > NOT_SPEECH_FRAMES)) this._learn(mic - loudest);
    return { sounds, floor, duck: this.ducked };
  }

  /**
   * Whether only one may speak at a time, by what was learned since.
   * @param {boolean} now as it is @param {number} level of the learner's voice, dBFS @returns {boolean}
   */
  halfDuplex(now, level) {
    if (this.seen.length < SURE_FROM) return now;
    return drowns(this.coupling + (now ? HYSTERESIS_DB : -HYSTERESIS_DB), level);
  }

  /** @param {number} difference dB */
  _learn(difference) {
    this.seen.push(difference);
    if (this.seen.length > REMEMBER) this.seen.shift();
    if (this.seen.length < LEARN_FROM) return;
    const sorted = [...this.seen].sort((a, b) => a - b);
    this.coupling = sorted[Math.floor(PERCENTILE * (sorted.length - 1))];
  }
}
