// @ts-check
/** Small helpers for building pages by hand. */

/** The element with this id; a page without it is broken. @param {string} id @returns {any} */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`#${id} is not on this page`);
  return element;
}

/**
 * @param {string} tag @param {Record<string, string>} [attributes] @param {(Node | string)[]} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** @param {string} name of a symbol in `_icons.svg` @returns {SVGElement} */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** Text for screen readers only. @param {string} text */
export function unseen(text) {
  return make("span", { class: "hidden" }, text);
}

/** What this browser remembers; without storage, what it was told last on this page. */
export const memory = {
  /** @type {Map<string, string>} */
  page: new Map(),

  /** @param {string} name @param {string} otherwise */
  get(name, otherwise) {
    try {
      return localStorage.getItem(`im4talkin.${name}`) ?? otherwise;
    } catch {
      return this.page.get(name) ?? otherwise;
    }
  },

  /** @param {string} name @param {string} value */
  set(name, value) {
    this.page.set(name, value);
    try {
      localStorage.setItem(`im4talkin.${name}`, value);
    } catch {
      // Storage is off; the page remembers.
    }
  },
};
