// @ts-check
/**
 * An answer said aloud. The server hears it, keeps nothing of the sound, and gives a proposal: the line that was
 * read, or what free words seem to say. It fills the form, and stays the learner's to change.
 */

import { icon, make } from "./dom.js";
import { Microphone } from "./microphone.js";
import { Saying, wavFile } from "./review_record.js";
import { textLines } from "./text_lines.js";

// Of 64 ms: twenty seconds of one's own words, with pauses to think in.
const OWN = { most: 390, quiet: 110, wait: 156 };

/**
 * @typedef {object} Answer
 * @property {string} [picked] the line that was read
 * @property {string} [heard] free words
 * @property {string} [name]
 * @property {string[]} [goals]
 * @property {string[]} [interests]
 * @property {boolean} [said] whether the line was read to its end
 * @property {number} [speech] seconds
 * @property {string} [code] of a text: it was refused
 */

export class HelloVoice {
  /** @param {HTMLElement} page @param {HTMLElement} place @param {() => void} quiet stops what is playing */
  constructor(page, place, quiet) {
    this.page = page;
    this.words = place.dataset;
    this.quiet = quiet;
    this.run = 0;
    /** @type {Microphone | null} */
    this.microphone = null;
    /** @type {Saying | null} */
    this.saying = null;
    this.button = make("button", { class: "button button--quiet say", type: "button" });
    this.ring = make("span", { class: "say__ring", "aria-hidden": "true" });
    this.word = make("div", { class: "hello__word", role: "status" });
    this.button.addEventListener("click", () => {
      if (this.saying) this._finish();
      else if (!this.button.hasAttribute("aria-disabled")) void this._begin();
    });
    place.replaceChildren(this.button, this.word);
    this._face("mic", this.words.label ?? "");
  }

  async _begin() {
    this.run += 1;
    const mine = this.run;
    this.quiet();
    this.button.setAttribute("aria-disabled", "true"); // stays in focus, unlike a disabled one
    const microphone = new Microphone(this.page.dataset.worklet ?? "", {
      onFrame: ({ pcm, rms }) => this._frame(mine, pcm, rms),
      onProblem: (code, device) => mine === this.run && this._stop(code, { device }),
      onSleep: () => {},
      onAlive: () => {},
      onDevice: () => {},
    });
    this.microphone = microphone;
    const ready = await microphone.open();
    this.button.removeAttribute("aria-disabled");
    if (mine !== this.run || !ready) {
      microphone.close();
      return;
    }
    this.saying = new Saying(this.words.how === "own" ? OWN : {});
    this._face("stop", this.words.done ?? "");
    this.button.classList.add("is-listening");
    this.button.prepend(this.ring);
    this.word.textContent = this.words.listening ?? "";
  }

  /** @param {number} mine @param {Int16Array} pcm @param {number} rms */
  _frame(mine, pcm, rms) {
    if (mine !== this.run || !this.saying) return;
    this.ring.dataset.level = String(Math.min(4, Math.floor(rms * 60)));
    if (this.saying.frame(pcm, rms)) this._finish();
  }

  _finish() {
    const { saying } = this;
    this._rest();
    if (saying?.spoke) void this._send(saying.samples());
    else this._stop("hello.unheard");
  }

  /** @param {Int16Array} samples */
  async _send(samples) {
    const mine = this.run;
    const token = /** @type {HTMLInputElement | null} */ (this.page.querySelector("[name=csrfmiddlewaretoken]"));
    this.button.setAttribute("aria-disabled", "true");
    this.word.textContent = this.words.moment ?? "";
    /** @type {Answer} */
    let answer = {};
    try {
      const response = await fetch(this.page.dataset.voice ?? "", {
        method: "POST",
        headers: { "Content-Type": "audio/wav", "X-CSRFToken": token?.value ?? "" },
        body: wavFile(samples),
        credentials: "same-origin",
      });
      answer = await response.json();
    } catch {
      answer = { code: "hello.unreached" };
    }
    if (mine !== this.run) return;
    this.button.removeAttribute("aria-disabled");
    this._face("mic", this.words.again ?? "");
    if (answer.code) this._stop(answer.code);
    else this._take(answer);
  }

  /** @param {Answer} answer */
  _take(answer) {
    const { how } = this.words;
    if (how === "own") this._says(this.words.seconds ?? "", String(Math.round(answer.speech ?? 0)));
    else if (how === "read") answer.said ? this._says(this.words.read ?? "") : this._stop("hello.partly");
    else {
      const filled = [
        ...this._check("card", answer.picked ? [answer.picked] : []),
        ...this._check("goals", answer.picked ? [answer.picked] : []),
        ...this._check("goals", answer.goals ?? []),
        ...this._check("interests", answer.interests ?? []),
        ...this._fill("first_name", answer.name ?? ""),
      ];
      if (filled.length === 0) this._stop("hello.unsure");
      else this._says(this.words.understood ?? "", answer.heard ?? filled.join(", "));
    }
  }

  /** @param {string} name @param {string[]} values @returns {string[]} what was chosen now */
  _check(name, values) {
    const boxes = /** @type {HTMLInputElement[]} */ ([...this.page.querySelectorAll(`input[name="${name}"]`)]);
    const chosen = boxes.filter(({ value }) => values.includes(value));
    for (const box of chosen) box.checked = true;
    return chosen.map((box) => box.parentElement?.textContent?.trim() ?? "");
  }

  /** @param {string} name @param {string} value @returns {string[]} */
  _fill(name, value) {
    const field = /** @type {HTMLInputElement | null} */ (this.page.querySelector(`input[name="${name}"]`));
    if (!field || !value) return [];
    field.value = value;
    return [value];
  }

  /** @param {string} text with a place for the value @param {string} [value] */
  _says(text, value = "") {
    this.word.textContent = text.replace("%s", value);
  }

  /** @param {string} code of texts.js @param {Record<string, string>} [values] */
  _stop(code, values = {}) {
    this._rest();
    this.word.replaceChildren(...textLines(code, values));
  }

  _rest() {
    this.microphone?.close();
    this.microphone = null;
    this.saying = null;
    this.button.removeAttribute("aria-disabled");
    this.button.classList.remove("is-listening");
    this._face("mic", this.words.label ?? "");
  }

  /** @param {string} name @param {string} words */
  _face(name, words) {
    this.button.replaceChildren(icon(name), words);
  }
}
