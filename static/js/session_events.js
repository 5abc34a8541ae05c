// @ts-check
/** What the server tells, message by message. */

import { SAMPLE_RATE } from "./frames.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./socket.js").Message} Message
 */

const OUT_OF_STEP = "audio.turn"; // the numbers of frames, which joining sets right
const ABOUT_TYPING = /^(message\.(invalid|too_long)|move\.\w+|talk\.over)$/; // not about sound: what was typed was not taken
const ENDS_WAITING = new Set([
  "turn.ended",
  "turn.heard",
  "turn.dismissed",
  "turn.failed",
  "reply.sentence",
  "reply.ended",
]);
const OVERLAP = SAMPLE_RATE / 2; // of a turn that went to the buddy: the learner may just have begun

/** @param {Session} session @param {Message} message @param {boolean} missed from before this connection */
export function told(session, message, missed) {
  const { uplink } = session;
  if (ENDS_WAITING.has(message.type)) session.view.waiting.over(message.turn);
  switch (message.type) {
    case "talk.joined":
      session.showsPartials = message.shows_partials;
      session.everJoined = true;
      uplink.onJoined(/** @type {any} */ (message));
      break;
    case "talk.offered":
      session.lesson.offered(/** @type {any} */ (message), missed);
      break;
    case "turn.started":
      session.speaking = true;
      session.spoken = message.turn;
      uplink.onStarted(message.turn, message.offset);
      session.lesson.began();
      session.view.replies.listen();
      if (!missed) session.buddy.again.stop();
      break;
    case "turn.waiting":
      session.view.waiting.told(/** @type {any} */ (message));
      break;
    case "turn.partial":
      session.view.replies.read(message.card, message.words_read);
      if (session.showsPartials && message.text) session.view.lines.hearing(message.text);
      break;
    case "turn.ended":
      session.speaking = false;
      session.waiting = true;
      uplink.onEnded(message.turn, message.samples);
      break;
    case "turn.heard":
      heard(session, message);
      if (message.move === "slower") session.buddy.slower();
      if (!missed && session.view.lines.mine.usesPhrase) session.cues.play("phrase");
      break;
    case "turn.dismissed":
      session.speaking = false;
      session.waiting = false;
      uplink.onDropped(message.turn);
      session.view.replies.read(null, 0);
      session.view.lines.unheard();
      session.lesson.dropped(message);
      break;
    case "turn.failed":
      session.speaking = false;
      session.waiting = false;
      uplink.onDropped(message.turn);
      session.lesson.dropped(message);
      if (message.turn !== session.spoken) session.giveBack();
      if (!missed) session.view.notice.say(message.title, message.detail);
      break;
    case "turn.revised":
      session.buddy.player.revised(message.turn, message.revision);
      session.view.lines.forget(message.turn);
      break;
    case "turn.corrected":
      session.view.lines.corrected(message.turn, message.corrections);
      break;
    case "reply.sentence":
    case "reply.ended":
      if (message.type === "reply.sentence" || message.sentences === 0) session.waiting = false;
      session.lesson.replied(message.turn);
      passTurn(uplink, message.turn);
      session.buddy.on(message, missed);
      break;
    case "reply.translated":
      session.view.lines.translated(/** @type {any} */ (message));
      break;
    case "reply.stop":
      session.buddy.yield();
      break;
    case "reply.resume":
      session.buddy.player.resume();
      break;
    case "audio.resend":
      uplink.onResend(/** @type {any} */ (message));
      break;
    case "talk.finished":
      session.finished = message.review_url;
      session.waiting = false;
      session.view.replies.hide();
      session.maybeReview();
      break;
    case "error.raised":
      if (ABOUT_TYPING.test(message.code)) session.giveBack();
      session.lesson.refused();
      if (!session.buddy.speaks && !session.unanswered.message) session.waiting = false;
      if (message.code === "talk.consent") session.unheard();
      if (message.code === OUT_OF_STEP) session.socket.rejoin();
      else session.view.notice.say(message.title, message.detail);
      break;
  }
}

/** @param {Session} session @param {Message} message */
function heard(session, message) {
  const { turn, evidence, card, move, offset, samples } = message;
  const pcm = session.uplink.onHeard(turn, offset, samples);
  if (pcm) session.clips.set(turn, { rate: SAMPLE_RATE, samples: pcm });
  session.speaking = false;
  session.waiting = true;
  if (session.unanswered.heard(evidence) && evidence === "typed") session.view.typing.taken();
  const text = message.text || (card ? session.view.replies.textOf(card) : "");
  session.view.lines.yours({ turn, evidence, text, card, move });
  session.view.replies.taken(card);
  session.lesson.heard(message);
}

/**
 * The buddy took a turn herself: its number is gone, and what is being said is the next one.
 * @param {import("./uplink.js").Uplink} uplink @param {number} turn
 */
function passTurn(uplink, turn) {
  const { buffer } = uplink;
  if (turn >= buffer.turn) uplink.onEnded(turn, Math.max(0, buffer.samples.end - OVERLAP));
  if (buffer.endOf(turn) !== undefined) uplink.onDropped(turn);
}
