import assert from "node:assert/strict";
import test from "node:test";

const texts = {
  "mic.silent": { en: "I hear nothing from {device}.", ru: "С микрофона {device} тишина." },
  "connection.lost_early": { en: "The connection dropped.", ru: "Связь прервалась." },
};
globalThis.document = { getElementById: (id) => (id === "texts" ? { textContent: JSON.stringify(texts) } : null) };
const { TEXTS, textOf } = await import("../../static/js/texts.js");

test("the page's texts are those of its JSON", () => {
  assert.deepEqual(TEXTS, texts);
});

test("words in braces are filled in, in both languages", () => {
  const { en, ru } = textOf("mic.silent", { device: "AirPods" });
  assert.deepEqual([en, ru], ["I hear nothing from AirPods.", "С микрофона AirPods тишина."]);
  assert.equal(textOf("mic.silent").en, "I hear nothing from .");
});

test("a code that nobody knows is no empty notice", () => {
  assert.deepEqual(textOf("nobody.knows"), texts["connection.lost_early"]);
});
