// @ts-check
/** One notice at a time: what happened, what is safe, and at most two things to do. */

import { byId, make } from "./dom.js";
import { textLines } from "./text_lines.js";
import { gettext } from "./words.js";

/** @typedef {{label: string, run: () => void}} Action */

export class Notice {
  constructor() {
    this.box = byId("notice");
    this.code = "";
  }

  /** @param {string} code of texts.js @param {Action[]} [actions] @param {Record<string, string>} [values] */
  show(code, actions = [], values = {}) {
    this._fill(code, textLines(code, values), actions);
  }

  /**
   * Something that takes its time: a ring moves, and only the words change while it lasts.
   * @param {string} code of texts.js @param {Action[]} actions @param {Record<string, string>} values
   */
  wait(code, actions, values) {
    if (this.code !== code) {
      this.show(code, actions, values);
      this.box.prepend(make("span", { class: "notice__ring", "aria-hidden": "true" }));
      return;
    }
    this.box.querySelector("div")?.replaceChildren(...textLines(code, values));
  }

  /** A text that came ready from the server. @param {string} title @param {string} detail */
  say(title, detail) {
    this._fill("server", [make("p", {}, make("strong", {}, title), " ", detail)], [
      { label: gettext("All right"), run: () => this.clear() },
    ]);
  }

  /** Take a notice away, if it is (still) this one. @param {string} [code] its beginning */
  clear(code = "") {
    if (!this.code.startsWith(code)) return;
    this.code = "";
    this.box.hidden = true;
    this.box.replaceChildren();
  }

  /** @param {string} code @param {HTMLElement[]} lines @param {Action[]} actions */
  _fill(code, lines, actions) {
    this.code = code;
    const buttons = actions.map(({ label, run }) => {
      const button = make("button", { class: "button button--quiet", type: "button" }, label);
      button.addEventListener("click", run);
      return button;
    });
    this.box.replaceChildren(make("div", {}, ...lines), ...buttons);
    this.box.hidden = false;
  }
}
