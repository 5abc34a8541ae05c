// @ts-check
/**
 * The state of a talk: what the server tells, what sounds, what the learner does.
 *
 * The server decides what is a turn and what interrupts; the page ducks, obeys and shows. States, on
 * `<body data-state>`: idle, connecting, buddy, yours, listening, thinking, finished, offline.
 */

import { Again } from "./again.js";
import { SAMPLE_RATE, parseReplyFrame } from "./frames.js";
import { ReplyPlayer } from "./player.js";
import { TalkSocket } from "./socket.js";
import { Uplink } from "./uplink.js";
import { fetchWav } from "./wav.js";

/** @typedef {import("./socket.js").Message} Message */

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
    this.waiting = true; // for her: at first for the opening
    this.finished = "";
    this.showsPartials = false;
    /** @type {Map<number, import("./wav.js").Clip>} the learner's turns, for the review */
    this.clips = new Map();
    /** @type {Map<number, string>} sound of her last line, by sentence */
    this.urls = new Map();
    this.urlsTurn = -1;
    /** @type {Message[]} her newest reply of those missed */
    this.missed = [];
    /** @type {{type: string, text: string, ref: string} | null} typed, and not known to have arrived */
    this.typed = null;
    this.player = new ReplyPlayer(sound, fetchWav, {
      onSentence: (item) => view.lines.hers(item),
      onPlayed: (turn) => this._played(turn),
      onChange: () => this.update(),
    });
    this.again = new Again(sound, (key) => view.replies.sounding(key), () => view.notice.show("sound.missing"));
    this.socket = new TalkSocket(talk.socket, {
      join: () => ({ rate: SAMPLE_RATE, mode: this._mode(), held: talk.voiced ? this.uplink.buffer.held() : null }),
      onMessage: (message, missed) => this.on(message, missed),
      onFrame: (data) => {
        const frame = parseReplyFrame(data);
        if (frame) this.player.frame(frame);
      },
      onResume: () => talk.voiced && this.uplink.onResume(),
      onReady: () => this._ready(),
      onLost: () => this._lost(),
      onClosed: (code) => view.closed(code, this.finished),
    });
    this.uplink = new Uplink(this.socket, sound, () => (this.player.active ? "reply" : this.again.sounds ? "clip" : ""), {
      onLevel: (level) => view.level(level),
      onSlow: (slow) => (slow ? view.notice.show("connection.slow") : view.notice.clear("connection.slow")),
      onOver: () => this.again.stop(),
    });
  }

  start() {
    this.socket.connect();
    this.update();
  }

  /** @param {boolean} hold */
  setHold(hold) {
    if (this.uplink.hold === hold) return;
    this.release();
    this.uplink.hold = hold;
    if (this.talk.voiced) this.socket.send({ type: "mode.set", mode: this._mode() });
    this.update();
  }

  press() {
    if (this.finished || this.uplink.pressed) return;
    this.again.stop();
    this._stopped(this.player.pause());
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
    this.hush();
    this.typed = { type: "turn.type", text, ref };
    if (this.socket.ready) this.socket.send(this.typed); // else on joining: the same ref makes one turn
    this.waiting = true;
    this.update();
  }

  /** Her line once more. @param {boolean} slowly */
  repeat(slowly) {
    this._cutOff();
    const urls = [...this.urls].sort(([a], [b]) => a - b).map(([, url]) => url);
    if (urls.length > 0) void this.again.line(urls, slowly);
  }

  /** @param {string} key */
  hear(key) {
    this._cutOff();
    void this.again.card(key, `${this.talk.base}cards/${encodeURIComponent(key)}.wav`);
  }

  /** The learner's hand: silence, now. */
  hush() {
    this.again.stop();
    this._cutOff();
  }

  finish() {
    this.hush();
    this.socket.send({ type: "talk.finish" });
    this.waiting = true;
    this.update();
  }

  close() {
    this.again.stop();
    this.player.close();
    this.socket.close();
  }

  /** @param {Message} message @param {boolean} missed from before this connection */
  on(message, missed) {
    const { buffer } = this.uplink;
    switch (message.type) {
      case "talk.joined":
        this.showsPartials = message.shows_partials;
        this.everJoined = true;
        this.uplink.onJoined(/** @type {any} */ (message));
        break;
      case "talk.offered":
        this.view.replies.show(/** @type {any} */ (message));
        break;
      case "turn.started":
        this.speaking = true;
        buffer.onStarted(message.turn, message.offset);
        if (!missed) this.again.stop();
        break;
      case "turn.partial":
        this.view.replies.read(message.card, message.words_read);
        if (this.showsPartials && message.text) this.view.lines.hearing(message.text);
        break;
      case "turn.ended":
        this.speaking = false;
        this.waiting = true;
        buffer.onEnded(message.turn, message.samples);
        this.uplink.onOver(message.turn);
        break;
      case "turn.heard":
        this._heard(message);
        break;
      case "turn.dismissed":
        this.speaking = false;
        this.waiting = false;
        this._over(message.turn);
        this.view.replies.read(null, 0);
        break;
      case "turn.failed":
        this.speaking = false;
        this.waiting = false;
        this._over(message.turn);
        this.view.typing.back();
        this.typed = null;
        if (!missed) this.view.notice.say(message.title, message.detail);
        break;
      case "turn.revised":
        this.player.revised(message.turn, message.revision);
        this.view.lines.forget(message.turn);
        break;
      case "turn.corrected":
        this.view.lines.corrected(message.turn, message.corrections);
        break;
      case "reply.sentence":
      case "reply.ended":
        this._reply(message, missed);
        break;
      case "reply.stop":
        this._stopped(this.player.pause());
        break;
      case "reply.resume":
        this.player.resume();
        break;
      case "audio.resend":
        this.uplink.onResend(/** @type {any} */ (message));
        break;
      case "talk.finished":
        this.finished = message.review_url;
        this.waiting = false;
        this.view.replies.hide();
        this._maybeReview();
        break;
      case "error.raised":
        this.view.typing.back();
        this.typed = null;
        if (!this.player.active) this.waiting = false;
        this.view.notice.say(message.title, message.detail);
        break;
    }
    this.update();
  }

  /** @param {number} turn it asks for no answer */
  _over(turn) {
    this.uplink.buffer.onDropped(turn);
    this.uplink.onOver(turn);
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
    if (this.finished && !this.player.active) return "finished";
    if (!this.socket.ready) return this.everJoined ? "offline" : "connecting";
    if (this.speaking || this.uplink.pressed) return "listening";
    if (this.player.active) return "buddy";
    return this.waiting ? "thinking" : "yours";
  }

  _mode() {
    return this.uplink.hold || !this.talk.voiced ? "hold" : "open";
  }

  /** @param {Message} message */
  _heard(message) {
    const { turn, evidence, card, offset, samples } = message;
    const pcm = this.uplink.buffer.onHeard(turn, offset, samples);
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

  /** @param {Message} message @param {boolean} missed */
  _reply(message, missed) {
    if (message.turn > this.urlsTurn) this.urls.clear();
    this.urlsTurn = message.turn;
    if (message.type === "reply.sentence") {
      this.urls.set(message.sentence, message.audio_url);
      this.waiting = false;
    } else if (message.sentences === 0) this.waiting = false;
    if (!missed) {
      if (message.type === "reply.ended") this.player.ended(/** @type {any} */ (message));
      else this.player.sentence(/** @type {any} */ (message), true);
      return;
    }
    // Only her newest line is worth hearing now; the earlier ones become what was said before.
    if (this.missed.length > 0 && this.missed[0].turn !== message.turn) this.missed = [];
    this.missed.push(message);
    if (message.type === "reply.sentence") this.view.lines.hers(/** @type {any} */ (message));
  }

  _ready() {
    this.view.notice.clear("connection");
    if (this.talk.voiced) this.uplink.flush();
    if (this.typed) this.socket.send(this.typed);
    this.player.refetch();
    const missed = this.missed;
    this.missed = [];
    const heardToTheEnd = this.player.done && missed[0]?.turn === this.player.turn;
    if (!this.speaking && !heardToTheEnd) {
      for (const message of missed) {
        if (message.type === "reply.ended") this.player.ended(/** @type {any} */ (message));
        else this.player.sentence(/** @type {any} */ (message), false);
      }
    }
    this.update();
  }

  _lost() {
    const words = this.view.lines.text.split(/\s+/).slice(-4).join(" ");
    const now = [{ label: "Try now", run: () => this.socket.connectNow() }];
    if (words) this.view.notice.show("connection.lost", now, { words: `…${words}` });
    else this.view.notice.show("connection.lost_early", now);
    this.update();
  }

  /** @param {number} turn */
  _played(turn) {
    this.view.lines.spoken();
    this.socket.send({ type: "reply.played", turn });
    this._maybeReview();
  }

  /** @param {import("./player.js").Position | null} position */
  _stopped(position) {
    if (position) this.socket.send({ type: "reply.stopped", ...position });
  }

  /** By the learner's hand: what would have been heard can still be read. */
  _cutOff() {
    if (!this.player.active) return;
    for (const item of this.player.items) this.view.lines.hers(item);
    this._stopped(this.player.stop());
    this.view.lines.at(Infinity, 0);
  }

  /** The good-bye is heard to its end first. */
  _maybeReview() {
    if (this.finished && !this.player.active) this.view.review(this.finished);
  }
}
