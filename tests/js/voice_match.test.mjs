import assert from "node:assert/strict";
import test from "node:test";

import { nearestVoice, sexOf, shortName } from "../../static/js/voice_match.js";

const of = (name, lang, fields = {}) => ({ name, lang, localService: true, voiceURI: name, ...fields });
const MAC = [
  of("Samantha", "en-US", { default: true }), of("Daniel", "en-GB"), of("Moira", "en-IE"), of("Karen", "en-AU"),
  of("Rishi", "en-IN"), of("Fiona", "en-GB-u-sd-gbsct"), of("Kate", "en-GB"), of("Zarvox", "en-US"), of("Amelie", "fr-CA"),
  of("Google UK English Female", "en-GB", { localService: false }),
];
const WINDOWS = [
  of("Microsoft David - English (United States)", "en-US"), of("Microsoft Zira - English (United States)", "en-US"),
  of("Microsoft Hazel - English (Great Britain)", "en-GB"), of("Microsoft Sonia Online (Natural) - English (United Kingdom)", "en-GB", { localService: false }),
];
const LINUX = [of("English (America) espeak-ng", "en-US"), of("English (Scotland) espeak-ng", "en-GB-scotland"), of("German espeak-ng", "de-DE")];

const name = (voices, accent, sex) => nearestVoice(voices, { accent, sex })?.voice.name;
const fits = (voices, accent, sex) => nearestVoice(voices, { accent, sex })?.fits;

test("accent and sex choose", () => {
  assert.equal(name(MAC, "en-GB-scotland", "f"), "Fiona");
  assert.equal(name(MAC, "en-GB", "m"), "Daniel");
  assert.equal(name(MAC, "en-AU", "f"), "Karen");
  assert.equal(name(MAC, "en-IN", "m"), "Rishi");
  assert.equal(fits(MAC, "en-GB-scotland", "f"), true);
});

test("another accent is better than another sex, and fits only on wish", () => {
  assert.equal(name(MAC, "en-IE", "m"), "Daniel");
  assert.equal(fits(MAC, "en-IE", "m"), false);
  assert.equal(name(WINDOWS, "en-AU", "f"), "Microsoft Hazel - English (Great Britain)");
  assert.equal(fits(WINDOWS, "en-AU", "f"), false);
});

test("a voice that sends the text away is not looked at", () => {
  assert.equal(nearestVoice([of("Google US English", "en-US", { localService: false })], { accent: "en-US", sex: "f" }), null);
  assert.equal(nearestVoice([of("Anna", "en-US", { localService: undefined })], { accent: "en-US", sex: "f" }), null);
});

test("a toy is no voice, another language neither", () => {
  assert.equal(nearestVoice([of("Zarvox", "en-US"), of("Bad News", "en-US"), of("Amelie", "fr-CA")], { accent: "en-US", sex: "m" }), null);
  assert.equal(nearestVoice([], { accent: "en-US", sex: "m" }), null);
});

test("eSpeak is offered, and never taken by itself: the server speaks no worse", () => {
  assert.equal(name(LINUX, "en-US", "f"), "English (America) espeak-ng");
  assert.equal(fits(LINUX, "en-US", "f"), false);
  assert.equal(name([...LINUX, of("Samantha", "en-US")], "en-GB", "m"), "Samantha");
});

test("underscores and Android's names are understood", () => {
  assert.equal(name([of("en-gb-x-rjs-local", "en_GB"), of("en-gb-x-fis-local", "en_GB")], "en-GB", "f"), "en-gb-x-fis-local");
  assert.equal(sexOf(of("en-us-x-iom-local", "en_US")), "m");
  assert.equal(sexOf(of("English United Kingdom", "en_GB")), "");
  assert.equal(sexOf(of("English (UK) female voice 1", "en_GB")), "f");
  assert.equal(fits([of("English United Kingdom", "en_GB")], "en-GB", "f"), false);
});

test("a learner reads a name", () => {
  assert.equal(shortName("Microsoft Hazel - English (Great Britain)"), "Hazel");
  assert.equal(shortName("Fiona"), "Fiona");
  assert.equal(shortName("Ava (Premium)"), "Ava");
});
