// @ts-check
/** The options' list of keys: each is changed by pressing another one, or switched off. */

import { byId, make, unseen } from "./dom.js";
import { ACTIONS, keyName } from "./keymap.js";

/** @typedef {import("./keymap.js").Action} Action */

export class KeysView {
  /** @param {import("./keymap.js").Keymap} keys */
  constructor(keys) {
    this.keys = keys;
    this.list = byId("key-list");
    this.said = byId("key-said");
    /** @type {Action | null} its new key is waited for */
    this.waits = null;
    byId("keys-usual").addEventListener("click", () => {
      keys.reset();
      this._draw("All keys are as usual.");
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
    if (event.code === "Tab") this._waitFor(null, "Nothing was changed.");
    else {
      const inTheWay = this.keys.set(action, event.code);
      if (inTheWay) this.said.textContent = inTheWay;
      else this._done(action, `${ACTIONS[action].does}: ${keyName(event.code)}.`);
    }
    return true;
  }

  /** @param {Action} action @param {string} words */
  _done(action, words) {
    this.waits = null;
    this._draw(words);
    this._button(action)?.focus({ preventScroll: true });
  }

  /** @param {Action | null} action @param {string} words */
  _waitFor(action, words) {
    const before = action ?? this.waits;
    this.waits = action;
    this._draw(words);
    if (before) this._button(before)?.focus({ preventScroll: true });
  }

  /** @param {string} words */
  _draw(words) {
    const names = /** @type {Action[]} */ (Object.keys(ACTIONS));
    this.list.replaceChildren(...names.map((action) => this._row(action)));
    this.said.textContent = words;
  }

  /** @param {Action} action @returns {HTMLElement | null} */
  _button(action) {
    return this.list.querySelector(`[data-action="${action}"] .keys__key`);
  }

  /** @param {Action} action */
  _row(action) {
    const { does } = ACTIONS[action];
    const code = this.keys.codeOf(action);
    const waits = this.waits === action;
    const label = waits ? "Press a key" : code ? keyName(code) : "Off";
    const key = make("button", { class: "keys__key", type: "button" }, unseen(`${does}: `), label);
    key.toggleAttribute("data-waits", waits);
    key.addEventListener("click", () => this._waitFor(action, `Press the new key for “${does}”. Tab leaves it as it is.`));
    key.addEventListener("blur", () => {
      if (this.waits === action && key.isConnected) this._waitFor(null, "");
    });
    const off = make("button", { class: "plain keys__off", type: "button" }, "Off");
    off.append(unseen(`: ${does}`));
    off.hidden = code === "";
    off.addEventListener("click", () => {
      this.keys.set(action, "");
      this._done(action, `${does}: no key.`);
    });
    return make("li", { "data-action": action }, make("span", { "aria-hidden": "true" }, does), key, off);
  }
}
