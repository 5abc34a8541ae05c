// @ts-check
/**
 * The state of a talk: what the server tells, what sounds, what the learner does.
 *
 * The server decides what is a turn and what interrupts; the page ducks, obeys and shows. States, on
 * `<body data-state>`: idle, connecting, buddy, yours, listening, thinking, finished, offline.
 */

import { BuddyVoice } from "./buddy_voice.js";
import { SAMPLE_RATE } from "./frames.js";
import { TalkSocket } from "./socket.js";
import { Uplink } from "./uplink.js";

/** @typedef {import("./socket.js").Message} Message */

const OUT_OF_STEP = "audio.turn"; // the numbers of frames, which joining sets right
const ABOUT_TYPING = /^(message\.(invalid|too_long)|talk\.over)$/; // not about sound: what was typed was not taken

export class Session {
  /**
   * @param {{socket: string, base: string, voiced: boolean}} talk voiced: with a microphone
   * @param {import("./sound.js").Sound} sound
   * @param {import("./talk_view.js").TalkView} view
   */
  constructor(talk, sound, view) {
    this.talk = talk;
    this.sound = sound;
    this.view = view;
    this.state = "idle";
    this.everJoined = false;
    this.speaking = false;
    this.spoken = 0; // the newest turn that was not typed
    this.waiting = true; // for her: at first for the opening
    this.finished = "";
    this.showsPartials = false;
    /** @type {Map<number, import("./wav.js").Clip>} the learner's turns, for the review */
    this.clips = new Map();
    /** @type {{type: string, text: string, ref: string} | null} typed, and not known to have arrived */
    this.typed = null;
    this.buddy = new BuddyVoice(sound, view, {
      base: talk.base,
      send: (message) => this.socket.send(message),
      onPlayed: () => this._maybeReview(),
      onChange: () => this.update(),
    });
    this.socket = new TalkSocket(talk.socket, {
      join: () => ({ rate: SAMPLE_RATE, mode: this._mode(), held: talk.voiced ? this.uplink.held() : null }),
      onMessage: (message, missed) => this.on(message, missed),
      onFrame: (data) => this.buddy.frame(data),
      onResume: () => talk.voiced && this.uplink.onResume(),
      onReady: () => this._ready(),
      onLost: () => this._lost(),
      onClosed: (code) => this._closed(code),
    });
    /** @type {Uplink} */
    this.uplink = new Uplink(this.socket, sound, () => this.buddy.playing, {
      onLevel: (level) => view.level(level),
      onSlow: (slow) => (slow ? view.notice.show("connection.slow") : view.notice.clear("connection.slow")),
      onOver: () => this.buddy.again.stop(),
    });
  }

  start() {
    this.socket.connect();
    this.buddy.player.resume();
    this.update();
  }

  /** @param {boolean} hold */
  setHold(hold) {
    if (this.uplink.hold === hold) return;
    this.release();
    this.uplink.setHold(hold);
    if (this.talk.voiced) this.socket.send({ type: "mode.set", mode: this._mode() });
    this.update();
  }

  press() {
    if (this.finished || this.uplink.pressed) return;
    this.buddy.yield();
    this.uplink.press();
    this.update();
  }

  release() {
    if (!this.uplink.pressed) return;
    this.uplink.release();
    this.waiting = true;
    this.update();
  }

  /** @param {string} text @param {string} ref */
  type(text, ref) {
    this.release();
    this.buddy.hush();
    this.typed = { type: "turn.type", text, ref };
    if (this.socket.ready) this.socket.send(this.typed); // else on joining: the same ref makes one turn
    this.waiting = true;
    this.update();
  }

  finish() {
    this.buddy.hush();
    this.socket.send({ type: "talk.finish" });
    this.waiting = true;
    this.update();
  }

  close() {
    this.buddy.close();
    this.socket.close();
  }

