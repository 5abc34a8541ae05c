// @ts-check
/**
 * Band-limited conversion from the device's own rate to 16 kHz.
 *
 * A microphone runs at the rate of its device (44.1 or 48 kHz, 8–24 kHz over Bluetooth); Firefox refuses
 * a context of another rate. Plain interpolation would fold hiss and sibilants above 8 kHz into the
 * voice, so each output sample is a windowed sinc over the input: −70 dB from 8 kHz on.
 */

const BETA = 7; // Kaiser window: about −70 dB outside the band
const WIDTH_FACTOR = 4.36; // (70 − 8) / (2.285 · 2π): taps for a transition of the whole rate
const MOST_PHASES = 1024;

/** @param {number} a @param {number} b @returns {number} */
const gcd = (a, b) => (b === 0 ? a : gcd(b, a % b));

/** Modified Bessel function of order zero. @param {number} x */
function bessel(x) {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 40; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

export class Resampler {
  /** @param {number} from Hz @param {number} [to] Hz */
  constructor(from, to = 16_000) {
    const divisor = gcd(Math.round(from), to);
    this.up = to / divisor; // output samples ...
    this.down = Math.round(from) / divisor; // ... in the time of this many input samples
    this.same = this.up === this.down;
    const band = Math.min(from, to) / 2; // what both rates can hold
    const transition = 0.1 * band; // 7.2–8 kHz for a normal microphone
    this.half = Math.ceil((WIDTH_FACTOR * from) / transition / 2);
    this.phases = Math.min(this.up, MOST_PHASES);
    this.kernels = this.same ? [] : this._kernels((band - transition / 2) / from);
    this.history = new Float32Array(2 * this.half);
    this.phase = 0; // position of the next output sample past the window's centre, in 1/up input samples
  }

  /** @param {number} cutoff in cycles per input sample @returns {Float32Array[]} */
  _kernels(cutoff) {
    const kernels = [];
    for (let phase = 0; phase < this.phases; phase += 1) {
      const shift = phase / this.phases;
      const kernel = new Float32Array(2 * this.half);
      let sum = 0;
      for (let i = 0; i < kernel.length; i += 1) {
        const t = i - this.half + 1 - shift;
        const edge = t / this.half;
        const window = Math.abs(edge) < 1 ? bessel(BETA * Math.sqrt(1 - edge * edge)) / bessel(BETA) : 0;
        const x = 2 * Math.PI * cutoff * t;
        kernel[i] = window * (t === 0 ? 1 : Math.sin(x) / x);
        sum += kernel[i];
      }
      for (let i = 0; i < kernel.length; i += 1) kernel[i] /= sum; // every phase passes silence and DC alike
      kernels.push(kernel);
    }
    return kernels;
  }

  /**
   * @param {Float32Array} input one block, right after the last one
   * @returns {Float32Array} what of the output is known by now
   */
  process(input) {
    if (this.same) return input.slice();
    const size = 2 * this.half;
    const all = new Float32Array(this.history.length + input.length);
    all.set(this.history);
    all.set(input, this.history.length);
    const output = new Float32Array(Math.ceil((all.length * this.up) / this.down) + 1);
    let count = 0;
    let start = 0; // of the window
    while (start + size <= all.length) {
      const kernel = this.kernels[Math.floor((this.phase * this.phases) / this.up)];
      let sum = 0;
      for (let i = 0; i < size; i += 1) sum += kernel[i] * all[start + i];
      output[count] = sum;
      count += 1;
      this.phase += this.down;
      start += Math.floor(this.phase / this.up);
      this.phase %= this.up;
    }
    this.history = all.slice(start);
    return output.subarray(0, count);
  }
}
