// @ts-check
/** Her line in the learner's own language: what came with it, or a little later; by tap, or always. */

import { byId, memory } from "./dom.js";

const SCRIPTED = "ru"; // the language of what comes with a line

/** @typedef {import("./lines_view.js").Sentence} Sentence */

export class TranslationView {
  /** @param {{translates: string, translations: string, helped: (help: string) => void, onWish: (on: boolean) => void}} page
   *   translates: the learner's language, where this server translates; translations: "on" or "off", where this device was not told otherwise */
  constructor(page) {
    this.page = page;
    this.language = page.translates || SCRIPTED;
    this.box = byId("line-ru");
    this.button = byId("translate");
    this.choice = byId("translations");
    /** @type {Map<string, string>} what came later, by sentence */
    this.later = new Map();
    this.always = memory.get("translations", page.translations) === "on";
    this.open = this.always;
    this.text = "";
    this.box.lang = this.language;
    byId("translate-sign").textContent = this.language.toUpperCase();
    this.choice.checked = this.always;
    this.choice.addEventListener("change", () => this._wish(this.choice.checked));
    this.button.addEventListener("click", () => this.toggle());
  }

  /** `reply.translated`. @param {{turn: number, revision: number, sentence: number, translation: string, language: string}} message */
  told(message) {
    if (message.language === this.language) this.later.set(nameOf(message), message.translation);
  }

  /** @param {Sentence[]} sentences as they are shown */
  draw(sentences) {
    const words = sentences.map((sentence) => this._of(sentence)).filter(Boolean);
    this.text = words.join(" ");
    this.box.textContent = this.text;
    this._draw();
  }

  /** Another line of hers. */
  turnOver() {
    this.open = this.always;
    this._draw();
  }

  toggle() {
    this.open = !this.open;
    if (this.open) this.page.helped("translation");
    this._draw();
  }

  /** @param {Sentence} sentence */
  _of(sentence) {
    const came = this.language === SCRIPTED ? sentence.translation : "";
    return came || this.later.get(nameOf(sentence)) || "";
  }

  /** @param {boolean} always */
  _wish(always) {
    this.always = always;
    this.open = always;
    memory.set("translations", always ? "on" : "off");
    this._draw();
    this.page.onWish(always);
  }

  _draw() {
    this.box.hidden = !this.open || this.text === "";
    this.button.hidden = this.text === "";
    this.button.setAttribute("aria-expanded", String(this.open));
  }
}

/** @param {{turn: number, revision: number, sentence: number}} sentence */
function nameOf({ turn, revision, sentence }) {
  return `${turn}.${revision}.${sentence}`;
}
