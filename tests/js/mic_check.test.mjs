import assert from "node:assert/strict";
import test from "node:test";

import { VoiceCheck, echoOf, frameOf, quietAfter } from "../../static/js/mic_check.js";

/** Levels in dBFS, one per frame of 64 ms, a little uneven as in a room. */
function hear(levels, fields = {}) {
  const check = new VoiceCheck();
  let verdict = null;
  let frames = 0;
  for (const [index, level] of levels.entries()) {
    frames += 1;
    verdict = check.frame({ level: level + (index % 3) - 1, clipped: false, silent: false, ...fields });
    if (verdict) break;
  }
  return { verdict, frames, check };
}
const of = (count, level) => Array.from({ length: count }, () => level);
const ROOM = of(8, -65);

test("a hello in a quiet room is heard well within two seconds", () => {
  const { verdict, frames, check } = hear([...ROOM, ...of(8, -25), ...of(10, -65)]);
  assert.equal(verdict, "well");
  assert.ok(frames * 64 < 2000);
  assert.ok(Math.abs(check.level + 25) <= 2);
  assert.ok(check.noise < -60);
});

test("who speaks before the page is ready is heard too", () => {
  assert.equal(hear([...of(9, -25), ...of(10, -65)]).verdict, "well");
});

test("who goes on talking need not stop for it", () => {
  const talk = Array.from({ length: 60 }, (_, i) => (i % 9 < 6 ? -24 : -44));
  assert.equal(hear([...ROOM, ...talk]).verdict, "well");
});

test("a soft voice is told to come closer", () => {
  assert.equal(hear([...of(8, -72), ...of(8, -52), ...of(10, -72)]).verdict, "quiet");
});

test("a voice that clips is too loud", () => {
  const check = new VoiceCheck();
  let verdict = null;
  for (const level of [...ROOM, ...of(8, -3), ...of(10, -65)]) {
    verdict ??= check.frame({ level, clipped: level > -10, silent: false });
  }
  assert.equal(verdict, "loud");
});

test("a fan that drowns the voice is noise, with a voice and without", () => {
  assert.equal(hear([...of(20, -34), ...of(8, -22), ...of(10, -34)]).verdict, "noise");
  assert.equal(hear(of(100, -30)).verdict, "noise");
});

test("a silent learner is waited for six seconds", () => {
  const { verdict, frames } = hear(of(200, -65));
  assert.equal(verdict, "unheard");
  assert.equal(Math.round((frames * 64) / 1000), 6);
});

test("a click is not a hello", () => {
  assert.equal(hear([...ROOM, -20, -20, ...of(100, -65)]).verdict, "unheard");
});

test("a device that gives zeros is named after three seconds", () => {
  const { verdict, frames } = hear(of(200, -100), { silent: true });
  assert.equal(verdict, "nothing");
  assert.equal(Math.round((frames * 64) / 1000), 3);
});

test("a frame knows whether it clips", () => {
  const pcm = new Int16Array(1024);
  assert.equal(frameOf({ pcm, rms: 0, silent: true }).clipped, false);
  pcm.fill(32_767, 0, 40);
  assert.deepEqual(frameOf({ pcm, rms: 0.1, silent: false }), { level: -20, clipped: true, silent: false });
});

test("with headphones nothing comes back, and both may speak", () => {
  assert.deepEqual(echoOf(of(10, -64), -65, -25, -24), { coupling: -40, halfDuplex: false, level: -24 });
});

test("a loudspeaker that is softer than the learner leaves room to interrupt", () => {
  const { coupling, halfDuplex } = echoOf(of(10, -45), -65, -25, -22);
  assert.equal(coupling, -20);
  assert.equal(halfDuplex, false);
});

test("a loudspeaker as loud as the learner lets only one speak", () => {
  assert.equal(echoOf(of(10, -27), -65, -25, -26).halfDuplex, true);
});

test("a pause between two sentences is not yet quiet", () => {
  const quiet = quietAfter(-65);
  const at = [...of(5, -65), ...of(3, -25), ...of(7, -65)].map((level) => quiet({ level, clipped: false, silent: false }));
  assert.deepEqual(at.flatMap((yes, index) => (yes ? [index] : [])), [14]);
});
