// @ts-check
/** Round buttons that play one sound at a time on the review: one's own voice, a better line, a model. */

import { icon, make, unseen } from "./dom.js";
import { Sound } from "./sound.js";
import { textLines } from "./text_lines.js";
import { gettext } from "./words.js";

/** @typedef {import("./wav.js").Clip} Clip */

export class ReviewPlayer {
  /** @param {Sound | null} sound already unlocked; else made in the first tap */
  constructor(sound) {
    this.sound = sound;
    /** @type {{button: HTMLElement, label: string} | null} */
    this.playing = null;
  }

  /**
   * @param {string} label what the button does, for those who do not see it
   * @param {() => Promise<Clip>} clip
   * @param {boolean} [large]
   */
  button(label, clip, large = false) {
    const button = make("button", { class: large ? "round round--large" : "round", type: "button" });
    this._face(button, label, false);
    button.addEventListener("click", () => void this._toggle(button, label, clip));
    return button;
  }

  stop() {
    this.sound?.stop();
    if (this.playing) this._face(this.playing.button, this.playing.label, false);
    this.playing = null;
  }

  /** @param {HTMLElement} button @param {string} label @param {() => Promise<Clip>} clip */
  async _toggle(button, label, clip) {
    const again = this.playing?.button !== button;
    this.stop();
    if (!again) return;
    const mine = { button, label };
    this.playing = mine;
    this._face(button, label, true);
    try {
      this.sound ??= new Sound();
      await this.sound.unlock();
      const ready = await clip();
      if (this.playing === mine) await this.sound.play(ready);
    } catch {
      if (!button.nextElementSibling?.matches("[role=status]")) {
        button.after(make("div", { class: "round__gone", role: "status" }, ...textLines("sound.missing")));
      }
    }
    if (this.playing === mine) this.stop();
  }

  /** @param {HTMLElement} button @param {string} label @param {boolean} on */
  _face(button, label, on) {
    button.classList.toggle("is-playing", on);
    button.replaceChildren(icon(on ? "stop" : "play"), unseen(on ? gettext("Stop") : label));
  }
}
