// @ts-check
/** Keys of the talk. They keep away from fields, and can be changed or switched off. */

import { byId, memory } from "./dom.js";
import { Keymap } from "./keymap.js";
import { KeysView } from "./keys_view.js";

/**
 * @param {{session: () => import("./session.js").Session | null, view: import("./talk_view.js").TalkView, english: () => import("./in_english.js").InEnglish | null, translates: boolean}} page
 */
export function talkKeys({ session, view, english, translates }) {
  const on = byId("keys");
  on.checked = memory.get("keys", "on") === "on";
  on.addEventListener("change", () => memory.set("keys", on.checked ? "on" : "off"));
  const keys = new Keymap(memory, translates ? [] : ["english"]);
  const list = new KeysView(keys);
  let held = "";
  let asked = ""; // the key of a question

  /** @param {string} code */
  const release = (code) => {
    if (code === held) session()?.release();
    if (code === asked) english()?.release();
    if (code === held) held = "";
    if (code === asked) asked = "";
  };

  /** @param {KeyboardEvent} event */
  const down = (event) => {
    if (list.take(event)) return;
    const talk = session();
    const sheet = [view.moves, view.report, view.english].find((each) => each?.open);
    if (event.code === "Escape" && sheet) {
      sheet.close(); // and stops no sound
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
  addEventListener("keyup", (event) => release(event.code));
  addEventListener("blur", () => [held, asked].forEach(release));
}
