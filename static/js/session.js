// @ts-check
/**
 * The state of a talk: what the server tells, what sounds, what the learner does.
 *
 * The server decides what is a turn and what interrupts; the page ducks, obeys and shows. States, on
 * `<body data-state>`: idle, connecting, buddy, yours, listening, thinking, finished, offline.
 */

import { BuddyVoice } from "./buddy_voice.js";
import { SAMPLE_RATE } from "./frames.js";
import { Lesson } from "./lesson.js";
import { told } from "./session_events.js";
import { TalkSocket } from "./socket.js";
import { Cues } from "./sounds.js";
import { Unanswered } from "./unanswered.js";
import { Uplink } from "./uplink.js";
import { gettext } from "./words.js";

/** @typedef {import("./socket.js").Message} Message */

export class Session {
  /**
   * @param {{socket: string, base: string, voiced: boolean, told: boolean, onEcho: (echo: import("./uplink.js").Echo) => void}} talk
   *   voiced: with a microphone; told: her last words were heard in another visit; onEcho: see Uplink
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
    this.cues = new Cues(sound);
    this.buddy = new BuddyVoice(sound, view, {
      base: talk.base,
      send: (message) => this.socket.send(message),
      onPlayed: () => this.maybeReview(),
      onChange: () => this.update(),
    });
    this.socket = new TalkSocket(talk.socket, {
      join: () => ({
        rate: SAMPLE_RATE,
        mode: this._mode(),
        voice: this.buddy.voice,
        translations: view.lines.translation.always,
        held: talk.voiced ? this.uplink.held() : null,
      }),
      onMessage: (message, missed) => {
        if (this.lesson.isVoid(message)) return;
        told(this, message, missed);
        this.update();
      },
      onFrame: (data) => this.buddy.frame(data),
      onResume: () => talk.voiced && this.uplink.onResume(),
      onReady: () => this._ready(),
      onLost: () => this._lost(),
      onClosed: (code) => this._closed(code),
    });
    /** @type {Uplink} */
    this.uplink = new Uplink(this.socket, this.buddy, () => this.buddy.playing, {
      onLevel: (level) => view.level(level),
      onSlow: (slow) => (slow ? view.notice.show("connection.slow") : view.notice.clear("connection.slow")),
      onOver: () => this.buddy.again.stop(),
      onEcho: talk.onEcho,
    });
    this.unanswered = new Unanswered(this.socket);
    this.lesson = new Lesson(this, view);
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

  /** Said without the microphone: typed, or a move. @param {Message} message with a `ref` */
  say(message) {
    this.release();
    this.hush();
    this.unanswered.say(message);
    this.waiting = true;
    this.update();
  }

  /** Silence, by the learner's hand. */
  hush() {
    this.lesson.stopReading();
    this.buddy.hush();
  }

  /** Her line once more. @param {boolean} slowly */
  repeat(slowly) {
    this.lesson.stopReading();
    this.lesson.help(slowly ? "slowly" : "again");
    this.buddy.repeat(slowly);
  }

  /** A line that may be read. @param {string} key */
  hear(key) {
    this.lesson.stopReading();
    this.lesson.help("card");
    void this.buddy.hear(key);
  }

  /** Nobody is in front of the page: nothing sounds, nothing is heard, the turn is kept. @param {boolean} away */
  away(away) {
    this.release();
    this.uplink.away = away;
    this.buddy.sleep(away);
    this.update();
  }

  finish() {
    this.hush();
    this.socket.send({ type: "talk.finish" });
    this.waiting = true;
    this.update();
  }

  close() {
    this.lesson.close();
    this.buddy.close();
    this.socket.close();
  }

  update() {
    const state = this._state();
    this.state = state;
    const { dataset } = document.body;
    dataset.state = state;
    dataset.seq = String(this.socket.seq);
    dataset.turn = String(this.uplink.buffer.turn);
    this.view.state(state);
    this.cues.state(state);
    this.lesson.look();
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

  /** What was typed was not taken: here it is again. */
  giveBack() {
    this.view.typing.back();
    this.view.retell.heard(false);
    this.unanswered.forget();
  }

  _ready() {
    this.view.notice.clear("connection");
    if (this.talk.voiced) this.uplink.flush();
    this.unanswered.again();
    this.lesson.ready();
    this.buddy.takeUp(this.speaking || this.talk.told);
    this.talk.told = false;
    this.update();
  }

  /** The consent was taken back, in another tab: from here on the talk goes on in writing. */
  unheard() {
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
    const words = this.view.lines.lastWords;
    const now = [{ label: gettext("Try now"), run: () => this.socket.connectNow() }];
    if (words) this.view.notice.show("connection.lost", now, { words: `…${words}` });
    else this.view.notice.show("connection.lost_early", now);
    this.update();
  }

  /** The good-bye is heard to its end first. */
  maybeReview() {
    if (this.finished && !this.buddy.speaks) this.view.review(this.finished);
  }
}
