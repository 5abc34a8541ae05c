/** "How do I say…?": which frames are the question's, and how long it may be. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { LEAST_FRAMES, MOST_FRAMES, Question, TAIL_FRAMES } from "../../static/js/question.js";

const frame = (value = 1) => new Int16Array(1024).fill(value);

/** @param {Question} question @param {number} frames */
function give(question, frames) {
  let taken = 0;
  for (let i = 0; i < frames; i += 1) taken += question.takes(frame(i)) ? 1 : 0;
  return taken;
}

test("what is said until a moment after letting go is the question's, and nothing after it", () => {
  const question = new Question();
  assert.equal(give(question, 20), 20);
  question.release();
  assert.equal(question.over, false);
  assert.equal(give(question, 10), TAIL_FRAMES);
  assert.equal(question.over, true);
  assert.equal(question.samples().length, (20 + TAIL_FRAMES) * 1024);
});

test("a question ends by itself before the server would refuse it", () => {
  const question = new Question();
  assert.equal(give(question, 1000), MOST_FRAMES);
  assert.ok(question.samples().length <= 15 * 16_000);
  assert.equal(question.held, false);
});

test("a slip of the thumb is too short", () => {
  const question = new Question();
  give(question, LEAST_FRAMES - TAIL_FRAMES - 1);
  question.release();
  give(question, 10);
  assert.equal(question.tooShort, true);
});

test("a microphone that falls silent ends the question", () => {
  const question = new Question();
  give(question, 30);
  question.release();
  question.end();
  assert.equal(question.takes(frame()), false);
  assert.equal(question.tooShort, false);
});

test("the samples stand in their order", () => {
  const question = new Question();
  question.takes(frame(1));
  question.takes(frame(2));
  assert.deepEqual([...question.samples()].filter((_, at) => at % 1024 === 0), [1, 2]);
});
