// @ts-check
/** The microphone, in the audio thread: 16 kHz PCM in frames of 1024 samples, each with its level. */

import { FRAME_SAMPLES } from "./frames.js";
import { Resampler } from "./resampler.js";

const { AudioWorkletProcessor, registerProcessor, sampleRate } = /** @type {any} */ (globalThis);

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.resampler = new Resampler(sampleRate);
    this.frame = new Int16Array(FRAME_SAMPLES);
    this.filled = 0;
    this.power = 0;
    this.silent = true; // not one sample differs from zero: a device that is off, not a quiet room
  }

  /** @param {Float32Array[][]} inputs */
  process(inputs) {
    const channels = inputs[0];
    if (channels && channels.length > 0) {
      for (const sample of this.resampler.process(channels[0])) this.add(sample);
    }
    return true;
  }

  /** @param {number} sample */
  add(sample) {
    const value = Math.max(-1, Math.min(1, sample));
    this.power += value * value;
    const pcm = Math.round(value * 32_767);
    if (pcm !== 0) this.silent = false;
    this.frame[this.filled] = pcm;
    this.filled += 1;
    if (this.filled < FRAME_SAMPLES) return;
    const message = { pcm: this.frame, rms: Math.sqrt(this.power / FRAME_SAMPLES), silent: this.silent };
    this.port.postMessage(message, [this.frame.buffer]);
    this.frame = new Int16Array(FRAME_SAMPLES);
    this.filled = 0;
    this.power = 0;
    this.silent = true;
  }
}

registerProcessor("capture", Capture);
