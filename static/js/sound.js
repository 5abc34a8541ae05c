// @ts-check
/** The way out: one audio context, unlocked by the learner's tap, with a volume that can duck. */

import { decibels } from "./echo.js";

const DUCKED = 0.35;

/** @typedef {import("./wav.js").Clip} Clip */

/** @param {BaseAudioContext} context @param {Int16Array} pcm @param {number} rate */
export function audioBuffer(context, pcm, rate) {
  const buffer = context.createBuffer(1, Math.max(1, pcm.length), rate);
  const channel = buffer.getChannelData(0);
  for (let i = 0; i < pcm.length; i += 1) channel[i] = pcm[i] / 32_768;
  return buffer;
}

/**
 * @param {Sound} sound @param {Int16Array} pcm @param {number} rate @param {number} when context time
 * @returns {AudioBufferSourceNode} it has been started
 */
export function soundAt({ context, volume }, pcm, rate, when) {
  const node = context.createBufferSource();
  node.buffer = audioBuffer(context, pcm, rate);
  node.connect(volume);
  node.start(when);
  return node;
}

export class Sound {
  /** @param {(locked: boolean) => void} [onLock] the system took the sound away, or gave it back */
  constructor(onLock = () => {}) {
    this.context = new AudioContext({ latencyHint: "interactive" });
    this.volume = this.context.createGain();
    this.meter = this.context.createAnalyser();
    this.meter.fftSize = 4096; // 85 ms at 48 kHz: no sound between two frames goes unseen
    this.window = new Float32Array(this.meter.fftSize);
    this.volume.connect(this.meter);
    this.meter.connect(this.context.destination);
    /** @type {AudioBufferSourceNode | null} */
    this.clip = null;
    this.context.addEventListener("statechange", () => onLock(this.context.state !== "running"));
  }

  /** Call in a tap: browsers let a page sound only from there. */
  async unlock() {
    const session = /** @type {{audioSession?: {type: string}}} */ (/** @type {unknown} */ (navigator)).audioSession;
    if (session) session.type = "play-and-record"; // else an iPhone's ring switch silences the buddy
    const source = this.context.createBufferSource();
    source.buffer = this.context.createBuffer(1, 1, this.context.sampleRate);
    source.connect(this.volume);
    source.start();
    await this.context.resume();
  }

  get locked() {
    return this.context.state !== "running";
  }

  /** @param {boolean} quiet */
  duck(quiet) {
    this.volume.gain.setTargetAtTime(quiet ? DUCKED : 1, this.context.currentTime, quiet ? 0.02 : 0.12);
  }

  /** How loud it is right now, dBFS. */
  level() {
    this.meter.getFloatTimeDomainData(this.window);
    let power = 0;
    for (const sample of this.window) power += sample * sample;
    return decibels(Math.sqrt(power / this.window.length));
  }

  /**
   * Play one clip by itself: a card, a line again, the learner's own voice.
   * @param {Clip} clip @returns {Promise<boolean>} whether it sounded to its end
   */
  play(clip) {
    this.stop();
    const source = this.context.createBufferSource();
    source.buffer = audioBuffer(this.context, clip.samples, clip.rate);
    source.connect(this.volume);
    this.clip = source;
    source.start();
    return new Promise((resolve) => {
      source.onended = () => {
        const whole = this.clip === source;
        if (whole) this.clip = null;
        resolve(whole);
      };
    });
  }

  stop() {
    const source = this.clip;
    this.clip = null;
    source?.stop();
  }

  close() {
    this.stop();
    void this.context.close();
  }
}
