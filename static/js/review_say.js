// @ts-check
/**
 * "Say it now": a better line, said once more. The server hears it, says yes or no, and keeps nothing.
 * Whether it was right is the learner's own word in the end.
 */

import { icon, make } from "./dom.js";
import { Microphone } from "./microphone.js";
import { Saying, wavFile } from "./review_record.js";
import { textLines } from "./text_lines.js";
import { gettext } from "./words.js";

const DONE = gettext("Said. It is yours now.");

/**
 * @typedef {object} Settings
 * @property {string} url where a saying goes
 * @property {string} token against forged requests
 * @property {string} worklet address of the microphone's worklet
 * @property {boolean} mayListen the learner agreed to be heard
 * @property {() => void} quiet stops what is playing
 */

/** Gives every line that can be said its button. @param {ParentNode} review @param {Settings} settings */
export function sayLines(review, settings) {
  /** @type {SayLine | null} */
  let open = null;
  for (const line of review.querySelectorAll("[data-better][data-spoken]")) {
    const place = /** @type {HTMLElement | null} */ (line.querySelector("[data-say-it]"));
    if (!place) continue;
    const say = new SayLine(/** @type {HTMLElement} */ (line), place, settings, () => {
      if (open !== say) open?.cancel();
      open = say;
    });
  }
}

class SayLine {
  /** @param {HTMLElement} line @param {HTMLElement} place @param {Settings} settings @param {() => void} begins */
  constructor(line, place, settings, begins) {
    this.line = line;
    this.place = place;
    this.settings = settings;
    this.begins = begins;
    this.run = 0;
    this.checking = false;
    /** @type {Microphone | null} */
    this.microphone = null;
    /** @type {Saying | null} */
    this.saying = null;
    this.button = make("button", { class: "button button--quiet say", type: "button" });
    this.ring = make("span", { class: "say__ring", "aria-hidden": "true" });
    this.word = make("div", { class: "say__word", role: "status" });
    this.self = make("button", { class: "plain say__self", type: "button" }, gettext("I said it"));
    this.self.addEventListener("click", () => this._done(gettext("Said, by your own word.")));
    this.button.addEventListener("click", () => {
      if (this.saying) this._finish();
      else if (!this.button.hasAttribute("aria-disabled")) void this._begin();
    });
    place.replaceChildren(this.button, this.self, this.word);
    this._rest();
    if (!settings.mayListen) {
      this.button.hidden = true;
      this.self.hidden = false;
      this.self.textContent = gettext("I said it aloud");
    }
  }

  /** Another line is being said; one that was said already still gets its answer. */
  cancel() {
    if (this.checking) return;
    this.run += 1;
    this._release();
    this._rest();
    this.word.textContent = "";
  }

  async _begin() {
    this.run += 1;
    const mine = this.run;
    this.begins();
    this.settings.quiet();
    this.button.setAttribute("aria-disabled", "true"); // stays in focus, unlike a disabled one
    const microphone = new Microphone(this.settings.worklet, {
      onFrame: ({ pcm, rms }) => this._frame(mine, pcm, rms),
      onProblem: (code, device) => mine === this.run && this._problem(code, device),
      onSleep: () => {},
      onAlive: () => {},
      onDevice: () => {},
    });
    this.microphone = microphone;
    const ready = await microphone.open();
    this.button.removeAttribute("aria-disabled");
    if (mine !== this.run) {
      microphone.close();
      return;
    }
    if (!ready) return;
    this.saying = new Saying();
    this._face("stop", gettext("Done"));
    this.button.classList.add("is-listening");
    this.button.prepend(this.ring);
    this.word.textContent = gettext("I’m listening.");
  }

  /** @param {number} mine @param {Int16Array} pcm @param {number} rms */
  _frame(mine, pcm, rms) {
    if (mine !== this.run || !this.saying) return;
    this.ring.dataset.level = String(Math.min(4, Math.floor(rms * 60)));
    if (this.saying.frame(pcm, rms)) this._finish();
  }

  _finish() {
    const saying = this.saying;
    this._release();
    if (!saying?.spoke) {
      this._unsure("say.unheard");
      return;
    }
    void this._send(saying.samples());
  }

  /** @param {Int16Array} samples */
  async _send(samples) {
    const mine = this.run;
    const { turn = "", at = "" } = this.line.dataset;
    this.checking = true;
    this._rest();
    this.button.setAttribute("aria-disabled", "true");
    this.word.textContent = gettext("One moment.");
    try {
      const response = await fetch(`${this.settings.url}?turn=${turn}&at=${at}`, {
        method: "POST",
        headers: { "Content-Type": "audio/wav", "X-CSRFToken": this.settings.token },
        body: wavFile(samples),
        credentials: "same-origin",
      });
      const answer = await response.json();
      this.checking = false;
      if (mine !== this.run) return;
      if (answer.said) this._done(DONE);
      else this._unsure(answer.code ?? "say.unsure");
    } catch {
      this.checking = false;
      if (mine === this.run) this._unsure("say.unreached");
    }
  }

  /** @param {string} code of texts.js */
  _unsure(code) {
    this._rest();
    this._face("mic", gettext("Say it again"));
    this.word.replaceChildren(...textLines(code));
    this.self.hidden = false;
  }

  /** @param {string} code @param {string} device */
  _problem(code, device) {
    this._release();
    this._rest();
    this.word.replaceChildren(...textLines(code, { device }));
    this.self.hidden = false;
  }

  /** The line gives way to a tick. @param {string} how */
  _done(how) {
    const held = this.place.contains(document.activeElement);
    this.run += 1;
    this._release();
    const words = this.line.querySelector("[data-line]")?.textContent ?? "";
    const tick = make(
      "p",
      { class: "line__tick", tabindex: "-1" },
      icon("tick"),
      make("span", {}, make("strong", { lang: "en" }, words), " ", make("span", { class: "line__how" }, how)),
    );
    this.line.classList.add("line--done");
    this.line.replaceChildren(tick);
    if (held) tick.focus({ preventScroll: true }); // else the focus would fall to the page's beginning
  }

  _rest() {
    this.button.removeAttribute("aria-disabled");
    this.button.classList.remove("is-listening");
    this._face("mic", gettext("Say it now"));
    this.self.hidden = this.settings.mayListen;
  }

  /** @param {string} name @param {string} words */
  _face(name, words) {
    this.button.replaceChildren(icon(name), words);
  }

  _release() {
    this.microphone?.close();
    this.microphone = null;
    this.saying = null;
  }
}
