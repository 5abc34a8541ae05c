// @ts-check
/**
 * What takes the talk away for a while: a call, a locked screen, another tab. The talk keeps still, the
 * turn is kept, and a tap goes on.
 */

import { gettext } from "./words.js";

/**
 * @typedef {object} Page
 * @property {() => import("./session.js").Session | null} session
 * @property {() => import("./sound.js").Sound | null} sound
 * @property {import("./microphone.js").Microphone} microphone
 * @property {import("./notice.js").Notice} notice
 * @property {() => boolean} paused by the learner's own hand
 * @property {() => boolean} leaving
 */

export class Interruptions {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.away = false; // the page is, or was, behind another
    document.addEventListener("visibilitychange", () => this._seen());
  }

  /** The system took the sound away, or gave it back. */
  changed() {
    const { session, notice, leaving } = this.page;
    if (!session() || leaving()) return;
    const { asleep } = this;
    session()?.buddy.sleep(asleep || this.away);
    if (asleep) notice.show("sound.locked", [{ label: gettext("Go on"), run: () => void this.goOn() }]);
    else notice.clear("sound.locked");
  }

  get asleep() {
    return Boolean(this.page.sound()?.locked) || this.page.microphone.asleep;
  }

  /** Call in a tap. */
  async goOn() {
    const { session, sound, microphone, notice, paused } = this.page;
    await Promise.all([sound()?.unlock(), microphone.wake()]);
    if (this.away) {
      this.away = false;
      microphone.mute(paused());
      session()?.away(false);
      notice.clear("sound.away");
    }
    this.changed();
  }

  _seen() {
    const { session, microphone, notice, leaving } = this.page;
    const talk = session();
    if (!talk || talk.finished || leaving()) return;
    if (document.hidden) {
      this.away = true;
      microphone.mute(true); // nobody is overheard by a page that is out of sight
      talk.away(true);
    } else if (this.away) notice.show("sound.away", [{ label: gettext("Go on"), run: () => void this.goOn() }]);
  }
}
