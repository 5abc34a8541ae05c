import assert from "node:assert/strict";
import test from "node:test";

import { EchoFloor, decibels, drowns } from "../../static/js/echo.js";
import { NO_FLOOR } from "../../static/js/frames.js";

/** `count` frames of the same kind; gives the last sign. */
function run(echo, count, mic, playback, playing = true) {
  let sign;
  for (let i = 0; i < count; i += 1) sign = echo.frame(mic, playback, playing);
  return sign;
}

test("while the buddy is silent there is no floor", () => {
  assert.deepEqual(run(new EchoFloor(), 5, -20, -100, false), { sounds: false, floor: NO_FLOOR, duck: false });
});

test("at first the echo is taken for loud", () => {
  assert.deepEqual(run(new EchoFloor(), 1, -60, -20), { sounds: true, floor: -26, duck: false });
});

test("the floor follows what really comes back", () => {
  const sign = run(new EchoFloor(), 40, -58, -20);
  assert.ok(sign.floor <= -57 && sign.floor >= -59, `${sign.floor}`);
});

test("a pause in her speech keeps the floor for half a second", () => {
  const echo = new EchoFloor();
  run(echo, 40, -50, -20);
  assert.equal(run(echo, 7, -70, -100).floor, -50);
  assert.ok(run(echo, 2, -70, -100).floor < -80);
});

test("two frames above the floor duck her, half a second of calm brings her back", () => {
  const echo = new EchoFloor();
  run(echo, 40, -55, -20);
  assert.equal(run(echo, 1, -30, -20).duck, false);
  assert.equal(run(echo, 1, -30, -20).duck, true);
  assert.equal(run(echo, 7, -60, -20).duck, true);
  assert.equal(run(echo, 1, -60, -20).duck, false);
});

test("a learner who interrupts does not raise the floor", () => {
  const echo = new EchoFloor();
  run(echo, 40, -55, -20);
  assert.ok(run(echo, 40, -25, -20).floor <= -54);
});

test("a loudspeaker turned up is learned in the end", () => {
  const echo = new EchoFloor();
  run(echo, 40, -55, -20);
  assert.ok(run(echo, 150, -25, -20).floor >= -27);
});

test("the room rings for 400 ms after her last sound", () => {
  const echo = new EchoFloor();
  run(echo, 10, -50, -20);
  assert.equal(run(echo, 6, -60, -100, false).sounds, true);
  assert.equal(run(echo, 1, -60, -100, false).sounds, false);
});

test("silence has a level too", () => {
  assert.equal(decibels(0), -100);
  assert.equal(Math.round(decibels(0.1)), -20);
});

test("what was measured before is where it begins", () => {
  assert.equal(run(new EchoFloor(-30), 1, -60, -20).floor, -50);
});

test("only one may speak where she comes back as loud as the learner", () => {
  assert.equal(drowns(-6, -28), true);
  assert.equal(drowns(-30, -28), false);
});

test("whether both may speak is learned in the talk, and does not change to and fro", () => {
  const loud = new EchoFloor();
  run(loud, 60, -26, -20);
  assert.equal(loud.halfDuplex(false, -28), false); // not sure yet
  run(loud, 60, -24, -20);
  assert.equal(loud.halfDuplex(false, -28), true);
  const between = new EchoFloor();
  run(between, 120, -34, -20);
  assert.equal(between.halfDuplex(false, -28), false);
  assert.equal(between.halfDuplex(true, -28), true);
  const quiet = new EchoFloor();
  run(quiet, 120, -60, -20);
  assert.equal(quiet.halfDuplex(true, -28), false);
});
