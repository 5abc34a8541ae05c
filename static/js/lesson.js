// @ts-check
/**
 * What makes a talk a lesson: helps that are counted, a turn that is taken back, moves that are tapped,
 * help in silence, lines read aloud, the story at the end.
 */

import { CardsAloud } from "./cards_aloud.js";
import { SilenceClock } from "./silence_clock.js";
import { newRef } from "./unanswered.js";

/**
 * @typedef {import("./socket.js").Message} Message
 * @typedef {import("./replies_view.js").Offer} Offer
 */

const LOOK_MS = 400;
const TYPED_TIMES = 2; // writing takes longer to begin than speaking
const SPOKEN = new Set(["heard", "card", "own_words"]);

export class Lesson {
  /** @param {import("./session.js").Session} session @param {import("./talk_view.js").TalkView} view */
  constructor(session, view) {
    this.session = session;
    this.view = view;
    /** @type {Offer | null} what may be answered now */
    this.offer = null;
    this.question = -1; // her reply whose question is open
    this.newest = 0; // the learner's turn that can be taken back
    this.withdrawn = -1; // the newest that was: what still comes of it is void
    this.asked = false; // to take it back, and not done yet
    this.tapped = false; // a move that she has not answered yet: a second tap is the same wish
    this.readDue = false;
    this.clock = new SilenceClock((stage) => this._silence(stage));
    this.aloud = new CardsAloud((key) => session.buddy.hear(key));
    const stop = () => this.stopReading();
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, stop, true);
    view.typing.field.addEventListener("input", () => this.clock.stir());
    document.addEventListener("visibilitychange", () => this.look());
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  close() {
    clearInterval(this.timer);
    this.stopReading();
    this.clock.rest(false);
  }

  /** @param {Offer} offer @param {boolean} missed from before this connection */
  offered(offer, missed) {
    const { view, session } = this;
    const voiced = session.talk.voiced;
    this.offer = offer;
    this.question = offer.turn;
    this.readDue = Boolean(offer.read_cards) && !missed;
    view.moves.offered(offer.moves ?? []);
    if (offer.part === "retell") {
      session.setHold(true); // the story has a beginning and an end of its own
      view.replies.hide();
      this.clock.offered("", null);
      return;
    }
    view.replies.show(offer, !voiced);
    this.clock.offered(offer.beat, timesOf(offer, voiced));
  }

  /** A reply of hers comes. @param {number} turn */
  replied(turn) {
    if (turn > this.newest) this.newest = 0;
    this.tapped = false;
    this.question = turn;
  }

  /** Speech begins. */
  began() {
    this.stopReading();
    this.asked = false;
  }

  /** @param {Message} message `turn.heard` */
  heard({ turn, evidence }) {
    this.clock.answered();
    this.stopReading();
    this.readDue = false;
    this.question = -1;
    this.newest = SPOKEN.has(evidence) ? turn : 0;
    this.asked = false;
    this.view.moves.close();
    this.view.english?.heard(turn);
    this.view.retell.heard(true);
  }

  /** A turn came to nothing, or was taken back. @param {Message} message */
  dropped(message) {
    this.tapped = false;
    this.view.retell.heard(false);
    if (message.reason !== "withdrawn") return;
    const { turn } = message;
    this.session.buddy.takeBack(turn);
    this.session.clips.delete(turn);
    this.view.lines.withdrawn(turn);
    this.withdrawn = Math.max(this.withdrawn, turn);
    this.newest = 0;
    this.asked = false;
  }

  /** Whether a message belongs to a turn that was taken back. @param {Message} message */
  isVoid({ type, turn }) {
    const hers = type.startsWith("reply.") || type === "turn.corrected" || type === "turn.revised";
    return hers && (turn === this.withdrawn || (this.asked && turn === this.newest));
  }

  /** "Not this one". */
  withdraw() {
    const { session, view, newest } = this;
    if (!this.mayWithdraw || this.asked) return;
    session.buddy.takeBack(newest);
    this.asked = true;
    view.focusAnswer();
    this.clock.answered();
    session.socket.send({ type: "turn.withdraw", turn: newest });
    session.waiting = true;
    session.update();
  }

  /** It was not done. */
  refused() {
    this.tapped = false;
    this.asked = false;
  }

  get mayWithdraw() {
    const { state, finished } = this.session;
    return this.newest > 0 && state !== "listening" && !finished && !this.view.retell.open;
  }

  /** A move was tapped. @param {string} move */
  move(move) {
    if (this.tapped) return;
    this.tapped = true;
    this.clock.rest(false);
    this.session.say({ type: "turn.move", move, ref: newRef() });
  }

  /** A help was used; only counted. @param {string} help */
  help(help) {
    this.clock.stir();
    if (this.question >= 0) this.session.socket.send({ type: "help.used", turn: this.question, help });
  }

  stopReading() {
    if (!this.aloud.on) return;
    this.aloud.stop();
    this.session.buddy.again.stop();
  }

  /** The connection is there again. */
  ready() {
    if (this.asked && this.newest > 0) this.session.socket.send({ type: "turn.withdraw", turn: this.newest });
  }

  /** Whatever happened: what is due now? */
  look() {
    const { session, view, offer } = this;
    const yours = session.state === "yours";
    view.lines.mine.offerBack(this.mayWithdraw, this.asked);
    if (yours && offer?.part === "retell" && offer.own_words) view.retell.show(offer.own_words, session.talk.voiced);
    if (yours && this.readDue && offer) {
      this.readDue = false;
      void this.aloud.read(offer.cards.map(({ key }) => key));
    }
    this.clock.rest(yours && !document.hidden && !this.aloud.on && !session.buddy.again.sounds && view.quiet);
  }

  /** @param {import("./silence_clock.js").Stage} stage */
  _silence(stage) {
    if (stage === "starter") this.view.replies.showStarter();
    else if (this.offer && this.session.socket.ready) {
      this.session.socket.send({ type: "turn.silent", after: this.question, stage });
    }
  }
}

/** @param {Offer} offer @param {boolean} voiced @returns {import("./silence_clock.js").Times | null} */
function timesOf({ silence }, voiced) {
  if (!silence || voiced) return silence ?? null;
  const { line, starter, go_on } = silence;
  return { line: line * TYPED_TIMES, starter: starter * TYPED_TIMES, go_on: go_on * TYPED_TIMES };
}
