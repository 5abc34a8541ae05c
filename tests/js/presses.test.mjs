import assert from "node:assert/strict";
import test from "node:test";

import { Presses } from "../../static/js/presses.js";
import { TurnBuffer } from "../../static/js/turn_buffer.js";

/** A page whose button is pressed, and all that it says to the server. */
function page() {
  const said = [];
  const buffer = new TurnBuffer();
  const frames = (list) => {
    for (const { turn, offset, pcm, gap } of list) said.push(`${turn}@${offset}+${pcm.length}${gap ? " gap" : ""}`);
  };
  const message = ({ type, turn, samples }) => said.push([type, turn, samples].filter((x) => x !== undefined).join(" "));
  const presses = new Presses(buffer, { message, frames });
  const flush = () => presses.online && presses.open && frames(buffer.take());
  return {
    buffer,
    presses,
    speak(count) {
      buffer.append(new Int16Array(count), false, -128);
      flush();
    },
    join(turn = 1, open = null) {
      presses.onJoined({ turn, open });
      flush();
    },
    started(turn, offset) {
      presses.onStarted(turn, offset);
      buffer.onStarted(turn, offset);
    },
    ended(turn, samples) {
      presses.onOver(turn);
      buffer.onEnded(turn, samples);
      if (presses.down) buffer.started = true;
      presses.next();
      flush();
    },
    /** What was said since the last question. */
    said: () => said.splice(0),
  };
}

function joined() {
  const it = page();
  it.join();
  it.said();
  return it;
}

test("pressed, filled, released, over: the next press is said at once", () => {
  const it = joined();
  it.presses.press();
  it.started(1, 0);
  it.speak(1024);
  it.speak(500);
  it.presses.release();
  assert.deepEqual(it.said(), ["turn.press 1", "1@0+1024 gap", "1@1024+500", "turn.release 1 1524"]);
  it.ended(1, 1524);
  it.presses.press();
  assert.deepEqual(it.said(), ["turn.press 2"]);
});

test("a press waits for the turn before it, and loses nothing meanwhile", () => {
  const it = joined();
  it.presses.press();
  it.started(1, 0);
  it.speak(1024);
  it.presses.release();
  it.said();
  it.presses.press();
  it.speak(1024);
  it.presses.release();
  it.presses.press();
  it.speak(1024);
  assert.deepEqual(it.said(), []);
  it.ended(1, 1024);
  assert.deepEqual(it.said(), ["turn.press 2", "2@0+1024 gap", "turn.release 2 1024"]);
  it.started(2, 0);
  it.ended(2, 1024);
  assert.deepEqual(it.said(), ["turn.press 3", "3@0+1024 gap"]);
});

test("a press while the open microphone's turn is live takes the next number", () => {
  const it = joined();
  it.speak(4096);
  it.started(1, 1000);
  it.said();
  it.presses.leave();
  it.presses.press();
  it.speak(1024);
  assert.deepEqual(it.said(), ["turn.release 1 4096"]);
  it.ended(1, 4096);
  assert.deepEqual(it.said(), ["turn.press 2", "2@0+1024 gap"]);
});

test("a press that the open microphone was quicker than is said again for the next turn", () => {
  const it = joined();
  it.speak(8192);
  it.said();
  it.presses.leave(); // nothing is known to be live
  it.presses.press();
  it.speak(1024);
  assert.deepEqual(it.said(), ["turn.press 1", "1@8192+1024 gap"]);
  it.started(1, 1500); // before the press: the server's own
  it.speak(1024);
  it.presses.release();
  assert.deepEqual(it.said(), []);
  it.ended(1, 8192);
  assert.deepEqual(it.said(), ["turn.press 2", "2@0+1024 gap", "2@1024+1024", "turn.release 2 2048"]);
});

test("a number that went to a typed turn is not the press's", () => {
  const it = joined();
  it.presses.press();
  it.speak(1024);
  it.said();
  it.ended(1, 0); // it was typed
  assert.deepEqual(it.said(), ["turn.press 2", "2@0+1024 gap"]);
});

test("a button that is still down at the end of the longest turn begins the next", () => {
  const it = joined();
  it.presses.press();
  it.started(1, 0);
  it.speak(3072);
  it.said();
  it.ended(1, 2048);
  assert.deepEqual(it.said(), ["turn.press 2", "2@0+1024 gap"]);
});

test("a release that a broken connection swallowed is said again after the sound", () => {
  const it = joined();
  it.presses.press();
  it.started(1, 0);
  it.speak(2048);
  it.presses.release();
  it.said();
  it.presses.onLost();
  assert.deepEqual(it.buffer.held(it.presses.first), { turn: 1, start: 0, end: 2048 });
  it.join(1, { turn: 1, next_sample: 1024 });
  assert.deepEqual(it.said(), ["1@1024+1024", "turn.release 1 2048"]);
});

test("pressed and released offline: all of it is said on joining", () => {
  const it = joined();
  it.presses.onLost();
  it.presses.press();
  it.speak(1024);
  it.presses.release();
  it.join(1);
  assert.deepEqual(it.said(), ["turn.press 1", "1@0+1024 gap", "turn.release 1 1024"]);
});

test("a press that never reached the server is said again, with its sound, under the number that is free", () => {
  const it = joined();
  it.presses.press();
  it.speak(1024);
  it.presses.onLost();
  it.speak(1024);
  it.said();
  it.join(3);
  assert.deepEqual(it.said(), ["turn.press 3", "3@0+1024 gap", "3@1024+1024"]);
});

test("a turn of the open microphone that was left offline is ended on joining", () => {
  const it = joined();
  it.speak(2048);
  it.started(1, 0);
  it.presses.onLost();
  it.presses.leave();
  it.said();
  it.join(1, { turn: 1, next_sample: 1024 });
  assert.deepEqual(it.said(), ["1@1024+1024", "turn.release 1 2048"]);
});
