// @ts-check
/** Her line with subtitles, and how it passes into what was said before. */

import { byId, icon, make, memory } from "./dom.js";
import { HistoryView } from "./history_view.js";
import { MineView } from "./mine_view.js";
import { TranslationView } from "./translation_view.js";
import { wordSpans } from "./word_spans.js";
import { gettext, quoted } from "./words.js";

const MOST_WORDS = 14; // of a question that is shown again

/**
 * @typedef {object} Sentence
 * @property {number} turn
 * @property {number} revision
 * @property {number} sentence
 * @property {string} text
 * @property {string} translation
 * @property {string} part
 * @property {number} rate
 * @property {number[][]} marks
 * @property {string} audio_url
 * @property {boolean} [complete] all of its sound is here ...
 * @property {number} [length] ... which may be none ...
 * @property {boolean} [spoken] ... as the device's voice says it
 *
 * @typedef {import("./mine_view.js").Mine} Mine
 * @typedef {import("./report_sheet.js").Line} Line
 * @typedef {{original: string, replacement: string, reason: string, style: string}} Correction
 */

export class LinesView {
  /**
   * @typedef {{persona: string, subtitles: string, keeps: () => boolean, takeBack: () => void, flag: (line: Line) => HTMLElement}} Page
   * @param {Page & ConstructorParameters<typeof TranslationView>[0]} page
   *   subtitles: "on" or "off", where this device was not told otherwise; keeps: the learner's voice is in this tab; flag: reports
   */
  constructor(page) {
    this.page = page;
    this.line = byId("line");
    this.translation = new TranslationView(page);
    this.tools = byId("line-tools");
    this.report = byId("report-open");
    this.veil = byId("veil");
    this.lamp = byId("line-lamp");
    this.question = byId("question");
    this.history = new HistoryView();
    this.mine = new MineView(page);
    this.subtitles = memory.get("subtitles", page.subtitles) === "on";
    /** @type {Map<number, Sentence>} */
    this.sentences = new Map();
    this.turn = -1;
    this.unveiled = false; // the words of this line were asked for
    /** @type {Map<number, HTMLElement>} where a turn's notes go, also when they come late */
    this.notes = new Map();
    /** @type {{sentences: Map<number, Sentence>, item: HTMLElement | null}} her line before the learner's turn */
    this.before = { sentences: new Map(), item: null };
    /** @type {Sentence[]} the question that waits for an answer */
    this.asked = [];
    byId("show-words").addEventListener("click", () => this.showWords());
    this._drawSwitch();
  }

