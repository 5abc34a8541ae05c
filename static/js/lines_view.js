// @ts-check
/** What was said: her line with subtitles, the learner's line with its notes, and everything before. */

import { byId, icon, make, memory, unseen } from "./dom.js";

/**
 * @typedef {{turn: number, sentence: number, text: string, translation: string, marks: number[][]}} Sentence
 * @typedef {{turn: number, evidence: string, text: string}} Mine
 * @typedef {{original: string, replacement: string, reason: string, style: string}} Correction
 */

/** @type {Record<string, string>} */
const HOW = {
  card: "You read this line",
  own_words: "I kept your words. You can hear them in the review.",
};

export class LinesView {
  /** @param {{persona: string, keeps: () => boolean}} page keeps: a voice is in this tab */
  constructor(page) {
    this.page = page;
    this.line = byId("line");
    this.ru = byId("line-ru");
    this.tools = byId("line-tools");
    this.mine = byId("mine");
    this.history = byId("history");
    this.sofar = byId("sofar");
    this.log = byId("log");
    this.subtitles = memory.get("subtitles", "on") === "on";
    /** @type {Map<number, Sentence>} */
    this.sentences = new Map();
    this.turn = -1;
    this.said = "";
    this.mineTurn = -1;
    /** @type {Map<number, HTMLElement>} where a turn's notes go, also when they come late */
    this.notes = new Map();
    this._drawSwitch();
  }

  /** A sentence of hers begins to sound, or is only written. @param {Sentence} sentence */
  hers(sentence) {
    if (sentence.turn > this.turn) this._turnOver(sentence.turn);
    if (sentence.turn < this.turn) return;
    this.sentences.set(sentence.sentence, sentence);
    this._draw();
  }

  /** What was prepared and not heard is void. @param {number} turn */
  forget(turn) {
    if (turn !== this.turn) return;
    this.sentences.clear();
    this._draw();
  }

  /** How far the sound is. @param {number} sentence @param {number} ms */
  at(sentence, ms) {
    for (const span of this.line.querySelectorAll("[data-ms]")) {
      const [part, from] = [Number(span.dataset.sentence), Number(span.dataset.ms)];
      span.classList.toggle("ahead", part > sentence || (part === sentence && from > ms));
    }
  }

  /** Her line is complete: screen readers get it once. */
  spoken() {
    this._log(this.page.persona, this.text);
  }

  get text() {
    return this._inOrder().map(({ text }) => text).join(" ");
  }

  /** @param {Mine} mine */
  yours({ turn, evidence, text }) {
    this._closePair();
    this.mineTurn = turn;
    this.said = text || "Your own words";
    const words = make("p", { lang: "en" }, text || "Your own words");
    const notes = make("div", {});
    this.notes.set(turn, notes);
    const how = evidence === "own_words" && !this.page.keeps() ? "You said it your way." : (HOW[evidence] ?? "");
    this.mine.replaceChildren(unseen("You: "), words, ...(how ? [make("p", { class: "mine__how" }, how)] : []), notes);
    this.mine.hidden = false;
    this._log("You", this.said);
  }

  /** Words as they are recognised, where they are good enough to be shown. @param {string} text */
  hearing(text) {
    this._closePair();
    this.mine.replaceChildren(make("p", { class: "mine__how", lang: "en", "aria-hidden": "true" }, text));
    this.mine.hidden = false;
  }

  /** @param {number} turn @param {Correction[]} corrections */
  corrected(turn, corrections) {
    const place = this.notes.get(turn);
    if (!place) return;
    place.replaceChildren(
      ...corrections.map(({ original, replacement, reason }) => {
        const summary = make("summary", {});
        const better = replacement || `without “${original}”`;
        summary.append("Said a little differently: ", make("strong", { lang: "en" }, better));
        const details = make("details", {}, summary, make("p", { class: "lamp__why" }, original ? `You: ${original}. ${reason}` : reason));
        return make("div", { class: "lamp" }, icon("lamp"), details);
      }),
    );
  }

  toggleSubtitles() {
    this.subtitles = !this.subtitles;
    memory.set("subtitles", this.subtitles ? "on" : "off");
    this._drawSwitch();
    this._draw();
  }

  toggleTranslation() {
    this.ru.hidden = !this.ru.hidden;
    byId("translate").setAttribute("aria-expanded", String(!this.ru.hidden));
  }

  _drawSwitch() {
    byId("subtitles").setAttribute("aria-pressed", String(this.subtitles));
  }

  _draw() {
    const sentences = this._inOrder();
    this.tools.hidden = sentences.length === 0;
    this.ru.textContent = sentences.map(({ translation }) => translation).filter(Boolean).join(" ");
    byId("translate").hidden = this.ru.textContent === "";
    this.line.classList.toggle("is-veiled", !this.subtitles);
    if (!this.subtitles) {
      this.line.textContent = sentences.length > 0 ? "Listen. The subtitles are off." : "";
      return;
    }
    this.line.replaceChildren(...sentences.flatMap((sentence) => [...this._spans(sentence), " "]));
    this.line.lang = "en";
  }

  /** @param {Sentence} sentence @returns {(HTMLElement | string)[]} */
  _spans({ sentence, text, marks }) {
    if (marks.length === 0) return [make("span", { "data-sentence": `${sentence}`, "data-ms": "0" }, text)];
    /** @type {(HTMLElement | string)[]} */
    const parts = [];
    let at = 0;
    marks.forEach(([ms], index) => {
      // What stands between two marks sounds with the first of them.
      const end = index + 1 < marks.length ? marks[index + 1][1] : text.length;
      if (end <= at) return;
      parts.push(make("span", { "data-sentence": `${sentence}`, "data-ms": `${ms}` }, text.slice(at, end)));
      at = end;
    });
    return parts;
  }

  _inOrder() {
    return [...this.sentences.values()].sort((a, b) => a.sentence - b.sentence);
  }

  /** @param {number} turn */
  _turnOver(turn) {
    if (this.text) this._closePair(); // two replies running: the first is history
    this.turn = turn;
    this.sentences.clear();
    this.ru.hidden = true;
    byId("translate").setAttribute("aria-expanded", "false");
  }

  /** What stands on the page becomes history. */
  _closePair() {
    if (!this.mine.hidden && this.said) this._past("You", this.said, this.notes.get(this.mineTurn));
    if (this.text) this._past(this.page.persona, this.text);
    this.said = "";
    this.mine.hidden = true;
    this.sentences.clear();
    this._draw();
  }

  /** @param {string} who @param {string} text @param {HTMLElement} [notes] */
  _past(who, text, notes) {
    const item = make("li", {}, make("b", {}, `${who}:`), " ", make("span", { lang: "en" }, text));
    if (notes) item.append(notes);
    this.history.append(item);
    this.sofar.hidden = false;
  }

  /** @param {string} who @param {string} text */
  _log(who, text) {
    if (!text) return;
    this.log.append(make("p", {}, `${who}: ${text}`));
    while (this.log.children.length > 4) this.log.firstElementChild?.remove();
  }
}
