// @ts-check
/**
 * What a microphone check concludes from the levels of its frames. Nothing of the sound leaves the page.
 *
 * "Hello" takes half a second. The noise of the room is the quiet fifth of the frames; a voice stands 10 dB
 * above it for a third of a second and is followed by quiet again.
 */

import { decibels, drowns } from "./echo.js";

const SPEECH_ABOVE_DB = 10;
const AUDIBLE_DBFS = -55;
const VOICE_FRAMES = 5; // of 64 ms
const AFTER_FRAMES = 5;
const QUIET_FRAMES = 7; // longer than a pause between two sentences
const LONG_FRAMES = 24; // somebody who goes on talking was heard as well
const FIRST_FRAMES = 4; // before that nothing is known of the room
const NOTHING_FRAMES = 47; // 3 s without a sample that differs from zero
const PATIENCE_FRAMES = 94; // 6 s
const CLIPPED = 32_600;
const CLIPPED_SHARE = 0.01;
const CLIPPED_FRAMES = 2;
const QUIET_DBFS = -46;
const NOISY_DBFS = -40;
const CLEAR_DB = 15;
const LOUD_ROOM_DBFS = -36;
const NO_ECHO_DB = -40;
const MOST_ECHO_DB = 6;

/** @typedef {"well" | "quiet" | "loud" | "noise" | "nothing" | "unheard"} Verdict */
/** @typedef {{level: number, clipped: boolean, silent: boolean}} Frame */

/** @param {number[]} values @param {number} share 0..1 @returns {number} */
export function percentile(values, share) {
  if (values.length === 0) return -100;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))];
}

/** @param {import("./microphone.js").Heard} heard @returns {Frame} */
export function frameOf({ pcm, rms, silent }) {
  let clipped = 0;
  for (const sample of pcm) if (sample >= CLIPPED || sample <= -CLIPPED) clipped += 1;
  return { level: decibels(rms), clipped: clipped > CLIPPED_SHARE * pcm.length, silent };
}

export class VoiceCheck {
  constructor() {
    /** @type {Frame[]} */
    this.frames = [];
    this.noise = -100; // dBFS, of the room
    this.level = -100; // dBFS, of the voice
  }

  /** @param {Frame} frame @returns {Verdict | null} null: still listening */
  frame(frame) {
    this.frames.push(frame);
    const alive = this.frames.filter(({ silent }) => !silent);
    if (alive.length === 0) return this.frames.length >= NOTHING_FRAMES ? "nothing" : null;
    if (alive.length < FIRST_FRAMES) return null;
    this.noise = percentile(alive.map(({ level }) => level), 0.2);
    const threshold = Math.max(this.noise + SPEECH_ABOVE_DB, AUDIBLE_DBFS);
    const voiced = this.frames.filter(({ level }) => level >= threshold);
    const after = this.frames.length - 1 - this.frames.lastIndexOf(voiced[voiced.length - 1]);
    if (voiced.length >= VOICE_FRAMES && (after >= AFTER_FRAMES || voiced.length >= LONG_FRAMES)) return this._judge(voiced);
    return this.frames.length >= PATIENCE_FRAMES ? this._late(alive) : null;
  }

  /** @param {Frame[]} voiced @returns {Verdict} */
  _judge(voiced) {
    this.level = percentile(voiced.map(({ level }) => level), 0.7);
    if (voiced.filter(({ clipped }) => clipped).length >= CLIPPED_FRAMES) return "loud";
    if (this.noise > NOISY_DBFS && this.level - this.noise < CLEAR_DB) return "noise";
    return this.level < QUIET_DBFS ? "quiet" : "well";
  }

  /** No voice came. @param {Frame[]} alive @returns {Verdict} */
  _late(alive) {
    this.level = percentile(alive.map(({ level }) => level), 0.98);
    if (this.noise > LOUD_ROOM_DBFS) return "noise";
    return this.level > this.noise + SPEECH_ABOVE_DB ? "quiet" : "unheard";
  }
}

/**
 * Says when somebody has finished speaking.
 * @param {number} noise of the room, dBFS @returns {(frame: Frame) => boolean}
 */
export function quietAfter(noise) {
  let frames = 0;
  return ({ level }) => {
    frames = level < Math.max(noise + SPEECH_ABOVE_DB, AUDIBLE_DBFS) ? frames + 1 : 0;
    return frames >= QUIET_FRAMES;
  };
}

/**
 * What of the page's own sound came back through the microphone.
 * @param {number[]} during levels of the microphone while it sounded, dBFS
 * @param {number} noise of the room, dBFS @param {number} played level of what was played, dBFS
 * @param {number} level of the learner's voice, dBFS
 * @returns {{coupling: number, halfDuplex: boolean, level: number}}
 */
export function echoOf(during, noise, played, level) {
  const back = percentile(during, 0.9);
  const heard = back > noise + SPEECH_ABOVE_DB / 2 && back > AUDIBLE_DBFS;
  const coupling = heard ? Math.max(NO_ECHO_DB, Math.min(MOST_ECHO_DB, back - played)) : NO_ECHO_DB;
  return { coupling: Math.round(coupling), halfDuplex: heard && drowns(coupling, level), level: Math.round(level) };
}
