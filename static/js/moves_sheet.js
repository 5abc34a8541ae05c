// @ts-check
/** "?": what may be said at any time, to be read aloud or tapped. The talk and its microphone go on. */

import { byId, make, unseen } from "./dom.js";
import { gettext } from "./words.js";

/** @typedef {{key: string, text: string, translation: string}} Move */

export class MovesSheet {
  /** @param {{choose: (key: string) => void, helped: (help: string) => void, onChange: () => void, onOpen: () => void}} hooks */
  constructor(hooks) {
    this.hooks = hooks;
    this.box = byId("moves");
    this.list = byId("moves-list");
    this.opener = byId("moves-open");
    this.opener.addEventListener("click", () => this.toggle());
    byId("moves-close").addEventListener("click", () => this.close());
    /** @type {HTMLButtonElement[]} moves that have a button of their own besides */
    this.buttons = [...document.querySelectorAll("button[data-move]")].map((button) => /** @type {any} */ (button));
    for (const button of this.buttons) button.addEventListener("click", () => hooks.choose(button.dataset.move ?? ""));
  }

  get open() {
    return !this.box.hidden;
  }

  /** @param {Move[]} moves */
  offered(moves) {
    this.list.replaceChildren(...moves.map((move) => this._item(move)));
    this.opener.hidden = moves.length === 0;
    for (const button of this.buttons) button.disabled = !moves.some(({ key }) => key === button.dataset.move);
    if (moves.length === 0) this.close();
  }

  toggle() {
    if (this.open) this.close();
    else if (!this.opener.hidden) this._show(true);
  }

  close() {
    if (!this.open) return;
    const inside = this.box.contains(document.activeElement);
    this._show(false);
    if (inside) this.opener.focus({ preventScroll: true });
  }

  /** @param {boolean} open */
  _show(open) {
    this.box.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
    if (open) this.hooks.onOpen();
    if (open) byId("moves-title").focus({ preventScroll: true });
    this.hooks.onChange();
  }

  /** @param {Move} move */
  _item({ key, text, translation }) {
    const say = make("button", { class: "moves__say", type: "button", lang: "en" }, text);
    say.addEventListener("click", () => {
      this.close();
      this.hooks.choose(key);
    });
    const item = make("li", { class: "moves__item" }, say);
    if (!translation) return item;
    const ru = make("p", { class: "moves__ru ru", lang: "ru" }, translation);
    ru.hidden = true;
    const shown = make("button", { class: "ru-button", type: "button", "aria-expanded": "false" });
    shown.append(make("span", { "aria-hidden": "true" }, "RU"), unseen(`${gettext("Translation:")} `), make("span", { class: "hidden", lang: "en" }, text));
    shown.addEventListener("click", () => {
      ru.hidden = !ru.hidden;
      shown.setAttribute("aria-expanded", String(!ru.hidden));
      if (!ru.hidden) this.hooks.helped("translation");
    });
    item.append(shown, ru);
    return item;
  }
}
