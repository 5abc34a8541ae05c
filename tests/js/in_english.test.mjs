/** "How do I say…?" beside a talk: whose each frame is, and what closes the sheet. */

import assert from "node:assert/strict";
import test from "node:test";

/** @type {Map<string, any>} */
let elements = new Map();

function element() {
  return {
    hidden: true,
    dataset: {},
    style: { setProperty: () => {} },
    lines: [],
    on: {},
    addEventListener(name, run) {
      this.on[name] = run;
    },
    setAttribute(name, value) {
      this[name] = value;
    },
    toggleAttribute: () => {},
    append(...lines) {
      this.lines.push(...lines);
    },
    replaceChildren(...lines) {
      this.lines = lines;
    },
    contains: () => false,
    focus: () => {},
    get text() {
      return this.lines.map((line) => line.text ?? line).join("");
    },
  };
}

globalThis.location = { pathname: "/talks/1/" };
globalThis.document = {
  getElementById(id) {
    if (id === "words") return null;
    if (id === "texts") return { textContent: '{"connection.lost_early": {"en": "In the way.", "ru": ""}}' };
    if (!elements.has(id)) elements.set(id, element());
    return elements.get(id);
  },
  createElement: element,
  documentElement: { lang: "en" },
};
const { InEnglish } = await import("../../static/js/in_english.js");

const ANSWER = { text: "I want to go to the sea.", said: "Я хочу на море.", language: "ru", audio_url: "/1.wav" };
const FRAME = { pcm: new Int16Array(1024).fill(9), rms: 0.1, silent: false };
const settled = () => new Promise((done) => setTimeout(done, 5));

/** A question beside a talk; the server answers when `answer` is called. */
function beside({ speaking = false, spoken = 0 } = {}) {
  elements = new Map();
  const posted = [];
  globalThis.fetch = () => new Promise((done, failed) => posted.push({ done, failed }));
  const buddy = {
    waits: false,
    sounded: 0,
    again: { stop: () => {} },
    wait: (waits) => (buddy.waits = waits),
    aside: () => ((buddy.sounded += 1), (buddy.waits = true)),
  };
  const session = { buddy, speaking, spoken, finished: "", uplink: { pressed: false }, update: () => {} };
  const page = { signIn: "/sign-in/" };
  const view = { voiced: true, paused: false, hold: false, retell: { open: false }, showOnly: () => {}, page };
  const main = { dataset: { base: "/talks/1/" }, querySelector: () => ({ value: "token" }) };
  const english = new InEnglish(main, { session: () => session, view, microphone: { mute: () => {} } });
  const ask = () => {
    english.press();
    for (let i = 0; i < 20; i += 1) assert.equal(english.takes(FRAME), true);
    english.release();
    while (english.question) english.takes(FRAME);
  };
  const answer = async (told = ANSWER, response = {}) => {
    posted.shift().done({ status: 200, redirected: false, json: async () => told, ...response });
    await settled();
  };
  const shown = () => elements.get("english-body").text;
  return { english, sheet: english.sheet, shown, session, buddy, view, posted, ask, answer };
}

test("until the answer is there the talk hears nothing, and no turn closes the sheet", async () => {
  const { english, sheet, ask, answer } = beside();
  ask();
  assert.equal(english.takes(FRAME), true);
  sheet.heard(1);
  assert.equal(sheet.state, "thinks");
  await answer();
  assert.equal(sheet.state, "says");
});

test("who may speak hears the answer and may speak over it", async () => {
  const { english, buddy, ask, answer } = beside();
  ask();
  await answer();
  assert.equal(buddy.sounded, 1);
  assert.equal(english.takes(FRAME), false);
});

test("an open turn hears nothing of the answer's sound, and goes on after it", async () => {
  const { english, buddy, ask, answer } = beside({ speaking: true, spoken: 1 });
  ask();
  await answer();
  assert.equal(english.takes(FRAME), true);
  buddy.waits = false; // it was heard
  assert.equal(english.takes(FRAME), false);
});

