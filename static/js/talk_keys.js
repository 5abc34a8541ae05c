// @ts-check
/** Keys of the talk. They keep away from fields, and can be changed or switched off. */

import { byId, memory } from "./dom.js";
import { Keymap } from "./keymap.js";
import { KeysView } from "./keys_view.js";

/**
 * @typedef {object} Page
 * @property {() => import("./session.js").Session | null} session
 * @property {import("./talk_view.js").TalkView} view
 * @property {() => {press: () => void, release: () => void} | null} english "How do I say…?"
 * @property {boolean} translates whether there is such a thing here
 */

/** @param {Page} page */
export function talkKeys({ session, view, english, translates }) {
  const on = byId("keys");
  on.checked = memory.get("keys", "on") === "on";
  on.addEventListener("change", () => memory.set("keys", on.checked ? "on" : "off"));
  const keys = new Keymap(memory, translates ? [] : ["english"]);
  const list = new KeysView(keys);
  let held = "";
  let asked = ""; // the key of a question that is being asked

  const release = () => {
    if (held) session()?.release();
    held = "";
  };
  const answer = () => {
    if (asked) english()?.release();
    asked = "";
  };

  /** @param {KeyboardEvent} event */
  const down = (event) => {
    if (list.take(event)) return;
    const talk = session();
    if (event.code === "Escape" && view.moves.open) {
      view.moves.close(); // and stops no sound
      return;
    }
    if (event.code === "Escape" && view.report.open) {
      view.report.close();
      return;
    }
    if (event.code === "Escape" && view.english?.open) {
      view.english.close();
      return;
    }
    if (!talk || !on.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = /** @type {HTMLElement} */ (event.target);
    const action = keys.actionOf(event.code);
    const writes = Boolean(at.closest("input:not([type=checkbox]):not([type=radio]), textarea, select"));
    if (!action || (writes && !(action === "stop" && event.code === "Escape"))) return;
    // On any other button the keys that press buttons press that button.
    if (["Space", "Enter"].includes(event.code) && at.closest("button:not(#voice), a, summary, input")) return;
    if (action === "hold") {
      if (!view.hold || view.retell.open) return;
      event.preventDefault();
      if (event.repeat || held) return;
      held = event.code;
      talk.press();
      return;
    }
    if (action === "english") {
      event.preventDefault();
      if (event.repeat || asked) return;
      asked = event.code;
      english()?.press();
      return;
    }
    if (event.repeat) return;
    if (view.retell.open && ["moves", "withdraw"].includes(action)) return;
    if (action === "stop") talk.hush();
    else if (action === "repeat") talk.repeat(false);
    else if (action === "subtitles") view.lines.toggleSubtitles();
    else if (action === "moves") view.moves.toggle();
    else if (action === "withdraw") talk.lesson.withdraw();
    else {
      const card = view.replies.cards[Number(action.at(-1)) - 1];
      if (!card) return;
      talk.hear(card.key);
    }
    if (event.code !== "Escape") event.preventDefault();
  };
  addEventListener("keydown", down, true);
  addEventListener("keyup", (event) => {
    if (event.code === held) release();
    if (event.code === asked) answer();
  });
  addEventListener("blur", release);
  addEventListener("blur", answer);
}
