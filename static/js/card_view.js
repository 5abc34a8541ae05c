// @ts-check
/** One line that may be read: seen whole, by its beginning or its stance; hinted, translated, heard. */

import { icon, make, unseen } from "./dom.js";
import { firstStep, hinted, seen } from "./fading.js";
import { gettext } from "./words.js";

/**
 * @typedef {{key: string, text: string, translation: string, size: string, stance: string,
 *   shows?: import("./fading.js").Shows}} Card
 * @typedef {{hear: (key: string) => void, helped: (help: string) => void}} CardHooks
 */

export class CardView {
  /** @param {Card} card @param {number} index @param {CardHooks} hooks */
  constructor(card, index, hooks) {
    this.card = card;
    this.hooks = hooks;
    this.shows = firstStep(card);
    this.fades = this.shows !== "line";
    this.number = `${index + 1}`;
    this.words = make("p", { class: "reply__text", lang: "en" });
    this.translation = make("p", { class: "reply__ru ru", lang: "ru" }, card.translation);
    this.translation.hidden = true;
    this.hint = this._hint();
    this.ru = this._ru();
    const text = make("div", { class: "reply__words" });
    if (card.stance) text.append(make("p", { class: "reply__stance", lang: "en" }, `${this.number}\u2002${card.stance}`));
    text.append(this.words);
    const tools = make("div", { class: "reply__tools" }, this.hint, this.ru, this._speaker());
    this.element = make("li", { class: "reply", "data-card": card.key }, text, tools, this.translation);
    this._draw();
  }

  /** How far it has been read. @param {boolean} near @param {number} words */
  read(near, words) {
    this.element.classList.toggle("is-near", near);
    this.words.querySelectorAll("[data-word]").forEach((word, index) => {
      word.classList.toggle("is-read", near && index < words);
    });
  }

  /** It was said: here it is in full. */
  take() {
    this.element.classList.add("is-taken");
    this.reveal();
  }

  reveal() {
    this.shows = "line";
    this._draw();
  }

  /** @param {boolean} sounds */
  sounding(sounds) {
    this.element.classList.toggle("is-playing", sounds);
  }

  _draw() {
    const shown = seen(this.card.text, this.shows);
    this.words.replaceChildren(
      ...shown.split(/(\s+)/).map((word) => (/\S/.test(word) ? make("span", { "data-word": "" }, word) : word)),
    );
    this.words.hidden = shown === "";
    this.element.classList.toggle("is-stance", shown === "");
    this.element.dataset.shows = this.shows;
    this.hint.hidden = this.shows === "line";
    // A translation gives the line away: it comes with the line, or after a hint.
    this.ru.hidden = !this.card.translation || this.shows === "stance" || (this.fades && this.shows === firstStep(this.card));
  }

  _hint() {
    const button = make("button", { class: "tool hint", type: "button" }, gettext("Hint"));
    const whose = gettext("for line {number}", { number: this.number });
    button.append(unseen(` ${whose}`));
    button.addEventListener("click", () => {
      const all = hinted(this.shows) === "line";
      this.shows = hinted(this.shows);
      this._draw();
      this.hooks.helped("hint");
      this.words.setAttribute("aria-live", "polite");
      if (all) /** @type {HTMLElement | null} */ (this.element.querySelector(".round"))?.focus(); // the button goes
    });
    return button;
  }

  _ru() {
    const button = make("button", { class: "ru-button", type: "button", "aria-expanded": "false" });
    button.append(make("span", { "aria-hidden": "true" }, "RU"), unseen(gettext("Translation of line {number}", { number: this.number })));
    button.addEventListener("click", () => {
      this.translation.hidden = !this.translation.hidden;
      button.setAttribute("aria-expanded", String(!this.translation.hidden));
      if (!this.translation.hidden) this.hooks.helped("translation");
    });
    return button;
  }

  _speaker() {
    const button = make("button", { class: "round", type: "button" });
    button.append(icon("speaker"), unseen(gettext("Hear line {number}", { number: this.number })));
    button.addEventListener("click", () => this.hooks.hear(this.card.key));
    return button;
  }
}