test("the turn that was open leaves the answer where it stands, and the next one closes it", async () => {
  const { sheet, ask, answer } = beside({ speaking: true, spoken: 1 });
  ask();
  await answer();
  sheet.heard(1);
  assert.equal(sheet.state, "says");
  sheet.heard(2);
  assert.equal(sheet.state, "");
});

test("a refusal gives the microphone back at once", async () => {
  const { english, sheet, buddy, ask, answer } = beside({ speaking: true, spoken: 1 });
  ask();
  await answer({ title: "No words", detail: "Once more." });
  assert.equal(sheet.state, "trouble");
  assert.equal(buddy.waits, false);
  assert.equal(english.takes(FRAME), false);
});

test("who holds the talk's button is heard, and not talked over", async () => {
  const { english, session, buddy, ask, answer } = beside();
  ask();
  session.uplink.pressed = true;
  assert.equal(english.takes(FRAME), false);
  await answer();
  assert.deepEqual([buddy.sounded, buddy.waits], [0, false]);
});

test("an open turn is left without sound no longer than the server keeps it", (t) => {
  t.mock.timers.enable({ apis: ["Date"] });
  const { english, ask } = beside({ speaking: true, spoken: 1 });
  ask();
  t.mock.timers.tick(26_000);
  assert.equal(english.takes(FRAME), true);
  t.mock.timers.tick(2000);
  assert.equal(english.takes(FRAME), false);
});

test("a question that is nearly full says so, and one that is full is sent as it is", () => {
  const { english, shown, posted } = beside();
  english.press();
  for (let i = 0; i < 140; i += 1) english.takes(FRAME);
  assert.doesNotMatch(shown(), /Five more seconds/);
  for (let i = 0; i < 30; i += 1) english.takes(FRAME);
  assert.match(shown(), /Five more seconds/);
  for (let i = 0; i < 80; i += 1) english.takes(FRAME);
  assert.match(shown(), /as long as a question can be/);
  assert.equal(posted.length, 1); // and the button is still down
});

test("a press in the moment after letting go begins anew", async () => {
  const { english, sheet, posted } = beside();
  english.press();
  for (let i = 0; i < 20; i += 1) english.takes(FRAME);
  english.release();
  english.press();
  assert.equal(sheet.state, "listens");
  assert.equal(english.question.frames.length, 0);
  await new Promise((done) => setTimeout(done, 700));
  assert.equal(english.question.held, true); // the first one's moment is no end of the second
  assert.equal(posted.length, 0);
  english.release();
  english.question.end();
});

test("an answer that is late is explained, once it is late", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { shown, ask } = beside();
  ask();
  t.mock.timers.tick(5000);
  assert.equal(shown(), "One moment");
  t.mock.timers.tick(2000);
  assert.match(shown(), /takes a little longer/);
});

for (const [how, response] of [
  ["led to the page for signing in", { redirected: true, json: () => Promise.reject(new SyntaxError()) }],
  ["refused for its token", { status: 403, json: () => Promise.reject(new SyntaxError()) }],
]) {
  test(`who is ${how} is shown the way back`, async () => {
    const { english, ask, answer } = beside();
    ask();
    await answer(null, response);
    const lines = elements.get("english-body").lines;
    assert.equal(lines.at(-1).lines[0].href, "/sign-in/?next=%2Ftalks%2F1%2F");
    assert.equal(english.sheet.state, "trouble");
  });
}

test("a server that answers with nonsense was not reached", async () => {
  const { ask, answer, sheet } = beside();
  ask();
  await answer(null, { status: 502, json: () => Promise.reject(new SyntaxError()) });
  assert.equal(sheet.state, "trouble");
  assert.equal(elements.get("english-body").lines.every(({ lines }) => lines.every((line) => !line.href)), true);
});
