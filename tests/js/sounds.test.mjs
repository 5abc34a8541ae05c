import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";

import { knowsPlace, playAmbience } from "../../static/js/ambience.js";
import { partsOf } from "../../static/js/phrases.js";
import { preferences } from "../../static/js/preferences.js";
import { Cues, SOUNDS, cueOf } from "../../static/js/sounds.js";

/** An audio context that counts what is started. */
function context() {
  const started = [];
  const param = () => ({ value: 0, setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {}, setTargetAtTime() {}, cancelScheduledValues() {} });
  const node = (kind) => ({ kind, frequency: param(), gain: param(), Q: param(), connect() {}, disconnect() {}, stop() {}, start: (at) => started.push({ kind, at }) });
  return {
    started,
    currentTime: 3,
    sampleRate: 8000,
    createOscillator: () => node("tone"),
    createBufferSource: () => node("noise"),
    createGain: () => node("gain"),
    createBiquadFilter: () => node("filter"),
    createBuffer: (_, length) => ({ getChannelData: () => new Float32Array(length) }),
  };
}

test("every sound of the talk is 200 ms at most", () => {
  for (const [name, notes] of Object.entries(SOUNDS)) {
    for (const { at, lasts } of notes) assert.ok(at + lasts <= 0.2, name);
  }
});

test("your turn, heard you, finished; nothing for anything else", () => {
  assert.equal(cueOf("buddy", "yours"), "yours");
  assert.equal(cueOf("thinking", "yours"), "yours");
  assert.equal(cueOf("listening", "thinking"), "heard");
  assert.equal(cueOf("buddy", "finished"), "finished");
  for (const [before, now] of [["yours", "yours"], ["listening", "yours"], ["offline", "yours"], ["yours", "offline"], ["thinking", "buddy"], ["yours", "thinking"]]) {
    assert.equal(cueOf(before, now), "", `${before} to ${now}`);
  }
});

test("one switch silences them all", (t) => {
  const sound = { context: context(), volume: {}, locked: false };
  const cues = new Cues(sound);
  t.after(() => (preferences.sounds = true));
  cues.state("buddy");
  cues.state("yours");
  assert.equal(sound.context.started.length, 1);
  preferences.sounds = false;
  cues.state("listening");
  cues.state("thinking");
  cues.play("phrase");
  assert.equal(sound.context.started.length, 1);
});

test("every place of the catalogue has its sound", () => {
  const catalogue = new URL("../../topics/catalogue/", import.meta.url);
  const names = readdirSync(catalogue)
    .map((file) => /^ {2}sound: *\{ *name: *([\w-]+)/m.exec(readFileSync(new URL(file, catalogue), "utf8"))?.[1])
    .filter(Boolean);
  assert.ok(names.length >= 6);
  for (const name of names) {
    assert.ok(knowsPlace(name), name);
    const audio = context();
    playAmbience({ context: audio, volume: {} }, name, 3)();
    assert.ok(audio.started.length > 0, name);
  }
});

test("a place nobody knows is quiet", () => {
  const audio = context();
  playAmbience({ context: audio, volume: {} }, "moon", 3)();
  assert.equal(audio.started.length, 0);
});

test("a phrase is found by the words that the topic names, and only whole", () => {
  const targets = [{ phrase: "wing it", match: ["wing it", "winged it"] }, { phrase: "that's the spirit", match: ["that's the spirit"] }];
  const said = (text) => partsOf(text, targets).map(({ text: part, phrase }) => [part, phrase]);
  assert.deepEqual(said("I'd just wing it, honestly."), [["I'd just ", ""], ["wing it", "wing it"], [", honestly.", ""]]);
  assert.deepEqual(said("Winged  it. That’s the spirit"), [["Winged  it", "wing it"], [". ", ""], ["That’s the spirit", "that's the spirit"]]);
  assert.deepEqual(said("a swing itself"), [["a swing itself", ""]]);
  assert.deepEqual(partsOf("wing it", []), [{ text: "wing it", phrase: "" }]);
});

test("what is known of a microphone comes back, and rubbish does not", () => {
  preferences.keepMicrophone("AirPods", { coupling: -20, halfDuplex: true, level: -24 });
  assert.equal(preferences.microphone("AirPods").halfDuplex, true);
  assert.equal(preferences.microphone("another"), null);
  for (let i = 0; i < 20; i += 1) preferences.keepMicrophone(`mic ${i}`, { coupling: -20, halfDuplex: false, level: -24 });
  assert.notEqual(preferences.microphone("mic 19"), null);
});

test("whose voice speaks is chosen by nobody at first", (t) => {
  assert.equal(preferences.voice, "");
  preferences.voice = "device";
  t.after(() => (preferences.voice = ""));
  assert.equal(preferences.voice, "device");
});
