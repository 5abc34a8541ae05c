// @ts-check
/**
 * "How do I say…?": held while the learner asks in their own language. Its sound goes to the question and
 * not to the talk: the open turn is neither ended by it nor has any of it. She waits meanwhile.
 */

import { decibels } from "./echo.js";
import { EnglishSheet } from "./english_sheet.js";
import { Question } from "./question.js";
import { wavFile } from "./review_record.js";
import { voiceButton } from "./voice_button.js";

const TAIL_MS = 600; // a microphone that gives nothing more
const ANSWER_MS = 30_000;
const LATE_MS = 6000;
const APART_MS = 27_000; // from the press; a turn that gets no sound for half a minute is given up by the server

/**
 * @typedef {object} Talk
 * @property {() => import("./session.js").Session | null} session
 * @property {import("./microphone.js").Microphone} microphone
 * @property {import("./talk_view.js").TalkView} view
 *
 * @typedef {{text: string, said: string, language: string, audio_url: string}} Answer
 * @typedef {Answer | {title: string, detail: string} | "unreached" | "signed_out"} Told
 */

export class InEnglish {
  /** @param {HTMLElement} main @param {Talk} talk */
  constructor(main, talk) {
    this.main = main;
    this.talk = talk;
    /** @type {Question | null} the one that is being asked */
    this.question = null;
    this.run = 0; // an answer to an earlier question is nobody's
    this.until = 0; // so long the open turn can do without sound
    /** @type {Answer | null} */
    this.answer = null;
    this.sheet = new EnglishSheet({
      hear: () => this._again(),
      onOpen: () => talk.view.showOnly("english"),
      onClose: () => this._leave(),
    });
    talk.view.english = this.sheet;
    const { button } = this.sheet;
    voiceButton(button, { hold: () => true, press: () => this.press(), release: () => this.release(), tap: () => {} });
  }

  press() {
    const { session, view, microphone } = this.talk;
    const talk = session();
    if (!talk || this.question?.held || !view.voiced || talk.finished || view.retell.open) return;
    this.run += 1;
    this.until = Date.now() + APART_MS;
    this.answer = null;
    this.question = new Question();
    talk.buddy.again.stop();
    talk.buddy.wait(true);
    if (view.paused) microphone.mute(false);
    this.sheet.listens();
    talk.update();
  }

  release() {
    const { question } = this;
    if (!question?.held) return;
    question.release();
    this.sheet.thinks();
    setTimeout(() => {
      if (question !== this.question) return;
      question.end();
      this._asked(question);
    }, TAIL_MS);
  }

  /** A frame of the microphone's. @param {import("./microphone.js").Heard} heard @returns {boolean} whether the talk does without it */
  takes({ pcm, rms }) {
    const { question } = this;
    if (!question) return this._apart;
    const { held } = question;
    question.takes(pcm);
    if (question.endsSoon) this.sheet.endsSoon();
    if (held && !question.held) this.sheet.thinks(true);
    else if (held) this.sheet.level(Math.max(0, Math.min(1, (decibels(rms) + 55) / 45)));
    if (question.over) this._asked(question);
    return true;
  }

  /** Whether the talk waits for the answer; an open turn also waits until that was heard. */
  get _apart() {
    const talk = this.talk.session();
    if (!talk?.buddy.waits || talk.uplink.pressed || Date.now() > this.until) return false;
    return this.sheet.state === "thinks" || talk.speaking;
  }

  /** All of it is here. @param {Question} question */
  _asked(question) {
    this._unasked();
    if (question.tooShort) {
      this.sheet.trouble("how.slip");
      this._told();
    } else void this._ask(wavFile(question.samples()));
  }

  /** The microphone is the talk's again. */
  _unasked() {
    const { microphone, view } = this.talk;
    if (this.question && view.paused) microphone.mute(true);
    this.question = null;
  }

  /** @param {ArrayBuffer} sound */
  async _ask(sound) {
    const { run } = this;
    const late = setTimeout(() => run === this.run && this.sheet.late(), LATE_MS);
    const told = await this._post(sound);
    clearTimeout(late);
    if (run !== this.run) return;
    if (told === "unreached") this.sheet.trouble("how.unreached");
    else if (told === "signed_out") this.sheet.signedOut(this._signIn);
    else if ("title" in told) this.sheet.refused(told.title, told.detail);
    else {
      this.answer = told;
      this.sheet.says(told, this.talk.view.hold);
    }
    this._told();
  }

  /** It stands there: turns that begin now are about it. The English aloud, unless the learner speaks already. */
  _told() {
    const talk = this.talk.session();
    this.sheet.newest = talk?.spoken ?? 0;
    if (this.answer && !talk?.uplink.pressed) this._sound();
    else this._goOn();
  }

  /** The way back here over the page where one signs in. */
  get _signIn() {
    return `${this.talk.view.page.signIn ?? "/"}?next=${encodeURIComponent(location.pathname)}`;
  }

  /** @param {ArrayBuffer} body @returns {Promise<Told>} */
  async _post(body) {
    const token = /** @type {HTMLInputElement} */ (this.main.querySelector("[name=csrfmiddlewaretoken]")).value;
    try {
      const response = await fetch(`${this.main.dataset.base}how/`, {
        method: "POST",
        body,
        headers: { "Content-Type": "audio/wav", "X-CSRFToken": token, Accept: "application/json" },
        credentials: "same-origin",
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      const told = await response.json().catch(() => ({}));
      if (told.text || told.title) return told;
      // To the page for signing in, or by a token of a session that is over: asking again is no use.
      return response.redirected || response.status === 403 ? "signed_out" : "unreached";
    } catch {
      return "unreached";
    }
  }

  /** "Hear it again". */
  _again() {
    this.until = Date.now() + APART_MS;
    this._sound();
  }

  /** The English aloud; then she goes on. */
  _sound() {
    const { answer } = this;
    if (answer) this.talk.session()?.buddy.aside({ url: answer.audio_url, text: answer.text });
  }

  /** The sheet was closed. */
  _leave() {
    this.run += 1;
    this._unasked();
    if (this.answer) this.talk.session()?.buddy.again.stop();
    this.answer = null;
    this._goOn();
  }

  _goOn() {
    const talk = this.talk.session();
    talk?.buddy.wait(false);
    talk?.update();
  }
}
