// @ts-check
/**
 * The talk's small sounds: your turn, heard you, a phrase used, finished, and the one of the microphone check.
 *
 * Each is short, 12 dB below a voice, and says nothing that the page does not show as well. There is
 * none for mistakes, trouble or time. They are made here, so that nothing has to be fetched.
 */

import { preferences } from "./preferences.js";

const PEAK = 0.05; // of a tone: about -32 dBFS where the voice has -20
const ATTACK_S = 0.012;

/** @typedef {{hertz: number, at: number, lasts: number, to?: number}} Note in seconds; to: it glides there */

/** @type {Record<string, Note[]>} */
export const SOUNDS = {
  yours: [{ hertz: 440, to: 587, at: 0, lasts: 0.16 }],
  heard: [{ hertz: 587, to: 440, at: 0, lasts: 0.14 }],
  phrase: [{ hertz: 880, at: 0, lasts: 0.18 }],
  finished: [
    { hertz: 523, at: 0, lasts: 0.08 },
    { hertz: 659, at: 0.05, lasts: 0.08 },
    { hertz: 784, at: 0.1, lasts: 0.1 },
  ],
};

/**
 * @param {import("./sound.js").Sound} sound @param {Note[]} notes @param {number} [peak] of a note, 0..1
 * @returns {number} seconds until it is over
 */
export function play({ context, volume }, notes, peak = PEAK) {
  const start = context.currentTime;
  for (const { hertz, to, at, lasts } of notes) {
    const tone = context.createOscillator();
    const gain = context.createGain();
    tone.type = "sine";
    tone.frequency.setValueAtTime(hertz, start + at);
    if (to) tone.frequency.exponentialRampToValueAtTime(to, start + at + lasts * 0.7);
    gain.gain.setValueAtTime(0, start + at);
    gain.gain.linearRampToValueAtTime(peak, start + at + ATTACK_S);
    gain.gain.exponentialRampToValueAtTime(peak / 200, start + at + lasts);
    tone.connect(gain);
    gain.connect(volume);
    tone.start(start + at);
    tone.stop(start + at + lasts);
  }
  return Math.max(...notes.map(({ at, lasts }) => at + lasts));
}

/** Which sound belongs to a change of the talk's state; none to most. @param {string} before @param {string} now @returns {string} */
export function cueOf(before, now) {
  if (before === now) return "";
  if (now === "finished") return "finished";
  if (now === "yours") return before === "buddy" || before === "thinking" ? "yours" : "";
  return now === "thinking" && before === "listening" ? "heard" : "";
}

/** Sounds at the changes of a talk, where they are wanted. */
export class Cues {
  /** @param {import("./sound.js").Sound} sound */
  constructor(sound) {
    this.sound = sound;
    this.before = "idle";
  }

  /** @param {string} state */
  state(state) {
    const cue = cueOf(this.before, state);
    this.before = state;
    if (cue) this.play(cue);
  }

  /** @param {string} name */
  play(name) {
    if (preferences.sounds && !this.sound.locked) play(this.sound, SOUNDS[name]);
  }
}
