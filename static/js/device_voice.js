// @ts-check
/**
 * A voice of this device, sentence after sentence.
 *
 * Browsers promise little here: an utterance may never start, never end, or end without a word of it; many
 * tell no word boundaries; the list of voices comes late or stays empty. So everything is watched, and
 * after two failures the voice says itself that it is broken.
 */

import { CHARS_PER_SECOND, charsSaid, durationOf, wordStart } from "./speech_timing.js";

const START_WITHIN_MS = 3000;
const OVERTIME_MS = 3000; // beyond twice the time a sentence takes
const TICK_MS = 200;
const STILL_TICKS = 4; // the browser says that nothing is being spoken, and tells no end
const MOST_FAILURES = 2;
const SLOWEST = 0.5;
const FASTEST = 1.5;
const LEARN_FROM_MS = 700; // shorter sentences are mostly the pauses around them
const VOICES_WITHIN_MS = 2000;

/**
 * @typedef {object} Hooks of one sentence
 * @property {() => void} onStart
 * @property {(said: boolean) => void} onEnd false: it never began, and was not heard
 *
 * @typedef {object} Saying
 * @property {string} text
 * @property {number} from
 * @property {Hooks} hooks
 * @property {SpeechSynthesisUtterance} utterance kept: Chromium forgets the events of one that nobody holds
 * @property {number} speed characters a second
 * @property {number} asked ms
 * @property {number} began ms, 0: not yet
 * @property {number} at the newest boundary
 * @property {number} atTime ms
 * @property {number} still ticks without anything being spoken
 */

/**
 * The voices, once there are any.
 * @param {SpeechSynthesis | undefined} synthesis @param {number} [within] ms
 * @returns {Promise<SpeechSynthesisVoice[]>} empty: this browser has none
 */
export async function voicesOf(synthesis, within = VOICES_WITHIN_MS) {
  if (!synthesis?.getVoices) return [];
  for (const end = Date.now() + within; ; ) {
    const voices = synthesis.getVoices(); // asked again and again: not every browser tells that they came
    if (voices.length > 0 || Date.now() >= end) return voices;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export class DeviceVoice {
  /**
   * @param {SpeechSynthesis} synthesis @param {SpeechSynthesisVoice} voice
   * @param {number} pace the persona's, 1: normal
   * @param {() => void} [onBroken] it failed too often
   */
  constructor(synthesis, voice, pace, onBroken = () => {}) {
    this.synthesis = synthesis;
    this.voice = voice;
    this.pace = pace;
    this.onBroken = onBroken;
    this.charsPerSecond = CHARS_PER_SECOND; // at rate 1, as learned
    this.failures = 0;
    /** @type {Saying | null} */
    this.saying = null;
    this.timer = 0;
  }

  get broken() {
    return this.failures >= MOST_FAILURES;
  }

  /** Characters a second at this pace. */
  get speed() {
    return this.charsPerSecond * this._rate(1);
  }

  /** How much of the sentence has sounded, in characters. */
  get chars() {
    const { saying } = this;
    if (!saying) return 0;
    if (!saying.began) return saying.from;
    return charsSaid(saying.text, saying.at, Date.now() - saying.atTime, saying.speed);
  }

  /** Call in a tap: iPhones let a page speak only after it spoke in one. */
  unlock() {
    const silence = new SpeechSynthesisUtterance(" ");
    silence.volume = 0;
    this.synthesis.speak(silence);
  }

  /**
   * Say a sentence, in place of what was being said.
   * @param {string} text @param {number} from the character to begin at, the start of a word
   * @param {Hooks} hooks @param {number} [slowness] 0.7: slowly
   */
  say(text, from, hooks, slowness = 1) {
    this.stop();
    const rest = text.slice(from);
    const utterance = new SpeechSynthesisUtterance(rest);
    utterance.voice = this.voice;
    utterance.lang = this.voice.lang;
    utterance.rate = this._rate(slowness);
    const now = Date.now();
    const speed = this.charsPerSecond * utterance.rate;
    const saying = { text, from, hooks, utterance, speed, asked: now, began: 0, at: from, atTime: now, still: 0 };
    this.saying = saying;
    utterance.onstart = () => this._begin(saying);
    utterance.onboundary = ({ charIndex }) => this._boundary(saying, from + charIndex);
    utterance.onend = () => this._end(saying, true);
    utterance.onerror = () => this._fail(saying, saying.began > 0);
    this.synthesis.resume(); // a page before this one may have left it paused
    this.synthesis.speak(utterance);
    this.timer ||= Number(setInterval(() => this._watch(), TICK_MS));
  }

  /** Silence. @returns {number} the character to go on from */
  stop() {
    const { saying } = this;
    const at = saying ? wordStart(saying.text, this.chars) : 0;
    this._forget();
    return at;
  }

  /** @param {number} slowness */
  _rate(slowness) {
    return Math.max(SLOWEST, Math.min(FASTEST, this.pace * slowness));
  }

  /** @param {Saying} saying */
  _begin(saying) {
    if (saying !== this.saying || saying.began) return;
    saying.began = Date.now();
    saying.atTime = saying.began;
    saying.hooks.onStart();
  }

  /** @param {Saying} saying @param {number} at */
  _boundary(saying, at) {
    if (saying !== this.saying || at < saying.at) return;
    this._begin(saying);
    saying.at = at;
    saying.atTime = Date.now();
  }

  /** @param {Saying} saying @param {boolean} told by the browser, so its time can be learned from */
  _end(saying, told) {
    if (saying !== this.saying) return;
    this._begin(saying); // some tell the end only
    const took = Date.now() - saying.began;
    if (told && took > LEARN_FROM_MS) {
      const seen = ((saying.text.length - saying.from) * 1000) / took / saying.utterance.rate;
      this.charsPerSecond = Math.max(8, Math.min(25, (this.charsPerSecond + seen) / 2));
    }
    this._forget();
    saying.hooks.onEnd(true);
  }

  /** @param {Saying} saying @param {boolean} said */
  _fail(saying, said) {
    if (saying !== this.saying) return;
    this._forget();
    this.failures += 1;
    saying.hooks.onEnd(said);
    if (this.failures === MOST_FAILURES) this.onBroken();
  }

  _watch() {
    const { saying, synthesis } = this;
    if (!saying) return;
    const now = Date.now();
    if (!saying.began) {
      if (now - saying.asked > START_WITHIN_MS) this._fail(saying, false);
      return;
    }
    const takes = durationOf(saying.text.length - saying.from, saying.speed);
    if (now - saying.began > 2 * takes + OVERTIME_MS) this._fail(saying, true);
    else if (synthesis.speaking || synthesis.pending) saying.still = 0;
    else if ((saying.still += 1) >= STILL_TICKS) this._end(saying, false);
  }

  _forget() {
    clearInterval(this.timer);
    this.timer = 0;
    if (!this.saying) return;
    this.saying = null;
    this.synthesis.cancel();
  }
}
