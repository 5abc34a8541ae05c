import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { Backoff } from "../../static/js/backoff.js";
import { atPace, parseWav } from "../../static/js/wav.js";

test("pauses grow to fifteen seconds, and start anew after success", () => {
  const backoff = new Backoff(() => 1);
  const pauses = Array.from({ length: 7 }, () => backoff.next());
  assert.deepEqual(pauses, [500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  backoff.reset();
  assert.equal(backoff.next(), 500);
});

test("a class that lost its server does not come back in one moment", () => {
  assert.notEqual(new Backoff(() => 0).next(), new Backoff(() => 0.9).next());
});

test("a WAV file keeps its rate and its samples", () => {
  const buffer = new ArrayBuffer(50);
  const view = new DataView(buffer);
  const write = (at, text) => [...text].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  write(0, "RIFF");
  write(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 22_050, true);
  view.setUint16(34, 16, true);
  write(36, "data");
  view.setUint32(40, 0xffffffff, true); // a stream that did not know its length
  view.setInt16(44, 7, true);
  view.setInt16(46, -7, true);
  view.setInt16(48, 9, true);
  const clip = parseWav(buffer);
  assert.deepEqual([clip.rate, ...clip.samples], [22_050, 7, -7, 9]);
  assert.throws(() => parseWav(new ArrayBuffer(20)));
});

test("a slower line is another address", () => {
  assert.equal(atPace("/a.wav", 0.7), "/a.wav?pace=0.7");
  assert.equal(atPace("/a.wav?b=1", 0.7), "/a.wav?b=1&pace=0.7");
});

/** Every module that one brings along. */
function imported(name, found = new Set()) {
  const source = readFileSync(new URL(`../../static/js/${name}.js`, import.meta.url), "utf8");
  for (const [, next] of source.matchAll(/^import .*"\.\/(\w+)\.js";$/gm)) {
    if (!found.has(next)) imported(next, found.add(next));
  }
  return found;
}

for (const page of ["talk", "review"]) {
  test(`the ${page} page asks for all its modules at once, not one after the other`, () => {
    const html = readFileSync(new URL(`../../templates/conversations/${page}.html`, import.meta.url), "utf8");
    const asked = [...html.matchAll(/modulepreload" href="{% static 'js\/(\w+)\.js' %}/g)].map(([, name]) => name);
    assert.deepEqual(asked.sort(), [...imported(page)].sort());
  });
}
