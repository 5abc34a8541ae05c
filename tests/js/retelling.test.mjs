import assert from "node:assert/strict";
import test from "node:test";

import { MOST_SECONDS, Retelling } from "../../static/js/retelling.js";

function made(seconds = 40) {
  const at = { now: 0 };
  const done = [];
  const story = new Retelling(
    { press: () => done.push("press"), release: () => done.push("release"), onChange: () => {} },
    () => at.now,
  );
  story.ask(seconds);
  return { story, done, at };
}

test("a story is told until its teller is done", () => {
  const { story, done, at } = made();
  story.tell();
  at.now = 12_000;
  story.tick();
  assert.equal(story.left, 28);
  story.done();
  assert.deepEqual([story.stage, ...done], ["told", "press", "release"]);
});

test("when the ring is empty what was said is kept", () => {
  const { story, done, at } = made();
  story.tell();
  at.now = 40_000;
  story.tick();
  story.tick();
  assert.deepEqual([story.stage, ...done], ["told", "press", "release"]);
});

test("when the ring is empty the word is still finished: the story ends at the next pause", () => {
  const { story, done, at } = made();
  story.tell();
  for (at.now = 0; at.now <= 43_000; at.now += 100) {
    story.hears(at.now % 600 === 0 ? 0.2 : 0.6);
    story.tick();
  }
  assert.deepEqual([story.stage, story.left, story.nearEnd], ["telling", 0, "over"]);
  for (; at.now <= 44_200; at.now += 100) {
    story.hears(0.1);
    story.tick();
  }
  assert.deepEqual([story.stage, ...done], ["told", "press", "release"]);
});

test("who never pauses hears in time that a turn holds a minute", () => {
  const { story, at } = made();
  story.lift(true);
  story.tell();
  const said = new Set();
  for (at.now = 0; story.stage === "telling"; at.now += 100) {
    story.hears(0.6);
    story.tick();
    said.add(story.nearEnd);
  }
  assert.ok(said.has("nearly"));
  assert.ok(at.now > MOST_SECONDS * 1000);
});

test("the time can be lifted, also in the middle, to all that the server takes", () => {
  const { story, at } = made();
  story.tell();
  at.now = 39_000;
  story.lift(true);
  at.now = 45_000;
  story.tick();
  assert.equal(story.stage, "telling");
  assert.equal(story.left, MOST_SECONDS - 45);
  assert.equal(made(180).story.limit, MOST_SECONDS);
});

test("what was not heard can be told again, and a written story lets go of the button", () => {
  const { story, done } = made();
  story.tell();
  story.done();
  story.back();
  assert.equal(story.stage, "asked");
  story.tell();
  story.written();
  assert.deepEqual([story.stage, ...done], ["told", "press", "release", "press", "release"]);
});

test("nothing is told before it is asked for, and it is asked for once", () => {
  const story = new Retelling({ press: () => assert.fail(), release: () => assert.fail(), onChange: () => {} });
  story.tell();
  story.back();
  assert.equal(story.stage, "none");
  story.ask(40);
  story.ask(20);
  assert.equal(story.limit, 40);
});
