import assert from "node:assert/strict";
import test from "node:test";

import { SilenceClock } from "../../static/js/silence_clock.js";

const TIMES = { line: 8000, starter: 16_000, go_on: 30_000 };

/** A clock whose time the test moves. */
function made(times = TIMES) {
  let now = 0;
  let waiting = [];
  const given = [];
  const clock = new SilenceClock(
    (stage) => given.push(`${stage} at ${now}`),
    (run, ms) => {
      const entry = { at: now + ms, run };
      waiting.push(entry);
      return () => (waiting = waiting.filter((each) => each !== entry));
    },
  );
  const pass = (ms) => {
    const end = now + ms;
    for (;;) {
      const next = waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      now = next.at;
      waiting = waiting.filter((each) => each !== next);
      next.run();
    }
    now = end;
  };
  clock.offered("blank", times);
  clock.rest(true);
  return { clock, given, pass };
}

test("in a long silence each help comes once, in its time", () => {
  const { given, pass } = made();
  pass(120_000);
  assert.deepEqual(given, ["line at 8000", "starter at 16000", "go_on at 30000"]);
});

test("the buddy's word of patience does not begin the silence anew", () => {
  const { clock, given, pass } = made();
  pass(8000);
  clock.rest(false); // she speaks for four seconds
  pass(4000);
  clock.offered("blank", TIMES);
  clock.rest(true);
  pass(8000);
  assert.deepEqual(given, ["line at 8000", "starter at 20000"]);
});

test("a cough or a key sets the time back to the last help", () => {
  const { clock, given, pass } = made();
  pass(7000);
  clock.rest(false);
  clock.rest(true);
  pass(7000);
  clock.stir();
  pass(7000);
  assert.deepEqual(given, []);
  pass(1000);
  assert.deepEqual(given, ["line at 22000"]);
});

test("an answer, and the next question, begin anew", () => {
  const { clock, given, pass } = made();
  pass(16_000);
  clock.answered();
  pass(60_000);
  assert.equal(given.length, 2);
  clock.offered("blank", TIMES); // the answer was taken back: the same question stands
  pass(8000);
  clock.offered("toast", TIMES);
  pass(8000);
  assert.deepEqual(given.slice(2), ["line at 84000", "line at 92000"]);
});

test("nobody is hurried who asked for time, or where the server says so", () => {
  const { clock, given, pass } = made();
  clock.lift(true);
  pass(60_000);
  clock.lift(false);
  clock.offered("blank", null);
  pass(60_000);
  assert.deepEqual(given, []);
});
