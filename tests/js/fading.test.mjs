import assert from "node:assert/strict";
import test from "node:test";

import { beginning, firstStep, hinted, seen } from "../../static/js/fading.js";

const LINE = "All the time. Especially when I speak English.";

test("a line fades to its first three words, then to nothing", () => {
  assert.equal(seen(LINE, "line"), LINE);
  assert.equal(seen(LINE, "start"), "All the time…");
  assert.equal(seen(LINE, "stance"), "");
});

test("a short line keeps something to say", () => {
  assert.equal(beginning("Not at all."), "Not at…");
  assert.equal(beginning("Yes, often."), "Yes…");
  assert.equal(firstStep({ text: "Never.", stance: "", shows: "start" }), "line");
});

test("a hint shows one step more", () => {
  assert.equal(hinted("stance"), "start");
  assert.equal(hinted("start"), "line");
});

test("a card without a stance shows its beginning instead, and one that names nothing its line", () => {
  assert.equal(firstStep({ text: LINE, stance: "", shows: "stance" }), "start");
  assert.equal(firstStep({ text: LINE, stance: "honest", shows: "stance" }), "stance");
  assert.equal(firstStep({ text: LINE, stance: "honest" }), "line");
});
