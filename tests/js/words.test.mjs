import assert from "node:assert/strict";
import { test } from "node:test";

const WORDS = {
  "Hold to talk": "Говорить, удерживая кнопку",
  "{name} is speaking": "Говорит {name}",
  "{number} second": ["{number} секунда", "{number} секунды", "{number} секунд"],
};

/** The module as a page of this language has it. */
async function page(language, words) {
  globalThis.document = {
    documentElement: { lang: language },
    getElementById: (id) => (id === "words" && words ? { textContent: JSON.stringify(words) } : null),
  };
  const module = await import(`../../static/js/words.js?${language}${words ? "" : "-bare"}`);
  delete globalThis.document;
  return module;
}

test("an English page needs no words", async () => {
  const { gettext, ngettext, LANGUAGE } = await page("en", null);
  assert.equal(LANGUAGE, "en");
  assert.equal(gettext("Hold to talk"), "Hold to talk");
  assert.equal(gettext("{name} is speaking", { name: "Moira" }), "Moira is speaking");
  assert.equal(ngettext("{number} second", "{number} seconds", 1), "1 second");
  assert.equal(ngettext("{number} second", "{number} seconds", 2), "2 seconds");
});

test("a Russian page has its own", async () => {
  const { gettext, ngettext } = await page("ru", WORDS);
  assert.equal(gettext("Hold to talk"), "Говорить, удерживая кнопку");
  assert.equal(gettext("{name} is speaking", { name: "Moira" }), "Говорит Moira");
  const told = [1, 2, 5, 21, 12].map((number) => ngettext("{number} second", "{number} seconds", number));
  assert.deepEqual(told, ["1 секунда", "2 секунды", "5 секунд", "21 секунда", "12 секунд"]);
});

test("what nobody translated stays English, and an unknown place stays as it is", async () => {
  const { gettext } = await page("ru", WORDS);
  assert.equal(gettext("Brand new"), "Brand new");
  assert.equal(gettext("{name} is speaking"), "Говорит {name}");
});

test("English words in a Russian sentence are told apart", async () => {
  const { quoted } = await page("ru", WORDS);
  assert.deepEqual(quoted("После “did” — “go”."), [
    { text: "После ", lang: "" },
    { text: "“did”", lang: "en" },
    { text: " — ", lang: "" },
    { text: "“go”", lang: "en" },
    { text: ".", lang: "" },
  ]);
});
