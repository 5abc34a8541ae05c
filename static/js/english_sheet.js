// @ts-check
/** What "How do I say…?" shows: that it listens, the English, what was understood, and "now you". */

import { byId, make } from "./dom.js";
import { textLines } from "./text_lines.js";
import { gettext } from "./words.js";

export class EnglishSheet {
  /** @param {{hear: () => void, onOpen: () => void, onClose: () => void}} hooks */
  constructor(hooks) {
    this.hooks = hooks;
    this.newest = 0; // the last turn that had begun when it was told
    this.box = byId("english");
    this.body = byId("english-body");
    this.tools = byId("english-tools");
    /** @type {HTMLElement} */
    this.button = byId("english-hold");
    this.label = byId("english-label");
    byId("english-hear").addEventListener("click", hooks.hear);
    byId("english-close").addEventListener("click", () => this.close());
  }

  get open() {
    return !this.box.hidden;
  }

  /** @returns {string} what it shows: listens, thinks, says or trouble */
  get state() {
    return this.open ? (this.box.dataset.state ?? "") : "";
  }

  /** The button is down. */
  listens() {
    this._show("listens", make("p", { class: "english__how" }, gettext("I’m listening. Say it in your own language.")));
    this.label.textContent = gettext("Let go when you have said it");
  }

  /** A question has room for a few seconds more. */
  endsSoon() {
    this._add(gettext("Five more seconds: come to an end, or ask the rest afterwards."));
  }

  /** @param {boolean} [full] the question ended by itself */
  thinks(full = false) {
    this._show("thinks", make("p", { class: "english__how" }, gettext("One moment")));
    if (full) this._add(gettext("That is as long as a question can be. What you have said is on its way; you can let go."));
    this._up();
  }

  /** The answer is late. */
  late() {
    this._add(gettext("It takes a little longer this time. You can wait, or close this and go on: your talk is safe."));
  }

  /**
   * @param {{text: string, said: string, language: string}} answer
   * @param {boolean} held the talk, too, is spoken by holding a button
   */
  says({ text, said, language }, held) {
    const mine = said
      ? [make("p", { class: "english__mine" }, `${gettext("You:")} `, make("span", { lang: language }, said))]
      : [];
    const now = held
      ? gettext("Now you. Hold the talk’s button and say it: that is your answer.")
      : gettext("Now you. Say it: that is your answer.");
    this._show(
      "says",
      make("p", { class: "english__text", lang: "en" }, text),
      ...mine,
      make("p", { class: "english__now" }, now),
    );
    this.tools.hidden = false;
  }

  /** @param {string} code of texts.js */
  trouble(code) {
    this._show("trouble", ...textLines(code, {}));
  }

  /** The server knows nobody here any more. @param {string} url where one signs in */
  signedOut(url) {
    this._show("trouble", ...textLines("close.4401"), make("p", {}, make("a", { href: url }, gettext("Sign in"))));
  }

  /** A text that came ready from the server. @param {string} title @param {string} detail */
  refused(title, detail) {
    this._show("trouble", make("p", {}, make("strong", {}, title), ". ", detail));
  }

  /** @param {number} level 0..1 */
  level(level) {
    this.button.style.setProperty("--level", level.toFixed(2));
  }

  /** The talk went on. A turn that was open already is no word about what stands here. @param {number} turn */
  heard(turn) {
    if (["says", "trouble"].includes(this.state) && turn > this.newest) this.close();
  }

  close() {
    if (!this.open) return;
    const inside = this.box.contains(document.activeElement);
    this.box.hidden = true;
    this._up();
    if (inside) this.button.focus({ preventScroll: true });
    this.hooks.onClose();
  }

  /** @param {string} state @param {HTMLElement[]} lines */
  _show(state, ...lines) {
    const opens = !this.open;
    this.box.hidden = false;
    this.box.dataset.state = state;
    this.button.toggleAttribute("data-down", state === "listens");
    this.tools.hidden = true;
    this.body.replaceChildren(...lines);
    if (opens) this.hooks.onOpen();
  }

  /** @param {string} text one more line */
  _add(text) {
    this.body.append(make("p", { class: "english__how" }, text));
  }

  _up() {
    this.level(0);
    this.button.toggleAttribute("data-down", false);
    this.label.textContent = gettext("How do I say…?");
  }
}
