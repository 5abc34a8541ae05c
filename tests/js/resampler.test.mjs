import assert from "node:assert/strict";
import test from "node:test";

import { Resampler } from "../../static/js/resampler.js";

const SECONDS = 0.5;

/** A tone through the resampler, in the blocks of an audio thread; its edges are left out. */
function through(rate, hertz) {
  const resampler = new Resampler(rate);
  const output = [];
  for (let block = 0; block < Math.floor((rate * SECONDS) / 128); block += 1) {
    const input = Float32Array.from({ length: 128 }, (_, i) => Math.sin((2 * Math.PI * hertz * (block * 128 + i)) / rate));
    output.push(...resampler.process(input));
  }
  return output.slice(1600, -400);
}

/** Level of one frequency, relative to a full tone, in dB. */
function level(samples, hertz) {
  let [re, im] = [0, 0];
  samples.forEach((value, i) => {
    re += value * Math.cos((2 * Math.PI * hertz * i) / 16_000);
    im += value * Math.sin((2 * Math.PI * hertz * i) / 16_000);
  });
  return 20 * Math.log10((2 * Math.hypot(re, im)) / samples.length + 1e-9);
}

const power = (samples) => 10 * Math.log10((2 * samples.reduce((sum, x) => sum + x * x, 0)) / samples.length + 1e-12);

for (const rate of [8000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000]) {
  test(`a voice at ${rate} Hz comes out as it went in`, () => {
    for (const hertz of [200, 1000, 3000]) {
      const samples = through(rate, hertz);
      assert.ok(Math.abs(level(samples, hertz)) < 0.1, `${hertz} Hz: ${level(samples, hertz)} dB`);
      assert.ok(Math.abs(power(samples)) < 0.1, `${hertz} Hz has company: ${power(samples)} dB`);
    }
  });

  test(`at ${rate} Hz no sample is lost or made up`, () => {
    const resampler = new Resampler(rate);
    let count = 0;
    const blocks = Math.floor(rate / 128) * 4;
    for (let i = 0; i < blocks; i += 1) count += resampler.process(new Float32Array(128)).length;
    assert.ok(Math.abs(count - (blocks * 128 * 16_000) / rate) <= 2);
  });
}

for (const rate of [22_050, 32_000, 44_100, 48_000, 96_000]) {
  test(`what 16 kHz cannot hold is left out at ${rate} Hz`, () => {
    for (const hertz of [8100, 9000, 10_500]) {
      assert.ok(power(through(rate, hertz)) < -60, `${hertz} Hz: ${power(through(rate, hertz))} dB`);
    }
  });
}
