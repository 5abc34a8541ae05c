import assert from "node:assert/strict";
import test from "node:test";

globalThis.addEventListener = () => {};
globalThis.document = { addEventListener: () => {}, hidden: false };
const { Lesson } = await import("../../static/js/lesson.js");

/** A lesson with a session and a view that only note what is asked of them. */
function made() {
  const said = [];
  const sent = [];
  const nothing = () => {};
  const session = {
    state: "yours",
    finished: "",
    waiting: false,
    talk: { voiced: true },
    clips: new Map(),
    buddy: { takeBack: nothing, hear: nothing, again: { stop: nothing, sounds: false } },
    socket: { ready: true, send: (message) => sent.push(message) },
    say: (message) => said.push(message),
    update: nothing,
  };
  const view = {
    typing: { field: { addEventListener: nothing } },
    moves: { offered: nothing, close: nothing },
    replies: { show: nothing, hide: nothing },
    retell: { heard: nothing, open: false },
    lines: { withdrawn: nothing, mine: { offerBack: nothing } },
    focusAnswer: nothing,
    quiet: true,
  };
  const lesson = new Lesson(session, view);
  clearInterval(lesson.timer);
  return { lesson, session, said, sent };
}

test("a second tap is the same wish, until she has answered", () => {
  const { lesson, said } = made();
  lesson.move("repeat");
  lesson.move("repeat");
  assert.equal(said.length, 1);
  lesson.heard({ type: "turn.heard", turn: 1, evidence: "chosen" });
  lesson.move("slower");
  assert.equal(said.length, 1);
  lesson.replied(1);
  lesson.move("slower");
  assert.equal(said.length, 2);
});

for (const [why, ends] of [
  ["was refused", (lesson) => lesson.refused()],
  ["came to nothing", (lesson) => lesson.dropped({ type: "turn.dismissed", turn: 1, reason: "nothing" })],
]) {
  test(`after a move that ${why} another may be tapped`, () => {
    const { lesson, said } = made();
    lesson.move("repeat");
    ends(lesson);
    lesson.move("repeat");
    assert.equal(said.length, 2);
  });
}
