import assert from "node:assert/strict";
import test from "node:test";

import { Unanswered, newRef } from "../../static/js/unanswered.js";

function made(ready) {
  const sent = [];
  const socket = { ready, send: (message) => sent.push(message.ref) };
  return { socket, sent, unanswered: new Unanswered(socket) };
}

test("what is said without a connection is said once it is there", () => {
  const { socket, sent, unanswered } = made(false);
  unanswered.say({ type: "turn.move", move: "repeat", ref: "a" });
  assert.deepEqual(sent, []);
  socket.ready = true;
  unanswered.again();
  assert.deepEqual(sent, ["a"]);
});

test("it is said again after each break until it was heard, by its own kind of turn", () => {
  const { sent, unanswered } = made(true);
  unanswered.say({ type: "turn.type", text: "Hello.", ref: "a" });
  assert.ok(!unanswered.heard("card"));
  assert.ok(!unanswered.heard("chosen"));
  unanswered.again();
  assert.deepEqual(sent, ["a", "a"]);
  assert.ok(unanswered.heard("typed"));
  unanswered.again();
  assert.deepEqual(sent, ["a", "a"]);
});

test("every message has a name of its own, of the length that the server takes", () => {
  const names = new Set(Array.from({ length: 50 }, newRef));
  assert.equal(names.size, 50);
  for (const name of names) assert.ok(name.length >= 8 && name.length <= 40);
});
