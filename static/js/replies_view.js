// @ts-check
/** What could be said: the lines, a way to begin, and the question in other words. */

import { CardView } from "./card_view.js";
import { byId, make } from "./dom.js";
import { ReadAlong } from "./read_along.js";
import { LANGUAGE, gettext } from "./words.js";

/**
 * @typedef {import("./card_view.js").Card} Card
 * @typedef {object} Offer
 * @property {number} turn the buddy's reply that waits for an answer
 * @property {string} beat
 * @property {Card[]} cards
 * @property {string} starter
 * @property {string} simpler
 * @property {{seconds: number, tip: string, tip_translation: string} | null} own_words
 * @property {{key: string, text: string, translation: string}[]} [moves]
 * @property {"beat" | "retell"} [part]
 * @property {boolean} [read_cards]
 * @property {import("./silence_clock.js").Times | null} [silence]
 */

export class RepliesView {
  /** @param {import("./card_view.js").CardHooks} hooks */
  constructor(hooks) {
    this.hooks = hooks;
    this.box = byId("offer");
    this.lead = byId("offer-lead");
    this.list = byId("replies");
    this.starter = byId("starter");
    this.tip = byId("tip");
    this.tipText = byId("tip-text");
    this.begin = "";
    /** @type {Card[]} */
    this.cards = [];
    /** @type {Map<string, CardView>} */
    this.items = new Map();
    this.along = new ReadAlong();
  }

  /** @param {Offer} offer @param {boolean} [typed] the talk is held in writing */
  show(offer, typed = false) {
    this.cards = offer.cards;
    this.items = new Map(offer.cards.map((card, index) => [card.key, new CardView(card, index, this.hooks)]));
    this.list.replaceChildren(...[...this.items.values()].map(({ element }) => element));
    this.list.classList.remove("is-answered");
    this.list.hidden = offer.cards.length === 0;
    this.lead.textContent = this._lead(offer, typed);
    this.begin = offer.starter;
    this.starter.replaceChildren();
    const own = offer.own_words;
    const help = [];
    const russian = LANGUAGE === "ru" && own?.tip_translation;
    if (own?.tip && !russian) help.push(make("p", { lang: "en" }, own.tip));
    if (own?.tip_translation) help.push(make("p", { class: "ru", lang: "ru" }, own.tip_translation));
    if (offer.simpler) help.push(this._help(gettext("In other words"), offer.simpler));
    if (offer.starter) help.push(this._help(gettext("You could begin"), offer.starter));
    this.tipText.replaceChildren(...help);
    this.tip.hidden = help.length === 0;
    this.tip.open = Boolean(own);
    this.box.hidden = false;
  }

  /** @param {string} key @returns {string} */
  textOf(key) {
    return this.items.get(key)?.card.text ?? "";
  }

  /** Speech begins. */
  listen() {
    this.along.begin(Date.now());
  }

  /** How far a line has been read. @param {string | null} key @param {number} words */
  read(key, words) {
    const shown = this.along.see(key, words, Date.now());
    for (const [each, item] of this.items) item.read(each === shown?.card, words);
  }

  /** @param {string | null} key */
  taken(key) {
    this.read(null, 0);
    this.list.classList.add("is-answered");
    this.starter.replaceChildren();
    if (key) this.items.get(key)?.take();
  }

  /** @param {string} key empty: none sounds */
  sounding(key) {
    for (const [each, item] of this.items) item.sounding(each === key);
  }

  /** Nobody has spoken for a while: a way to begin. */
  showStarter() {
    if (!this.begin || (this.tip.open && !this.tip.hidden)) return;
    const help = this._help(gettext("You could begin"), this.begin);
    help.className = "starter";
    this.starter.replaceChildren(help);
  }

  hide() {
    this.box.hidden = true;
    this.cards = [];
    this.items = new Map();
  }

  /** @param {Offer} offer @param {boolean} typed @returns {string} */
  _lead({ own_words: own, cards }, typed) {
    if (own) return gettext("Say it your way. I may not follow every word, but it’s your turn.");
    if (cards.length === 0) return typed ? gettext("Write it your way.") : gettext("Say it your way.");
    const faded = [...this.items.values()].some(({ fades }) => fades);
    if (typed) return faded ? gettext("You have met these lines. Write one your way.") : gettext("Write one of these, or put it your way.");
    return faded ? gettext("You have met these lines. Say one your way.") : gettext("Read one aloud, or say it your way.");
  }

  /** @param {string} what @param {string} line */
  _help(what, line) {
    return make("p", {}, make("span", { class: "tip__what" }, what), " ", make("span", { lang: "en" }, line));
  }
}
