import assert from "node:assert/strict";
import test from "node:test";

import { MOST_FRAMES, Saying, wavFile } from "../../static/js/review_record.js";
import { parseWav } from "../../static/js/wav.js";

const QUIET = 0.0005;
const LOUD = 0.1;
const frame = (value = 0) => new Int16Array(1024).fill(value);

/** Frames until the saying is over: [count, rms] one after the other. */
function say(...parts) {
  const saying = new Saying();
  let fed = 0;
  for (const [count, rms] of parts) {
    for (let i = 0; i < count; i += 1) {
      fed += 1;
      if (saying.frame(frame(rms > 0.01 ? 5 : 1), rms)) return { saying, fed };
    }
  }
  return { saying, fed: Infinity };
}

test("a saying ends a moment after its last word, and keeps a little of the room", () => {
  const { saying, fed } = say([10, QUIET], [20, LOUD], [60, QUIET]);
  assert.equal(fed, 50);
  assert.ok(saying.spoke);
  const samples = saying.samples();
  assert.equal(samples.length, (5 + 20 + 5) * 1024);
  assert.equal(samples[5 * 1024 - 1], 1);
  assert.equal(samples[5 * 1024], 5);
});

test("a pause to think does not end it", () => {
  const { saying, fed } = say([5, QUIET], [10, LOUD], [15, QUIET], [10, LOUD], [60, QUIET]);
  assert.equal(fed, 60);
  assert.equal(saying.samples().length, (5 + 35 + 5) * 1024);
});

test("a longer story may have longer pauses", () => {
  const saying = new Saying({ most: 390, quiet: 110, wait: 156 });
  const fed = [...Array(30).fill(LOUD), ...Array(100).fill(QUIET), ...Array(30).fill(LOUD)];
  assert.ok(!fed.some((rms) => saying.frame(frame(1), rms)));
  assert.ok([...Array(110).fill(QUIET)].some((rms) => saying.frame(frame(1), rms)));
});

test("nobody waits for ever: six seconds of silence, ten of speech", () => {
  const silent = say([500, QUIET]);
  assert.equal(silent.fed, 94);
  assert.ok(!silent.saying.spoke);
  assert.equal(say([2, QUIET], [500, LOUD]).fed, MOST_FRAMES);
});

test("a click is no word", () => {
  const { saying } = say([10, QUIET], [2, LOUD], [200, QUIET]);
  assert.ok(!saying.spoke);
});

test("a loud room is no speech", () => {
  const { saying } = say([200, 0.02]);
  assert.ok(!saying.spoke);
});

test("a file that is written can be read", () => {
  const clip = parseWav(wavFile(Int16Array.of(1, -2, 32_767, -32_768)));
  assert.deepEqual([clip.rate, ...clip.samples], [16_000, 1, -2, 32_767, -32_768]);
});
