import assert from "node:assert/strict";
import test from "node:test";

import { ReplyPlayer } from "../../static/js/player.js";

const RATE = 16_000;

/** An audio context whose clock the test turns. */
class Clock {
  constructor() {
    this.currentTime = 0;
    this.outputLatency = 0;
    this.started = [];
  }

  createBuffer(_channels, length) {
    return { length, getChannelData: () => new Float32Array(length) };
  }

  createBufferSource() {
    const node = { connect() {}, stop: () => (node.stopped = true), start: (at) => this.started.push({ at, node }) };
    return node;
  }
}

function player(t, clips = {}) {
  const log = { sentences: [], played: [], fetched: [] };
  const context = new Clock();
  const fetchWav = async (url) => {
    log.fetched.push(url);
    if (!(url in clips)) throw new Error("gone");
    return { rate: RATE, samples: new Int16Array(clips[url]) };
  };
  const made = new ReplyPlayer({ context, volume: {} }, fetchWav, {
    onSentence: (item) => log.sentences.push(item.text),
    onPlayed: (turn) => log.played.push(turn),
    onChange: () => {},
  });
  t.after(() => made.close());
  return { made, context, log };
}

const sentence = (number, fields = {}) => ({
  turn: 1, revision: 0, sentence: number, text: `s${number}`, translation: "", rate: RATE, marks: [], audio_url: `/${number}.wav`, ...fields,
});
const frame = (number, offset, length, fields = {}) => ({
  turn: 1, revision: 0, sentence: number, offset, pcm: new Int16Array(length), last: false, ...fields,
});

/** Let the clock run, as the timer does. */
function run(made, context, seconds) {
  for (let i = 0; i < seconds * 10; i += 1) {
    context.currentTime += 0.1;
    made.pump();
  }
}

test("the first frame sounds at once, the rest follows without a gap", (t) => {
  const { made, context, log } = player(t);
  made.sentence(sentence(0), true);
  made.frame(frame(0, 0, 8000));
  assert.equal(context.started.length, 1);
  made.frame(frame(0, 8000, 8000, { last: true }));
  made.sentence(sentence(1), true);
  made.frame(frame(1, 0, 16_000, { last: true }));
  made.ended({ turn: 1, revision: 0, sentences: 2 });
  const [first, second, third] = context.started.map(({ at }) => at);
  assert.ok(first < 0.05);
  assert.ok(Math.abs(second - first - 0.5) < 1e-9);
  assert.ok(Math.abs(third - second - 0.5) < 1e-9);
  run(made, context, 1.5);
  assert.deepEqual(log.sentences, ["s0", "s1"]);
  assert.deepEqual(log.played, []);
  run(made, context, 1);
  assert.deepEqual(log.played, [1]);
  assert.equal(made.active, false);
});

test("a pause tells the sentence and the millisecond, and goes on from there", (t) => {
  const { made, context, log } = player(t);
  made.sentence(sentence(0), true);
  made.frame(frame(0, 0, 16_000, { last: true }));
  made.sentence(sentence(1), true);
  made.frame(frame(1, 0, 16_000, { last: true }));
  made.ended({ turn: 1, revision: 0, sentences: 2 });
  run(made, context, 1.5);
  const position = made.pause();
  assert.deepEqual({ ...position, played_ms: Math.round(position.played_ms / 100) }, { turn: 1, sentence: 1, played_ms: 5 });
  assert.equal(made.pause(), null);
  assert.ok(context.started.every(({ node }) => node.stopped));
  const before = context.started.length;
  made.resume();
  assert.equal(context.started.length, before + 1);
  assert.equal(context.started.at(-1).node.buffer.length, 16_000 - Math.round(position.played_ms * 16));
  run(made, context, 1);
  assert.deepEqual(log.played, [1]);
});

test("an older revision is void, whatever of it still arrives", (t) => {
  const { made, context } = player(t);
  made.sentence(sentence(0, { revision: 1 }), true);
  made.sentence(sentence(1, { revision: 0 }), true);
  made.frame(frame(0, 0, 8000, { revision: 0 }));
  assert.equal(made.items.length, 1);
  assert.equal(context.started.length, 0);
  made.frame(frame(0, 0, 8000, { revision: 1 }));
  made.revised(1, 2);
  assert.equal(made.items.length, 0);
  assert.ok(context.started[0].node.stopped);
});

test("a later turn's reply takes the place of the one before", (t) => {
  const { made } = player(t);
  made.sentence(sentence(0), true);
  made.sentence(sentence(0, { turn: 2, text: "next" }), true);
  made.sentence(sentence(1), true);
  assert.deepEqual(made.items.map(({ text }) => text), ["next"]);
});

test("what the learner cut off stays silent", (t) => {
  const { made } = player(t);
  made.sentence(sentence(0), true);
  made.frame(frame(0, 0, 8000));
  assert.equal(made.stop().turn, 1);
  made.sentence(sentence(1), true);
  assert.equal(made.active, false);
  made.sentence(sentence(0, { turn: 2 }), true);
  assert.equal(made.active, true);
});

test("without frames the sentence's file is fetched", async (t) => {
  const { made, context, log } = player(t, { "/0.wav": 8000 });
  made.sentence(sentence(0), false);
  made.ended({ turn: 1, revision: 0, sentences: 1 });
  await new Promise(setImmediate);
  assert.deepEqual(log.fetched, ["/0.wav"]);
  run(made, context, 1);
  assert.deepEqual(log.played, [1]);
});

