import assert from "node:assert/strict";
import test, { mock } from "node:test";

import { DeviceVoice, voicesOf } from "../../static/js/device_voice.js";

/** A browser's synthesis that does what the test says. */
class Synthesis {
  constructor() {
    this.spoken = [];
    this.cancelled = 0;
    this.speaking = false;
    this.pending = false;
  }

  speak(utterance) {
    this.spoken.push(utterance);
    this.speaking = true;
  }

  cancel() {
    this.cancelled += 1;
    this.speaking = false;
  }

  resume() {}

  get last() {
    return this.spoken.at(-1);
  }
}

globalThis.SpeechSynthesisUtterance = class {
  constructor(text) {
    this.text = text;
  }
};

const LINE = "You could always wing it tonight."; // 33 characters

function voice(t, pace = 1) {
  mock.timers.enable({ apis: ["setInterval", "setTimeout", "Date"], now: 1_000_000 });
  t.after(() => mock.timers.reset());
  const synthesis = new Synthesis();
  const log = [];
  const made = new DeviceVoice(synthesis, { name: "Fiona", lang: "en-GB" }, pace, () => log.push("broken"));
  const hooks = { onStart: () => log.push("start"), onEnd: (said) => log.push(said ? "said" : "lost") };
  return { made, synthesis, hooks, log };
}

test("a sentence is said in the voice and at the persona's pace", (t) => {
  const { made, synthesis, hooks, log } = voice(t, 0.92);
  made.say(LINE, 0, hooks);
  assert.deepEqual([synthesis.last.text, synthesis.last.rate, synthesis.last.voice.name], [LINE, 0.92, "Fiona"]);
  synthesis.last.onstart();
  synthesis.last.onend();
  assert.deepEqual(log, ["start", "said"]);
});

test("boundaries tell where it is, time fills what lies between", (t) => {
  const { made, synthesis, hooks } = voice(t);
  made.say(LINE, 0, hooks);
  synthesis.last.onstart();
  synthesis.last.onboundary({ charIndex: 10 });
  assert.equal(made.chars, 10);
  mock.timers.tick(200);
  assert.equal(made.chars, 13);
});

test("without boundaries the time tells, and never more than the sentence has", (t) => {
  const { made, synthesis, hooks } = voice(t);
  made.say(LINE, 0, hooks);
  assert.equal(made.chars, 0);
  synthesis.last.onstart();
  mock.timers.tick(1000);
  assert.equal(made.chars, 15);
  mock.timers.tick(4000);
  assert.equal(made.chars, LINE.length);
});

test("who stops it may go on from the word that was cut", (t) => {
  const { made, synthesis, hooks, log } = voice(t);
  made.say(LINE, 0, hooks);
  synthesis.last.onstart();
  synthesis.last.onboundary({ charIndex: 10 });
  mock.timers.tick(200);
  assert.equal(made.stop(), 10);
  const cut = synthesis.last;
  cut.onerror({ error: "interrupted" });
  cut.onend();
  assert.deepEqual(log, ["start"]);
  made.say(LINE, 10, hooks);
  assert.equal(synthesis.last.text, LINE.slice(10));
  synthesis.last.onstart();
  synthesis.last.onboundary({ charIndex: 7 });
  assert.equal(made.chars, 17);
});

test("a sentence that never starts is given back after three seconds", (t) => {
  const { made, hooks, log } = voice(t);
  made.say(LINE, 0, hooks);
  mock.timers.tick(2800);
  assert.deepEqual(log, []);
  mock.timers.tick(600);
  assert.deepEqual(log, ["lost"]);
});

test("a sentence that never ends counts as said after twice its time and three seconds", (t) => {
  const { made, synthesis, hooks, log } = voice(t);
  made.say(LINE, 0, hooks);
  synthesis.last.onstart();
  mock.timers.tick(7200); // 2 x 2.2 s + 3 s is 7.4 s
  assert.deepEqual(log, ["start"]);
  mock.timers.tick(600);
  assert.deepEqual(log, ["start", "said"]);
  assert.equal(synthesis.cancelled, 1);
});

test("after two failures the voice is broken, and says so once", (t) => {
  const { made, synthesis, hooks, log } = voice(t);
  made.say(LINE, 0, hooks);
  mock.timers.tick(4000);
  made.say(LINE, 0, hooks);
  synthesis.last.onstart();
  mock.timers.tick(9000);
  assert.deepEqual(log, ["lost", "start", "said", "broken"]);
  assert.equal(made.broken, true);
});

test("an end that the browser does not tell is seen, and is no failure", (t) => {
  const { made, synthesis, hooks, log } = voice(t);
  made.say(LINE, 0, hooks);
  synthesis.last.onstart();
  mock.timers.tick(2000);
  synthesis.speaking = false;
  mock.timers.tick(1000);
  assert.deepEqual(log, ["start", "said"]);
  assert.equal(made.failures, 0);
});

test("a voice that the browser refuses is given back", (t) => {
  const { made, synthesis, hooks, log } = voice(t);
  made.say(LINE, 0, hooks);
  synthesis.last.onerror({ error: "synthesis-failed" });
  assert.deepEqual(log, ["lost"]);
});

test("how fast the voice is, is learned", (t) => {
  const { made, synthesis, hooks } = voice(t);
  const before = made.speed;
  made.say(LINE, 0, hooks);
  synthesis.last.onstart();
  mock.timers.tick(3300); // 10 characters a second
  synthesis.last.onend();
  assert.ok(made.speed < before && made.speed > 10, `${made.speed}`);
});

test("voices that come late are waited for, and where none come the wait ends", async () => {
  let calls = 0;
  const late = { getVoices: () => ((calls += 1) < 3 ? [] : ["a voice"]) };
  assert.deepEqual(await voicesOf(late), ["a voice"]);
  assert.deepEqual(await voicesOf({ getVoices: () => [] }, 150), []);
  assert.deepEqual(await voicesOf(undefined), []);
});
