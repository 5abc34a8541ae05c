import assert from "node:assert/strict";
import test from "node:test";

import { ReadAlong } from "../../static/js/read_along.js";

/** Reports 300 ms apart, the first a second after speech began; how many words are lit. */
const shown = (...partials) => {
  const along = new ReadAlong();
  along.begin(5000);
  return partials.map(([card, words], i) => along.see(card, words, 6000 + 300 * i)?.words ?? 0);
};

test("a line lights up word by word as it is read", () => {
  assert.deepEqual(shown(["a", 2], ["a", 3], ["a", 4], ["a", 8], ["a", 8]), [2, 3, 4, 8, 8]);
});

test("own words light no line, wherever the recogniser thinks they are", () => {
  assert.deepEqual(shown(["c", 7], ["a", 6], ["c", 8], ["c", 9], ["c", 12], ["c", 8]), [0, 0, 0, 0, 0, 0]);
});

test("who changes to another line lights that one from its beginning", () => {
  assert.deepEqual(shown(["a", 1], ["b", 2], ["b", 4]), [1, 2, 4]);
});

test("a place that falls back is doubted", () => {
  assert.deepEqual(shown(["a", 3], ["a", 7], ["a", 4]), [3, 7, 0]);
});

test("a first report that comes late is believed", () => {
  const along = new ReadAlong();
  along.begin(0);
  assert.deepEqual(along.see("a", 8, 3000), { card: "a", words: 8 });
  along.begin(0);
  assert.equal(along.see("a", 8, 1500), null);
});

test("no line, no light", () => {
  assert.deepEqual(shown(["a", 2], [null, 0], ["a", 3]), [2, 0, 3]);
});