  /** @param {Message} message @param {boolean} missed from before this connection */
  on(message, missed) {
    const { uplink } = this;
    switch (message.type) {
      case "talk.joined":
        this.showsPartials = message.shows_partials;
        this.everJoined = true;
        uplink.onJoined(/** @type {any} */ (message));
        break;
      case "talk.offered":
        this.view.replies.show(/** @type {any} */ (message));
        break;
      case "turn.started":
        this.speaking = true;
        this.spoken = message.turn;
        uplink.onStarted(message.turn, message.offset);
        this.view.replies.listen();
        if (!missed) this.buddy.again.stop();
        break;
      case "turn.partial":
        this.view.replies.read(message.card, message.words_read);
        if (this.showsPartials && message.text) this.view.lines.hearing(message.text);
        break;
      case "turn.ended":
        this.speaking = false;
        this.waiting = true;
        uplink.onEnded(message.turn, message.samples);
        break;
      case "turn.heard":
        this._heard(message);
        break;
      case "turn.dismissed":
        this.speaking = false;
        this.waiting = false;
        uplink.onDropped(message.turn);
        this.view.replies.read(null, 0);
        break;
      case "turn.failed":
        this.speaking = false;
        this.waiting = false;
        uplink.onDropped(message.turn);
        if (message.turn !== this.spoken) this._giveBack();
        if (!missed) this.view.notice.say(message.title, message.detail);
        break;
      case "turn.revised":
        this.buddy.player.revised(message.turn, message.revision);
        this.view.lines.forget(message.turn);
        break;
      case "turn.corrected":
        this.view.lines.corrected(message.turn, message.corrections);
        break;
      case "reply.sentence":
      case "reply.ended":
        if (message.type === "reply.sentence" || message.sentences === 0) this.waiting = false;
        this.buddy.on(message, missed);
        break;
      case "reply.stop":
        this.buddy.yield();
        break;
      case "reply.resume":
        this.buddy.player.resume();
        break;
      case "audio.resend":
        uplink.onResend(/** @type {any} */ (message));
        break;
      case "talk.finished":
        this.finished = message.review_url;
        this.waiting = false;
        this.view.replies.hide();
        this._maybeReview();
        break;
      case "error.raised":
        if (ABOUT_TYPING.test(message.code)) this._giveBack();
        if (!this.buddy.speaks && !this.typed) this.waiting = false;
        if (message.code === "talk.consent") this._unheard();
        if (message.code === OUT_OF_STEP) this.socket.rejoin();
        else this.view.notice.say(message.title, message.detail);
        break;
    }
    this.update();
  }

  update() {
    const state = this._state();
    this.state = state;
    const { dataset } = document.body;
    dataset.state = state;
    dataset.seq = String(this.socket.seq);
    dataset.turn = String(this.uplink.buffer.turn);
    this.view.state(state);
  }

  _state() {
    if (this.finished && !this.buddy.speaks) return "finished";
    if (!this.socket.ready) return this.everJoined || this.socket.over ? "offline" : "connecting";
    if (this.speaking || this.uplink.pressed) return "listening";
    if (this.buddy.speaks) return "buddy";
    return this.waiting ? "thinking" : "yours";
  }

  /** @returns {"open" | "hold"} */
  _mode() {
    return this.uplink.hold || !this.talk.voiced ? "hold" : "open";
  }

  /** @param {Message} message */
  _heard(message) {
    const { turn, evidence, card, offset, samples } = message;
    const pcm = this.uplink.onHeard(turn, offset, samples);
    if (pcm) this.clips.set(turn, { rate: SAMPLE_RATE, samples: pcm });
    this.speaking = false;
    this.waiting = true;
    if (evidence === "typed") {
      this.view.typing.taken();
      this.typed = null;
    }
    this.view.lines.yours({ turn, evidence, text: message.text || (card ? this.view.replies.textOf(card) : "") });
    this.view.replies.taken(card);
  }

  /** What was typed was not taken: here it is again. */
  _giveBack() {
    this.view.typing.back();
    this.typed = null;
  }

  _ready() {
    this.view.notice.clear("connection");
    if (this.talk.voiced) this.uplink.flush();
    if (this.typed) this.socket.send(this.typed);
    this.buddy.takeUp(this.speaking);
    this.update();
  }

  /** The consent was taken back, in another tab: from here on the talk goes on in writing. */
  _unheard() {
    this.talk.voiced = false;
    this.uplink.presses.clear();
    this.view.unheard();
  }

  /** @param {number} code */
  _closed(code) {
    this.buddy.again.stop();
    this.buddy.player.pause();
    this.update();
    this.view.closed(code, this.finished);
  }

  _lost() {
    this.uplink.onLost();
    const words = this.view.lines.text.split(/\s+/).slice(-4).join(" ").replace(/[.?!,…]+$/, "");
    const now = [{ label: "Try now", run: () => this.socket.connectNow() }];
    if (words) this.view.notice.show("connection.lost", now, { words: `…${words}` });
    else this.view.notice.show("connection.lost_early", now);
    this.update();
  }

  /** The good-bye is heard to its end first. */
  _maybeReview() {
    if (this.finished && !this.buddy.speaks) this.view.review(this.finished);
  }
}
