// @ts-check
/** The options' list of keys: each is changed by pressing another one, or switched off. */

import { byId, make, unseen } from "./dom.js";
import { ACTIONS, keyName } from "./keymap.js";
import { gettext } from "./words.js";

/** @typedef {import("./keymap.js").Action} Action */

export class KeysView {
  /** @param {import("./keymap.js").Keymap} keys */
  constructor(keys) {
    this.keys = keys;
    this.said = byId("key-said");
    /** @type {Action | null} its new key is waited for */
    this.waits = null;
    this.rows = keys.actions.map((action) => this._row(action));
    byId("key-list").replaceChildren(...this.rows.map(({ item }) => item));
    byId("keys-usual").addEventListener("click", () => {
      keys.reset();
      this._draw(gettext("All keys are as usual."));
    });
    this._draw("");
  }

  /** A key went down. @param {KeyboardEvent} event @returns {boolean} whether it was waited for */
  take(event) {
    const action = this.waits;
    if (!action) return false;
    if (/^(Shift|Control|Alt|Meta)/.test(event.code)) return true; // on the way to another key
    event.preventDefault();
    event.stopPropagation();
    if (event.code === "Tab") this._waitFor(null, gettext("Nothing was changed."));
    else {
      const inTheWay = this.keys.set(action, event.code);
      if (inTheWay) this.said.textContent = inTheWay;
      else this._waitFor(null, `${ACTIONS[action].does}: ${keyName(event.code)}.`);
    }
    return true;
  }

  /** @param {Action | null} action @param {string} words */
  _waitFor(action, words) {
    this.waits = action;
    this._draw(words);
  }

  /** @param {string} words */
  _draw(words) {
    for (const { action, key, label, off } of this.rows) {
      const code = this.keys.codeOf(action);
      const waits = this.waits === action;
      label.textContent = waits ? gettext("Press a key") : code ? keyName(code) : gettext("Off");
      key.toggleAttribute("data-waits", waits);
      off.hidden = code === "";
    }
    this.said.textContent = words;
  }

  /** @param {Action} action */
  _row(action) {
    const { does } = ACTIONS[action];
    const label = make("span", {});
    const key = make("button", { class: "keys__key", type: "button" }, unseen(`${does}: `), label);
    key.addEventListener("click", () => this._waitFor(action, gettext("Press the new key for “{action}”. Tab leaves it as it is.", { action: does })));
    key.addEventListener("blur", () => {
      if (this.waits === action) this._waitFor(null, "");
    });
    const off = make("button", { class: "plain keys__off", type: "button" }, gettext("Off"), unseen(`: ${does}`));
    off.addEventListener("click", () => {
      this.keys.set(action, "");
      this._draw(gettext("{action}: no key.", { action: does }));
      key.focus({ preventScroll: true }); // the button goes
    });
    return { action, key, label, off, item: make("li", { "data-action": action }, make("span", { "aria-hidden": "true" }, does), key, off) };
  }
}
