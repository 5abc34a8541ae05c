// @ts-check
/** Everything that was said before, and the same for screen readers as it is said. */

import { byId, make } from "./dom.js";

const MOST_LOGGED = 4;

export class HistoryView {
  constructor() {
    this.box = byId("sofar");
    this.list = byId("history");
    this.log = byId("log");
  }

  /**
   * @param {string} who @param {string} text @param {HTMLElement | null} [notes] @param {string} [lang] of the text
   * @returns {HTMLElement}
   */
  add(who, text, notes = null, lang = "en") {
    const item = make("li", {}, make("b", {}, `${who}:`), " ", make("span", { lang }, text));
    if (notes) item.append(notes);
    this.list.append(item);
    this.box.hidden = false;
    return item;
  }

  /** It is said now, or again. @param {HTMLElement | null} item */
  remove(item) {
    item?.remove();
    this.box.hidden = this.list.children.length === 0;
  }

  /** A final line: screen readers get it once. @param {string} who @param {string} text */
  say(who, text) {
    if (!text) return;
    this.log.append(make("p", {}, make("span", {}, `${who}: `), make("span", { lang: "en" }, text)));
    while (this.log.children.length > MOST_LOGGED) this.log.firstElementChild?.remove();
  }
}