test("a lost frame is made good by the file, from where the sound was", async (t) => {
  const { made, context, log } = player(t, { "/0.wav": 24_000 });
  made.sentence(sentence(0), true);
  made.frame(frame(0, 0, 8000));
  made.frame(frame(0, 16_000, 8000, { last: true }));
  await new Promise(setImmediate);
  made.ended({ turn: 1, revision: 0, sentences: 1 });
  assert.deepEqual(log.fetched, ["/0.wav"]);
  assert.equal(context.started.at(-1).node.buffer.length, 16_000);
});

test("a line that has no voice is read, and the talk goes on", async (t) => {
  const { made, log } = player(t);
  made.sentence(sentence(0, { rate: 0 }), true);
  made.sentence(sentence(1), false);
  made.ended({ turn: 1, revision: 0, sentences: 2 });
  await new Promise(setImmediate);
  assert.deepEqual(log.sentences, ["s0", "s1"]);
  assert.deepEqual(log.played, [1]);
});

test("a reply without a word is over at once", (t) => {
  const { made, log } = player(t);
  made.ended({ turn: 1, revision: 0, sentences: 0 });
  assert.deepEqual(log.played, [1]);
});

/** A device's voice whose sentences the test ends. */
class Device {
  constructor() {
    this.speed = 10;
    this.chars = 0;
    this.log = [];
  }

  say(text, from, hooks) {
    Object.assign(this, { hooks, chars: from });
    this.log.push(text.slice(from));
    hooks.onStart();
  }

  stop() {
    this.log.push("stop");
    return this.chars;
  }
}

const unvoiced = (number, text) => sentence(number, { rate: 0, text });

test("what comes without sound is said by the device's voice, one sentence after the other", (t) => {
  const { made, log } = player(t);
  const device = new Device();
  made.setDevice(device);
  made.sentence(unvoiced(0, "One line."), true);
  made.sentence(unvoiced(1, "And another."), true);
  made.ended({ turn: 1, revision: 0, sentences: 2 });
  assert.deepEqual(device.log, ["One line."]);
  assert.deepEqual(made.items[0].marks, [[0, 0, 3], [400, 4, 9]]);
  device.chars = 4;
  assert.deepEqual(made.position(), { turn: 1, sentence: 0, played_ms: 400, played_chars: 4 });
  device.hooks.onEnd(true);
  assert.deepEqual(device.log, ["One line.", "And another."]);
  device.hooks.onEnd(true);
  assert.deepEqual(log.sentences, ["One line.", "And another."]);
  assert.deepEqual(log.played, [1]);
});

test("a recording is played as it is, between what the device says", async (t) => {
  const { made, context, log } = player(t);
  const device = new Device();
  made.setDevice(device);
  made.sentence(sentence(0), true);
  made.frame(frame(0, 0, 16_000, { last: true }));
  made.sentence(unvoiced(1, "After it."), true);
  made.ended({ turn: 1, revision: 0, sentences: 2 });
  run(made, context, 0.5);
  assert.deepEqual(device.log, []);
  run(made, context, 1);
  assert.deepEqual(device.log, ["After it."]);
  device.hooks.onEnd(true);
  assert.deepEqual(log.played, [1]);
});

test("who interrupts the device's voice hears it go on from the same word", (t) => {
  const { made } = player(t);
  const device = new Device();
  made.setDevice(device);
  made.sentence(unvoiced(0, "One line."), true);
  device.chars = 4;
  assert.deepEqual(made.pause(), { turn: 1, sentence: 0, played_ms: 400, played_chars: 4 });
  assert.equal(made.active, false);
  made.resume();
  assert.deepEqual(device.log, ["One line.", "stop", "line."]);
});

test("while it is held she is still speaking, and the place is kept", (t) => {
  const { made, context } = player(t);
  made.sentence(sentence(0), true);
  made.frame(frame(0, 0, 32_000, { last: true }));
  run(made, context, 1);
  made.hold(true);
  assert.equal(made.active, true);
  assert.ok(context.started.every(({ node }) => node.stopped));
  run(made, context, 5);
  assert.equal(context.started.length, 1);
  const { played_ms: ms } = made.position();
  assert.ok(ms > 900 && ms < 1000);
  made.hold(false);
  assert.equal(context.started.at(-1).node.buffer.length, 32_000 - ms * 16);
});

test("a reply that comes while the page is held waits for it", (t) => {
  const { made } = player(t);
  const device = new Device();
  made.setDevice(device);
  made.hold(true);
  made.sentence(unvoiced(0, "One line."), true);
  assert.deepEqual(device.log, []);
  made.hold(false);
  assert.deepEqual(device.log, ["One line."]);
});

test("a sentence that the device never began is the server's", async (t) => {
  const { made, context, log } = player(t, { "/0.wav": 8000 });
  const device = new Device();
  made.setDevice(device);
  made.sentence(unvoiced(0, "One line."), true);
  made.ended({ turn: 1, revision: 0, sentences: 1 });
  device.hooks.onEnd(false);
  await new Promise(setImmediate);
  assert.deepEqual(log.fetched, ["/0.wav"]);
  run(made, context, 1);
  assert.deepEqual(log.played, [1]);
});

test("back to the server's voice: what was not said is fetched, also of what is still to come", async (t) => {
  const { made, log } = player(t, { "/1.wav": 8000, "/2.wav": 8000 });
  const device = new Device();
  made.setDevice(device);
  made.sentence(unvoiced(0, "One line."), true);
  made.sentence(unvoiced(1, "And another."), true);
  device.hooks.onEnd(true);
  made.setDevice(null);
  made.sentence(unvoiced(2, "And one more."), true);
  await new Promise(setImmediate);
  assert.deepEqual(log.fetched, ["/1.wav", "/2.wav"]);
});
