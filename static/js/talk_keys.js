// @ts-check
/** Keys of the talk. They keep away from fields, and can be switched off. */

import { byId, memory } from "./dom.js";

/** @param {{session: () => import("./session.js").Session | null, view: import("./talk_view.js").TalkView}} page */
export function talkKeys({ session, view }) {
  const on = byId("keys");
  on.checked = memory.get("keys", "on") === "on";
  on.addEventListener("change", () => memory.set("keys", on.checked ? "on" : "off"));
  let held = false;

  const release = () => {
    if (held) session()?.release();
    held = false;
  };

  addEventListener("keydown", (event) => {
    const talk = session();
    if (!talk || !on.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = /** @type {HTMLElement} */ (event.target);
    if (event.key === "Escape") {
      talk.buddy.hush();
      return;
    }
    if (at.closest("input, textarea, select")) return;
    if (event.code === "Space") {
      // On any other button Space presses that button.
      if (!view.hold || at.closest("button:not(#voice), a, summary")) return;
      event.preventDefault();
      if (!event.repeat && !held) {
        held = true;
        talk.press();
      }
      return;
    }
    const card = view.replies.cards[Number(event.key) - 1];
    if (card) talk.buddy.hear(card.key);
    else if (event.code === "KeyR") talk.buddy.repeat(false);
    else if (event.code === "KeyS") view.lines.toggleSubtitles();
    else if (event.code === "KeyH") view.replies.toggleTip();
  });
  addEventListener("keyup", (event) => {
    if (event.code === "Space") release();
  });
  addEventListener("blur", release);
}
