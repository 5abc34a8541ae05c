import assert from "node:assert/strict";
import test from "node:test";

import { CardsAloud } from "../../static/js/cards_aloud.js";

/** Lines that sound until the test lets them end. */
function made() {
  const heard = [];
  const ends = [];
  const aloud = new CardsAloud(
    (key) => {
      heard.push(key);
      return new Promise((resolve) => ends.push(resolve));
    },
    () => Promise.resolve(),
  );
  return { aloud, heard, end: async (whole) => (ends.shift()(whole), await new Promise(setImmediate)) };
}

test("the lines are read one after the other", async () => {
  const { aloud, heard, end } = made();
  void aloud.read(["a", "b"]);
  assert.deepEqual(heard, ["a"]);
  await end(true);
  assert.deepEqual(heard, ["a", "b"]);
  assert.ok(aloud.on);
  await end(true);
  assert.ok(!aloud.on);
});

test("whoever speaks or taps stops them", async () => {
  const { aloud, heard, end } = made();
  void aloud.read(["a", "b", "c"]);
  aloud.stop();
  await end(true);
  assert.deepEqual([heard, aloud.on], [["a"], false]);
});

test("a line that does not sound to its end is the last", async () => {
  const { aloud, heard, end } = made();
  void aloud.read(["a", "b"]);
  await end(false);
  assert.deepEqual([heard, aloud.on], [["a"], false]);
});

test("they can be read anew while they are read", async () => {
  const { aloud, heard, end } = made();
  void aloud.read(["a", "b"]);
  void aloud.read(["c"]);
  await end(true);
  assert.deepEqual(heard, ["a", "c"]);
  assert.ok(aloud.on);
  await end(true);
  assert.ok(!aloud.on);
});
