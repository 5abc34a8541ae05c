// @ts-check
/** The learner's newest turn: the words, how they were understood, and a way to take them back. */

import { byId, make, unseen } from "./dom.js";
import { partsOf, targetsOf } from "./phrases.js";
import { LANGUAGE, gettext } from "./words.js";

/**
 * @typedef {{turn: number, evidence: string, text: string, card?: string | null, move?: string | null}} Mine
 */

export class MineView {
  /** @param {{keeps: () => boolean, takeBack: () => void}} hooks keeps: the voice is in this tab */
  constructor(hooks) {
    this.hooks = hooks;
    this.box = byId("mine");
    this.turn = -1;
    this.said = "";
    this.language = "en"; // of what was said; of what stands in its place, the page's
    this.usesPhrase = false; // one of the topic's stands in it
    this.targets = targetsOf(document);
    this.who = gettext("You");
    this.notes = make("div", {});
    this.back = make("button", { class: "tool mine__back", type: "button" });
    this.back.addEventListener("click", () => hooks.takeBack());
    this.back.hidden = true;
  }

  /** @param {Mine} mine */
  show(mine) {
    const { turn, evidence, text, card } = mine;
    this.turn = turn;
    this.who = evidence === "chosen" ? gettext("You asked") : gettext("You");
    this.said = text || gettext("Your own words");
    this.language = text ? "en" : LANGUAGE;
    this.notes = make("div", { class: "mine__notes" });
    this.back.textContent = card ? gettext("Not this one") : gettext("Take it back");
    const who = evidence === "chosen" ? make("span", { class: "mine__how" }, `${gettext("You asked:")} `) : unseen(`${gettext("You:")} `);
    const how = this._how(mine);
    const words = make("p", {}, who, make("span", { lang: this.language }, ...this._words(evidence)));
    const under = make("div", { class: "mine__under" }, ...(how ? [make("p", { class: "mine__how" }, how)] : []), this.back);
    this.box.replaceChildren(words, under, this.notes);
    this.box.hidden = false;
  }

  /** Words are shown that are not understood yet. */
  get hears() {
    return this.said === "" && !this.box.hidden;
  }

  /** Words as they are recognised, where they are good enough to be shown. @param {string} text */
  hearing(text) {
    this.box.replaceChildren(make("p", { class: "mine__how", lang: "en", "aria-hidden": "true" }, text));
    this.box.hidden = false;
  }

  /** @param {boolean} may it can be taken back @param {boolean} [asked] it is on its way */
  offerBack(may, asked = false) {
    this.back.hidden = !may;
    /** @type {HTMLButtonElement} */ (this.back).disabled = asked;
  }

  hide() {
    this.said = "";
    this.box.hidden = true;
  }

  /** Phrases of the topic shine; what was tapped was not said. @param {string} evidence @returns {(HTMLElement | string)[]} */
  _words(evidence) {
    const parts = partsOf(this.said, evidence === "chosen" ? [] : this.targets);
    this.usesPhrase = parts.some(({ phrase }) => phrase);
    return parts.map(({ text, phrase }) => (phrase ? make("mark", { class: "phrase", title: gettext("New phrase: {phrase}", { phrase }) }, text) : text));
  }

  /** @param {Mine} mine @returns {string} */
  _how({ evidence, card, move }) {
    if (evidence === "own_words") {
      return this.hooks.keeps() ? gettext("Until you close this page you can hear it.") : gettext("You said it your way.");
    }
    return evidence === "card" && card && !move ? gettext("You read this line") : "";
  }
}
