import assert from "node:assert/strict";
import test from "node:test";

import { SAMPLE_RATE } from "../../static/js/frames.js";
import { TurnBuffer } from "../../static/js/turn_buffer.js";

/** `count` samples whose values tell their place in all that was spoken. */
function speak(buffer, count, at = buffer.spoken ?? 0, sounds = false, floor = -128) {
  for (let done = 0; done < count; done += 1024) {
    const size = Math.min(1024, count - done);
    buffer.append(Int16Array.from({ length: size }, (_, i) => (at + done + i) % 30_000), sounds, floor);
  }
  buffer.spoken = at + count;
}

const shape = (frames) => frames.map(({ turn, offset, pcm, gap }) => [turn, offset, pcm.length, pcm[0], gap]);

test("frames are whole, in order, and go out once", () => {
  const buffer = new TurnBuffer();
  speak(buffer, 2500);
  assert.deepEqual(shape(buffer.take()), [[1, 0, 1024, 0, false], [1, 1024, 1024, 1024, false]]);
  assert.deepEqual(buffer.take(), []);
  speak(buffer, 1024);
  assert.deepEqual(shape(buffer.take()), [[1, 2048, 1024, 2048, false]]);
});

test("what was said after a turn's end is the start of the next", () => {
  const buffer = new TurnBuffer();
  speak(buffer, 5120);
  buffer.take();
  buffer.onStarted(1, 300);
  buffer.onEnded(1, 3000);
  assert.equal(buffer.turn, 2);
  assert.deepEqual(shape(buffer.take()), [[2, 0, 1024, 3000, false], [2, 1024, 1024, 4024, false]]);
});

test("a heard turn gives its speech out once, and is forgotten", () => {
  const buffer = new TurnBuffer();
  speak(buffer, 5120);
  buffer.take();
  buffer.onStarted(1, 1000);
  buffer.onEnded(1, 4000);
  const clip = buffer.onHeard(1, 1000, 4000);
  assert.equal(clip.length, 3000);
  assert.equal(clip[0], 1000);
  assert.equal(buffer.onHeard(1, 1000, 4000), null);
});

test("an ended turn can be asked for again until it is heard, its short last frame too", () => {
  const buffer = new TurnBuffer();
  speak(buffer, 4096);
  buffer.take();
  buffer.onEnded(1, 2600);
  assert.deepEqual(shape(buffer.onResend(1, 1024)), [[1, 1024, 1024, 1024, false], [1, 2048, 552, 2048, false]]);
  buffer.onDropped(1);
  assert.deepEqual(buffer.onResend(1, 0), []);
});

test("the open turn is sent again from where the server asks", () => {
  const buffer = new TurnBuffer();
  speak(buffer, 4096);
  buffer.take();
  assert.deepEqual(buffer.onResend(1, 2048), []);
  assert.deepEqual(shape(buffer.take()), [[1, 2048, 1024, 2048, false], [1, 3072, 1024, 3072, false]]);
});

test("before speech only the last twenty seconds are kept, and offsets stay true", () => {
  const buffer = new TurnBuffer();
  speak(buffer, 30 * SAMPLE_RATE);
  assert.deepEqual(buffer.held(), { turn: 1, start: 10 * SAMPLE_RATE, end: 30 * SAMPLE_RATE });
  const [first, second] = buffer.take();
  assert.deepEqual([first.offset, first.gap, second.gap], [10 * SAMPLE_RATE, true, false]);
});

test("a turn that is being spoken is kept for seventy seconds", () => {
  const buffer = new TurnBuffer();
  speak(buffer, 1024);
  buffer.onStarted(1, 0);
  speak(buffer, 80 * SAMPLE_RATE);
  assert.equal(buffer.held().start, 10 * SAMPLE_RATE + 1024);
});

test("a new connection gets everything that is held, so that words spoken offline arrive", () => {
  const buffer = new TurnBuffer();
  speak(buffer, 2 * SAMPLE_RATE);
  buffer.take();
  speak(buffer, 12 * SAMPLE_RATE);
  const { start, end } = buffer.held();
  buffer.rewind();
  const frames = buffer.take();
  assert.deepEqual([frames[0].offset, frames[0].gap], [0, true]);
  const samples = frames.reduce((sum, { pcm }) => sum + pcm.length, 0);
  assert.ok(end - start - samples < 1024);
});

test("push-to-talk begins at the press, and its offsets go on", () => {
  const buffer = new TurnBuffer();
  speak(buffer, 2048);
  buffer.take();
  buffer.press();
  speak(buffer, 1500);
  assert.deepEqual(shape(buffer.take(true)), [[1, 2048, 1024, 2048, true], [1, 3072, 476, 3072, false]]);
});

test("a typed turn takes the number of the open one", () => {
  const buffer = new TurnBuffer();
  speak(buffer, 2048);
  assert.equal(buffer.onHeard(1, 0, 0), null);
  assert.equal(buffer.turn, 2);
  assert.equal(buffer.held(), null);
});

test("after a break the server hears of the turn it may still listen to", () => {
  const buffer = new TurnBuffer();
  speak(buffer, 2048);
  buffer.take();
  buffer.onEnded(1, 2048);
  assert.deepEqual(buffer.held(), { turn: 1, start: 0, end: 2048 });
  speak(buffer, 1024); // said since then: it comes as well
  assert.deepEqual(buffer.held(), { turn: 1, start: 0, end: 3072 });
  buffer.onStarted(2, 0);
  assert.deepEqual(buffer.held(), { turn: 2, start: 0, end: 1024 });
});

test("a frame over two pieces has the flags of both", () => {
  const buffer = new TurnBuffer();
  speak(buffer, 1024, 0, true, -40);
  speak(buffer, 1024, 1024, false, -128);
  buffer.onEnded(1, 500);
  const [frame] = buffer.take();
  assert.deepEqual([frame.buddySounds, frame.echoFloor], [true, -40]);
});
