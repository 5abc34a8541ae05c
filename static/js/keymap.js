// @ts-check
/** Which key does what. Each can be changed or switched off, and this device remembers it. */

import { gettext } from "./words.js";

/** @typedef {"hold" | "card1" | "card2" | "card3" | "repeat" | "subtitles" | "moves" | "english" | "withdraw" | "stop"} Action */

/** @type {Record<Action, {does: string, code: string}>} in the order of the list; `code` is the usual key */
export const ACTIONS = {
  hold: { does: gettext("Hold to speak"), code: "Space" },
  card1: { does: gettext("Hear the first line"), code: "Digit1" },
  card2: { does: gettext("Hear the second line"), code: "Digit2" },
  card3: { does: gettext("Hear the third line"), code: "Digit3" },
  repeat: { does: gettext("Hear the question again"), code: "KeyR" },
  subtitles: { does: gettext("Subtitles"), code: "KeyS" },
  moves: { does: gettext("Things you can always say"), code: "KeyH" },
  english: { does: gettext("How do I say…? Hold, and ask"), code: "KeyQ" },
  withdraw: { does: gettext("Not this one"), code: "KeyN" },
  stop: { does: gettext("Stop the sound"), code: "Escape" },
};
const NAMES = /** @type {Action[]} */ (Object.keys(ACTIONS));

// They move about the page, or belong to the browser and to screen readers.
const RESERVED = /^(Tab|Enter|NumpadEnter|(Shift|Control|Alt|Meta|OS)(Left|Right)|CapsLock|ContextMenu|F\d+|Insert|)$/;
/** @type {Record<string, string>} */
const SIGNS = {
  Escape: "Esc",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Minus: "-",
  Equal: "=",
  Comma: ",",
  Period: ".",
  Slash: "/",
  Backslash: "\\",
  Semicolon: ";",
  Quote: "'",
  Backquote: "`",
  BracketLeft: "[",
  BracketRight: "]",
};

/** What stands on the key. @param {string} code of a KeyboardEvent @returns {string} */
export function keyName(code) {
  if (code === "Space") return gettext("Space");
  return SIGNS[code] ?? code.replace(/^(Key|Digit)/, "").replace(/^Numpad/, `${gettext("Number pad")} `);
}

export class Keymap {
  /**
   * @param {{get: (name: string, otherwise: string) => string, set: (name: string, value: string) => void}} memory
   * @param {Action[]} [missing] what this page cannot do: its keys are free
   */
  constructor(memory, missing = []) {
    this.memory = memory;
    this.actions = NAMES.filter((name) => !missing.includes(name));
    /** @type {Partial<Record<Action, string>>} what is not as usual; empty: off */
    this.own = read(memory.get("keymap", "{}"));
  }

  /** @param {Action} action @returns {string} empty: it has no key */
  codeOf(action) {
    return this.own[action] ?? ACTIONS[action].code;
  }

  /** @param {string} code @returns {Action | null} */
  actionOf(code) {
    const known = code.replace(/^Numpad(?=\d$)/, "Digit");
    return this.actions.find((action) => this.codeOf(action) !== "" && [code, known].includes(this.codeOf(action))) ?? null;
  }

  /**
   * @param {Action} action @param {string} code empty: no key
   * @returns {string} what stands in the way, in words; empty: it is done
   */
  set(action, code) {
    if (code !== "" && RESERVED.test(code)) return gettext("That key moves about the page. Please choose another.");
    const taken = code === "" ? null : this.actionOf(code);
    if (taken && taken !== action) {
      const values = { key: keyName(code), action: ACTIONS[taken].does };
      return gettext("{key} is taken: “{action}”. Choose another, or change that one first.", values);
    }
    this.own = { ...this.own, [action]: code };
    if (code === ACTIONS[action].code) delete this.own[action];
    this.memory.set("keymap", JSON.stringify(this.own));
    return "";
  }

  /** All as usual. */
  reset() {
    this.own = {};
    this.memory.set("keymap", "{}");
  }
}

/** @param {string} text @returns {Partial<Record<Action, string>>} */
function read(text) {
  try {
    const stored = JSON.parse(text);
    return Object.fromEntries(NAMES.filter((name) => typeof stored?.[name] === "string").map((name) => [name, stored[name]]));
  } catch {
    return {};
  }
}