  /** A sentence of hers begins to sound, or is only written. @param {Sentence} sentence */
  hers(sentence) {
    if (sentence.turn > this.turn) this._turnOver(sentence.turn);
    if (sentence.turn < this.turn) return;
    this.sentences.set(sentence.sentence, sentence);
    if (sentence.part === "say") this.asked = questionIn(this._inOrder());
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

  /** Her line is complete: screen readers get it once, but for what is to be listened to. */
  spoken() {
    this.history.say(this.page.persona, this._shown().map(({ text }) => text).join(" "));
  }

  get text() {
    return this._inOrder().map(({ text }) => text).join(" ");
  }

  /** As it is shown: what is to be listened to first is left out. @returns {Line} */
  get shown() {
    const text = this._shown().map((sentence) => sentence.text).join(" ");
    return { turn: this._inOrder()[0]?.turn ?? -1, text };
  }

  /** Its last words, of those that are not to be listened to first. */
  get lastWords() {
    const words = this._shown().flatMap(({ text }) => text.split(/\s+/));
    return words.slice(-4).join(" ").replace(/[.?!,…]+$/, "");
  }

  /** What "Again" plays: her line, and the question if the line was an answer beside it. */
  get toRepeat() {
    const now = this._inOrder();
    return this.question.hidden ? now : [...now, ...this.asked];
  }

  /** @param {Mine} mine */
  yours(mine) {
    this._answered();
    this.mine.show(mine);
    this.notes.set(mine.turn, this.mine.notes);
    this.history.say(this.mine.who, this.mine.said);
  }

  /** The turn was taken back: her question stands again. @param {number} turn */
  withdrawn(turn) {
    if (turn !== this.mine.turn) return;
    this.notes.delete(turn);
    this.turn = Math.max(this.turn, turn);
    this.lamp.replaceChildren();
    this._takeBack();
    this.at(Infinity, 0);
  }

  /** The words that were recognised came to nothing. */
  unheard() {
    if (this.mine.hears) this._takeBack();
  }

  /** Words as they are recognised, where they are good enough to be shown. @param {string} text */
  hearing(text) {
    this._answered();
    this.mine.hearing(text);
  }

  /**
   * What she said a little differently: beside the subtitle, later beside the turn in the history.
   * @param {number} turn @param {Correction[]} corrections
   */
  corrected(turn, corrections) {
    const recasts = corrections.filter(({ style }) => style === "recast").map(lamp);
    const now = turn === this.mine.turn && this.mine.said;
    (now ? this.lamp : this.notes.get(turn))?.replaceChildren(...recasts);
    this._draw();
  }

  /** She is silent. Where she only spoke beside her question, it stands under her line. */
  settle() {
    const now = this._inOrder();
    const beside = now.length > 0 && now.every(({ part }) => part === "move" || part === "silence");
    const open = beside && this.asked.length > 0;
    this.question.hidden = !open;
    if (open) byId("question-text").textContent = this.asked.map(({ text }) => text).join(" ");
  }

  toggleSubtitles() {
    this.subtitles = !this.subtitles;
    if (this.subtitles && this._inOrder().length > 0) this.page.helped("subtitles");
    memory.set("subtitles", this.subtitles ? "on" : "off");
    this._drawSwitch();
    this._draw();
  }

  /** The words of this line, though they were withheld. */
  showWords() {
    this.unveiled = true;
    this.page.helped("subtitles");
    const withheld = this._inOrder().filter(({ part }) => part === "tell" || !this.subtitles);
    this.history.say(this.page.persona, withheld.map(({ text }) => text).join(" "));
    this._draw();
    this.at(Infinity, 0);
    byId("again").focus({ preventScroll: true }); // the button goes
  }

  /** A sentence of hers in the learner's own language. @param {Parameters<TranslationView["told"]>[0]} message */
  translated(message) {
    this.translation.told(message);
    if (message.turn === this.turn) this.translation.draw(this._shown());
  }

  _drawSwitch() {
    byId("subtitles").setAttribute("aria-pressed", String(this.subtitles));
  }

  /** Told once, to be listened to; without a sound there is nothing to listen to. @param {Sentence} sentence */
  _withheld({ part, complete, length, spoken }) {
    if (this.unveiled || (complete && length === 0 && !spoken)) return false;
    return part === "tell" || !this.subtitles;
  }

  _draw() {
    const sentences = this._inOrder();
    const shown = this._shown();
    const told = sentences.some((sentence) => sentence.part === "tell" && this._withheld(sentence));
    this.tools.hidden = this.report.hidden = sentences.length === 0;
    this.veil.hidden = shown.length === sentences.length;
    byId("veil-text").textContent = told
      ? gettext("Listen first. The words come after your answer.")
      : gettext("Listen. The subtitles are off.");
    this.line.replaceChildren(...shown.flatMap((sentence) => [...wordSpans(sentence), " "]));
    this.line.hidden = shown.length === 0 && sentences.length > 0;
    this.lamp.hidden = this.turn !== this.mine.turn;
    this.translation.draw(shown);
  }

  _shown() {
    return this._inOrder().filter((sentence) => !this._withheld(sentence));
  }

  _inOrder() {
    return [...this.sentences.values()].sort((a, b) => a.sentence - b.sentence);
  }

  /** @param {number} turn */
  _turnOver(turn) {
    if (this.text) this._closePair(); // two replies running: the first is history
    this.turn = turn;
    this.unveiled = false;
    this.question.hidden = true;
    this.sentences.clear();
    this.translation.turnOver();
  }

  /** The learner's turn: what it answers is kept, in case it is taken back. */
  _answered() {
    if (!this.text && !this.mine.said) return;
    const sentences = new Map(this.sentences);
    this.before = { sentences, item: this._closePair() };
  }

  /** Her line from before the learner's turn stands again. */
  _takeBack() {
    this.mine.hide();
    this.history.remove(this.before.item);
    this.sentences = this.before.sentences;
    this.before = { sentences: new Map(), item: null };
    this.asked = questionIn(this._inOrder());
    this._draw();
  }

  /** What stands on the page becomes history. @returns {HTMLElement | null} her line there */
  _closePair() {
    const { mine } = this;
    let item = null;
    if (mine.said) this.history.add(mine.who, mine.said, this.notes.get(mine.turn), mine.language);
    if (this.lamp.firstChild) this.notes.get(mine.turn)?.replaceChildren(...this.lamp.childNodes);
    const { turn } = this.shown;
    if (this.text) item = this.history.add(this.page.persona, this.text, this.page.flag({ turn, text: this.text }));
    mine.hide();
    this.sentences = new Map();
    this.unveiled = false;
    this.question.hidden = true;
    this._draw();
    return item;
  }
}

/** The end of what she says: the question comes last, and may need what stands before it. @param {Sentence[]} line @returns {Sentence[]} */
function questionIn(line) {
  const said = line.filter(({ part }) => part === "say");
  let words = 0;
  return said.reverse().filter(({ text }, index) => (words += text.split(" ").length) <= MOST_WORDS || index === 0).reverse();
}

/** @param {string} reason @returns {(HTMLElement | string)[]} */
const explained = (reason) => quoted(reason).map(({ text, lang }) => (lang ? make("span", { lang }, text) : text));

/** "without “to”", the word in its own language. @param {string} word @returns {(HTMLElement | string)[]} */
function without(word) {
  const [before, after = ""] = gettext("without “{word}”", { word: "\n" }).split("\n");
  return [before, make("span", { lang: "en" }, word), after];
}

/** @param {Correction} correction @returns {HTMLElement} */
function lamp({ original, replacement, reason }) {
  const better = replacement ? make("strong", { lang: "en" }, replacement) : make("strong", {}, ...without(original));
  const summary = make("summary", {}, `${gettext("said a little differently:")} `, better);
  const why = make("p", { class: "lamp__why" }, ...(original ? [`${gettext("You:")} `, make("span", { lang: "en" }, original), ". "] : []), ...explained(reason));
  return make("div", { class: "lamp" }, icon("lamp"), make("details", {}, summary, why));
}
