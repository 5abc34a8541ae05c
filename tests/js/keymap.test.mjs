import assert from "node:assert/strict";
import test from "node:test";

import { ACTIONS, Keymap, keyName } from "../../static/js/keymap.js";

function memory(stored = {}) {
  return { get: (name, otherwise) => stored[name] ?? otherwise, set: (name, value) => (stored[name] = value) };
}

test("every action has a key of its own to begin with", () => {
  const keys = new Keymap(memory());
  for (const [action, { code }] of Object.entries(ACTIONS)) assert.equal(keys.actionOf(code), action);
  assert.equal(keys.actionOf("Numpad2"), "card2");
  assert.equal(keys.actionOf("KeyZ"), null);
});

test("a changed key is remembered, and the old one does nothing", () => {
  const stored = {};
  assert.equal(new Keymap(memory(stored)).set("repeat", "ArrowUp"), "");
  const keys = new Keymap(memory(stored));
  assert.equal(keys.actionOf("ArrowUp"), "repeat");
  assert.equal(keys.actionOf("KeyR"), null);
});

test("a key can be switched off, and is free for something else", () => {
  const keys = new Keymap(memory());
  keys.set("withdraw", "");
  assert.equal(keys.actionOf("KeyN"), null);
  assert.equal(keys.actionOf(""), null);
  assert.equal(keys.set("moves", "KeyN"), "");
  assert.equal(keys.actionOf("KeyN"), "moves");
});

test("two actions never share a key, and the page's own keys stay its own", () => {
  const keys = new Keymap(memory());
  assert.match(keys.set("subtitles", "KeyR"), /R is taken: “Hear the question again”/);
  assert.match(keys.set("card1", "Numpad2"), /taken: “Hear the second line”/);
  assert.match(keys.set("subtitles", "Tab"), /moves about the page/);
  assert.match(keys.set("subtitles", "ShiftLeft"), /moves about the page/);
  assert.equal(keys.codeOf("subtitles"), "KeyS");
});

test("all is as usual again, also when what was stored cannot be read", () => {
  const stored = {};
  const keys = new Keymap(memory(stored));
  keys.set("stop", "KeyX");
  keys.reset();
  assert.equal(new Keymap(memory(stored)).codeOf("stop"), "Escape");
  for (const broken of ["{", "null", '"x"', '{"stop": 7, "hack": "KeyA"}']) {
    assert.equal(new Keymap(memory({ keymap: broken })).codeOf("stop"), "Escape");
  }
});

test("keys are named as they look", () => {
  assert.deepEqual(["KeyR", "Digit1", "Space", "Escape", "ArrowUp", "Numpad7"].map(keyName), [
    "R",
    "1",
    "Space",
    "Esc",
    "↑",
    "Number pad 7",
  ]);
});

test("the key of what this page cannot do is free for something else", () => {
  const keys = new Keymap(memory({}), ["english"]);
  assert.equal(keys.actionOf("KeyQ"), null);
  assert.equal(keys.set("stop", "KeyQ"), "");
  assert.equal(new Keymap(memory({})).actionOf("KeyQ"), "english");
});
