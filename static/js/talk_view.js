// @ts-check
/** The talk on the page: her line, the replies, the voice button, and what stands in the way. */

import { byId } from "./dom.js";
import { LinesView } from "./lines_view.js";
import { MovesSheet } from "./moves_sheet.js";
import { Notice } from "./notice.js";
import { RepliesView } from "./replies_view.js";
import { ReportSheet } from "./report_sheet.js";
import { RetellView } from "./retell_view.js";
import { Typing } from "./typing.js";
import { Waiting } from "./waiting.js";
import { gettext } from "./words.js";

/**
 * @typedef {object} Hooks
 * @property {(key: string) => void} hear
 * @property {(text: string, ref: string) => void} type
 * @property {(move: string) => void} move
 * @property {(help: string) => void} helped a help was used
 * @property {() => void} withdraw "Not this one"
 * @property {{press: () => void, release: () => void, skip: () => void}} story
 * @property {(translations: boolean) => void} wishes to read her lines in the learner's own language, too
 * @property {() => void} onChange
 * @property {() => void} gone the socket is closed for good
 * @property {() => void} takeBack bring a talk back that was opened elsewhere
 * @property {(url: string) => void} review
 * @property {() => boolean} keeps the learner's voice is in this tab
 */

export class TalkView {
  /** @param {DOMStringMap} page data of the main element @param {Hooks} hooks */
  constructor(page, hooks) {
    this.page = page;
    this.hooks = hooks;
    this.notice = new Notice();
    const { hear, helped, keeps, onChange } = hooks;
    this.replies = new RepliesView({ hear, helped });
    const { persona = "", subtitles = "on", translates = "", translations = "off" } = page;
    /** @param {import("./report_sheet.js").Line} line @returns {HTMLElement} */
    const flag = (line) => this.report.flag(line);
    /** @type {LinesView} */
    this.lines = new LinesView({ persona, subtitles, translates, translations, keeps, helped, takeBack: hooks.withdraw, flag, onWish: hooks.wishes });
    this.typing = new Typing(page.base ?? "", hooks.type);
    this.waiting = new Waiting(this.notice, () => this.typing.show(true));
    /** @type {import("./english_sheet.js").EnglishSheet | null} null: nobody translates here, or not yet */
    this.english = null;
    this.moves = new MovesSheet({ choose: hooks.move, helped, onChange, onOpen: () => this.showOnly("moves") });
    /** @type {ReportSheet} */
    this.report = new ReportSheet({
      line: () => this.lines.shown,
      onOpen: () => this.showOnly("report"),
      onChange,
      away: () => this.focusAnswer(),
    });
    this.retell = new RetellView({ ...hooks.story, write: () => this.typing.story(), told: () => this.typing.show(false) });
    this.button = byId("voice");
    this.words = byId("state");
    this.use = this.button.querySelector("use");
    this.voiced = false;
    this.hold = false;
    this.paused = false;
    this.oneSpeaks = false; // at a time: the button interrupts her
    this.alive = false; // the microphone has given its first sound
    this.now = "idle";
  }

  /** The threshold is passed. @param {boolean} voiced */
  begin(voiced) {
    this.voiced = voiced;
    document.body.classList.add("is-under-way");
    document.body.classList.toggle("is-typing", !voiced);
    byId("threshold").hidden = true;
    byId("stage").hidden = false;
    byId("dock").hidden = false;
    byId("hold-choice").hidden = !voiced;
    this.typing.show(!voiced || this.typing.field.value !== "");
    if (voiced) this.button.focus({ preventScroll: true });
  }

  /** One sheet at a time. @param {"moves" | "report" | "english"} sheet the one that opens */
  showOnly(sheet) {
    if (sheet !== "moves") this.moves.close();
    if (sheet !== "report") this.report.close();
    if (sheet !== "english") this.english?.close();
  }

  /** Where an answer begins, for somebody whose button has just gone. */
  focusAnswer() {
    (this.voiced ? this.button : this.typing.field).focus({ preventScroll: true });
  }

  /** The microphone is not wanted any more: the words take its place. */
  unheard() {
    this.hooks.gone();
    this.voiced = false;
    document.body.classList.add("is-typing");
    byId("hold-choice").hidden = true;
    this.retell.unheard();
    this.typing.show(true);
  }

  /** @param {number} level 0..1 */
  level(level) {
    this.retell.level(level);
    const shown = this.now === "listening" || this.now === "yours" ? level : 0;
    this.button.style.setProperty("--level", (this.paused ? 0 : shown).toFixed(2));
  }

  /** Nothing on the page is in use or in the way: a silence is a silence. */
  get quiet() {
    const busy = this.moves.open || this.report.writes || this.english?.open || !byId("how").hidden || this.typing.field.value !== "" || this.notice.code !== "";
    return !busy && (!this.voiced || (this.alive && !this.paused));
  }

  /** @param {string} state */
  state(state) {
    this.now = state;
    if (state === "yours") this.lines.settle();
    const words = this._words(state);
    if (this.words.textContent !== words) this.words.textContent = words;
    const label = this.hold ? gettext("Hold to talk") : this._interrupts ? gettext("Interrupt") : this.paused ? gettext("Listen to me again") : gettext("Pause the microphone");
    byId("voice-label").textContent = label;
    this.button.toggleAttribute("data-paused", this.paused);
    this.use?.setAttribute("href", `#icon-${this.paused ? "mic-off" : "mic"}`);
    if (state !== "listening" && state !== "yours") this.level(0);
    byId("finish").hidden = state === "finished";
  }

  /** The socket was closed for good. @param {number} code @param {string} review */
  closed(code, review) {
    const go = (/** @type {string} */ url) => () => location.assign(url);
    const { signIn = "/", topics = "/", review: after = "/" } = this.page;
    /** @type {Record<number, import("./notice.js").Action>} */
    const actions = {
      4401: { label: gettext("Sign in"), run: go(signIn) },
      4403: { label: gettext("Sign in"), run: go(signIn) },
      4404: { label: gettext("Choose a topic"), run: go(topics) },
      4410: { label: gettext("Go to the first page"), run: go("/") },
      4409: { label: gettext("Use it here"), run: this.hooks.takeBack },
    };
    this.notice.show(`close.${code}`, [actions[code] ?? { label: gettext("Load again"), run: () => location.reload() }]);
    this.hooks.gone();
  }

  /** @param {string} url */
  review(url) {
    this.hooks.review(url);
  }

  get _interrupts() {
    return this.oneSpeaks && this.voiced && !this.hold && this.now === "buddy";
  }

  /** @param {string} state @returns {string} */
  _words(state) {
    if (state === "buddy") return this._interrupts ? gettext("Tap to interrupt") : gettext("{name} is speaking", { name: this.page.persona ?? "" });
    if (state === "listening") return gettext("I’m listening");
    if (state === "offline") return gettext("Not connected");
    if (state === "finished") return gettext("The talk is over");
    if (state !== "yours") return gettext("One moment");
    if (!this.voiced) return gettext("Your turn");
    if (this.paused) return gettext("Paused. Tap to go on");
    if (this.hold) return gettext("Your turn. Hold and speak");
    return this.alive ? gettext("Your turn") : gettext("One moment");
  }
}
