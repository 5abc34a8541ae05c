// @ts-check
/** The quiet page after the good-bye: the story, told or written, or not now. */

import { byId } from "./dom.js";
import { Retelling } from "./retelling.js";
import { LANGUAGE, gettext, ngettext } from "./words.js";

const TICK_MS = 200;
const TELLING = {
  "": gettext("I’m listening."),
  over: gettext("Finish your thought. I’m still listening."),
  nearly: gettext("One turn holds a minute. Find a good last sentence."),
};
/** @param {number} seconds */
const about = (seconds) =>
  ngettext("About {number} second. A short story is a story too.", "About {number} seconds. A short story is a story too.", seconds);
const ROUND = 2 * Math.PI * 54; // of the ring, in its own units

/**
 * @typedef {object} RetellHooks
 * @property {() => void} press
 * @property {() => void} release
 * @property {() => void} write the writing field is wanted
 * @property {() => void} told ... and not any more
 * @property {() => void} skip
 */

export class RetellView {
  /** @param {RetellHooks} hooks */
  constructor(hooks) {
    this.hooks = hooks;
    this.box = byId("retell");
    this.ring = byId("retell-ring");
    this.said = byId("retell-said");
    this.voiced = true;
    this.writing = false;
    this.open = false;
    const { press, release } = hooks;
    this.story = new Retelling({ press, release, onChange: () => this._draw() });
    byId("retell-tell").addEventListener("click", () => this._tell());
    byId("retell-done").addEventListener("click", () => this.story.done());
    byId("retell-write").addEventListener("click", () => this._write());
    byId("retell-skip").addEventListener("click", () => this._skip());
    byId("retell-slow").addEventListener("change", () => this.story.lift(byId("retell-slow").checked));
    this.ring.style.strokeDasharray = `${ROUND}`;
    setInterval(() => this.story.tick(), TICK_MS);
  }

  /**
   * The good-bye was heard.
   * @param {{seconds: number, tip: string, tip_translation: string}} asked @param {boolean} voiced
   */
  show(asked, voiced) {
    if (this.open) return;
    this.open = true;
    this.voiced = voiced;
    document.body.classList.add("is-retelling");
    this.box.hidden = false;
    byId("retell-prompt").textContent = asked.tip;
    byId("retell-ru").textContent = asked.tip_translation;
    byId("retell-ru").hidden = LANGUAGE !== "ru" || asked.tip_translation === "";
    byId("retell-ru-button").hidden = LANGUAGE === "ru" || asked.tip_translation === "";
    this.story.ask(asked.seconds);
    byId("retell-title").focus({ preventScroll: true });
    this.box.scrollIntoView({ block: "nearest" });
    if (!voiced) this._write();
  }

  /** What it came to, or that it can be told again. @param {boolean} taken */
  heard(taken) {
    if (!this.open) return;
    if (!taken) this.story.back();
    else {
      this.story.written();
      this.hooks.told();
    }
  }

  /** How loud the learner is. @param {number} level 0..1 */
  level(level) {
    if (this.open) this.story.hears(level);
  }

  /** From here on it is written. */
  unheard() {
    this.voiced = false;
    if (this.open) this._write();
    this.story.back();
    this._draw();
  }

  _tell() {
    this.story.tell();
    byId("retell-done").focus({ preventScroll: true });
  }

  _write() {
    this.writing = true;
    this._draw();
    this.hooks.write();
  }

  _skip() {
    this.story.written();
    this.hooks.skip();
  }

  _draw() {
    const { stage, left, limit } = this.story;
    const telling = stage === "telling";
    byId("retell-telling").hidden = !telling;
    byId("retell-ways").hidden = stage !== "asked";
    byId("retell-tell").hidden = !this.voiced;
    byId("retell-write").hidden = this.writing;
    byId("retell-time").hidden = !this.voiced || this.writing || stage === "told";
    byId("retell-left").textContent = `${Math.ceil(left)}`;
    this.ring.style.strokeDashoffset = `${ROUND * (1 - left / limit)}`;
    const words = {
      none: "",
      asked: this.voiced && !this.writing ? about(this.story.seconds) : "",
      telling: TELLING[this.story.nearEnd],
      told: gettext("Thank you for the story."),
    }[stage];
    if (this.said.textContent !== words) this.said.textContent = words;
  }
}
