import assert from "node:assert/strict";
import test from "node:test";

import { Uplink } from "../../static/js/uplink.js";

/** An open microphone, and what goes out of it: for each frame whether there was a voice in it. */
function page(known = null) {
  const sent = [];
  const told = [];
  const ducks = [];
  const state = { playing: "", level: -20 };
  const socket = {
    ready: true,
    waiting: 0,
    send: (message) => told.push(message.type),
    sendFrame: (buffer) => sent.push(new Int16Array(buffer.slice(12)).some((sample) => sample !== 0)),
  };
  const sound = { level: () => (state.playing ? state.level : -100), duck: (quiet) => ducks.push(quiet) };
  const hooks = { onLevel() {}, onSlow() {}, onOver: () => told.push("over"), onEcho: (echo) => told.push(echo) };
  const uplink = new Uplink(socket, sound, () => state.playing, hooks);
  uplink.setEcho(known);
  uplink.onJoined({ turn: 1, open: null });
  uplink.onResume();
  const hear = (count, rms) => {
    for (let i = 0; i < count; i += 1) uplink.frame({ pcm: new Int16Array(1024).fill(1000), rms, silent: false });
  };
  return { uplink, hear, sent, told, ducks, state };
}

const ONE = { coupling: -6, halfDuplex: true, level: -26 };
const BOTH = { coupling: -30, halfDuplex: false, level: -26 };

test("where both may speak, what is said over her goes out", () => {
  const { hear, sent, ducks, state } = page(BOTH);
  state.playing = "reply";
  hear(3, 0.1);
  assert.deepEqual(sent, [true, true, true]);
  assert.deepEqual(ducks, [true]);
});

test("where only one may speak, the gate is closed while she does, and a moment after", () => {
  const { hear, sent, ducks, state } = page(ONE);
  hear(1, 0.1);
  state.playing = "reply";
  hear(3, 0.1);
  state.playing = "";
  hear(10, 0.1);
  assert.deepEqual(sent.slice(0, 4), [true, false, false, false]);
  assert.equal(sent.slice(4).indexOf(true), 6); // 400 ms
  assert.deepEqual(ducks, []);
});

test("a pressed button opens the closed gate", () => {
  const { uplink, hear, sent, state } = page(ONE);
  state.playing = "reply";
  uplink.press();
  hear(2, 0.1);
  assert.deepEqual(sent, [true, true]);
});

test("a line that is repeated does not come back as the learner's", () => {
  const { hear, sent, told, state } = page(BOTH);
  state.playing = "clip";
  hear(2, 0.001);
  assert.deepEqual(sent, [false, false]);
  hear(3, 0.2);
  assert.ok(told.includes("over"));
});

test("with nobody in front of the page nothing goes out", () => {
  const { uplink, hear, sent } = page();
  uplink.away = true;
  hear(5, 0.1);
  uplink.away = false;
  hear(1, 0.1);
  assert.deepEqual(sent, [true]);
});

test("a device that was thought to echo, and does not, lets both speak again", () => {
  const { uplink, hear, told, state } = page(ONE);
  state.playing = "reply";
  hear(100, 0.0005);
  assert.equal(uplink.halfDuplex, false);
  assert.ok(told.at(-1).coupling < -30);
});
