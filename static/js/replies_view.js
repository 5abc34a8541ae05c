// @ts-check
/** The lines that may be read: each lights up as it is read, can be heard, and has a translation. */

import { byId, icon, make, unseen } from "./dom.js";
import { ReadAlong } from "./read_along.js";

/**
 * @typedef {{key: string, text: string, translation: string, size: string, stance: string}} Card
 * @typedef {{cards: Card[], starter: string, simpler: string,
 *   own_words: {seconds: number, tip: string, tip_translation: string} | null}} Offer
 */

export class RepliesView {
  /** @param {(key: string) => void} onHear */
  constructor(onHear) {
    this.onHear = onHear;
    this.box = byId("offer");
    this.lead = byId("offer-lead");
    this.list = byId("replies");
    this.tip = byId("tip");
    this.tipText = byId("tip-text");
    /** @type {Card[]} */
    this.cards = [];
    /** @type {Map<string, HTMLElement>} */
    this.items = new Map();
    this.along = new ReadAlong();
  }

  /** @param {Offer} offer */
  show(offer) {
    this.cards = offer.cards;
    this.items = new Map(offer.cards.map((card, index) => [card.key, this._item(card, index)]));
    this.list.replaceChildren(...this.items.values());
    this.list.classList.remove("is-answered");
    this.list.hidden = offer.cards.length === 0;
    const own = offer.own_words;
    this.lead.textContent = own
      ? "Say it your way. I may not follow every word, but it’s your turn."
      : offer.cards.length > 0
        ? "Read one aloud, or say it your way."
        : "Say it your way.";
    const help = [];
    if (own?.tip) help.push(make("p", {}, own.tip));
    if (own?.tip_translation) help.push(make("p", { class: "ru", lang: "ru" }, own.tip_translation));
    if (offer.simpler) help.push(this._help("In other words", offer.simpler));
    if (offer.starter) help.push(this._help("You could begin", offer.starter));
    this.tipText.replaceChildren(...help);
    this.tip.hidden = help.length === 0;
    this.tip.open = Boolean(own);
    this.box.hidden = false;
  }

  /** @param {string} key @returns {string} */
  textOf(key) {
    return this.cards.find((card) => card.key === key)?.text ?? "";
  }

  /** Speech begins. */
  listen() {
    this.along.begin(Date.now());
  }

  /** How far a line has been read. @param {string | null} key @param {number} words */
  read(key, words) {
    const shown = this.along.see(key, words, Date.now());
    for (const [each, item] of this.items) {
      const near = each === shown?.card;
      item.classList.toggle("is-near", near);
      item.querySelectorAll("[data-word]").forEach((word, index) => {
        word.classList.toggle("is-read", near && index < words);
      });
    }
  }

  /** @param {string | null} key */
  taken(key) {
    this.read(null, 0);
    this.list.classList.add("is-answered");
    if (key) this.items.get(key)?.classList.add("is-taken");
  }

  /** @param {string} key empty: none sounds */
  sounding(key) {
    for (const [each, item] of this.items) item.classList.toggle("is-playing", each === key);
  }

  hide() {
    this.box.hidden = true;
    this.cards = [];
  }

  toggleTip() {
    if (!this.tip.hidden) this.tip.open = !this.tip.open;
  }

  /** @param {string} what @param {string} line */
  _help(what, line) {
    return make("p", {}, make("span", { class: "tip__what" }, what), " ", make("span", { lang: "en" }, line));
  }

  /** @param {Card} card @param {number} index */
  _item(card, index) {
    const words = make("p", { class: "reply__text", lang: "en" });
    for (const word of card.text.split(/(\s+)/)) {
      words.append(/\S/.test(word) ? make("span", { "data-word": "" }, word) : word);
    }
    const text = make("div", {});
    if (card.stance) text.append(make("p", { class: "reply__stance" }, `${index + 1}\u2002${card.stance}`));
    text.append(words);
    const tools = make("div", { class: "reply__tools" });
    const translation = make("p", { class: "reply__ru ru", lang: "ru" }, card.translation);
    translation.hidden = true;
    if (card.translation) {
      const shown = make("button", { class: "ru-button", type: "button", "aria-expanded": "false" });
      shown.append(make("span", { "aria-hidden": "true" }, "RU"), unseen(`Translation of line ${index + 1}`));
      shown.addEventListener("click", () => {
        translation.hidden = !translation.hidden;
        shown.setAttribute("aria-expanded", String(!translation.hidden));
      });
      tools.append(shown);
    }
    const hear = make("button", { class: "round", type: "button" });
    hear.append(icon("speaker"), unseen(`Hear line ${index + 1}`));
    hear.addEventListener("click", () => this.onHear(card.key));
    tools.append(hear);
    return make("li", { class: "reply", "data-card": card.key }, text, tools, translation);
  }
}
