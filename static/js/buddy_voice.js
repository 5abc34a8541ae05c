// @ts-check
/** Everything the learner can hear of the buddy: the reply as it comes, and lines once more. */

import { Again } from "./again.js";
import { parseReplyFrame } from "./frames.js";
import { ReplyPlayer } from "./player.js";
import { fetchWav } from "./wav.js";

/** @typedef {import("./socket.js").Message} Message */

export class BuddyVoice {
  /**
   * @param {import("./sound.js").Sound} sound
   * @param {import("./talk_view.js").TalkView} view
   * @param {object} hooks
   * @param {string} hooks.base address of the talk
   * @param {(message: Message) => void} hooks.send
   * @param {() => void} hooks.onPlayed a reply was heard to its end
   * @param {() => void} hooks.onChange
   */
  constructor(sound, view, hooks) {
    this.view = view;
    this.hooks = hooks;
    /** @type {Map<number, string>} sound of her last line, by sentence */
    this.urls = new Map();
    this.turn = -1;
    /** @type {Message[]} her newest reply of those that came without sound */
    this.missed = [];
    this.player = new ReplyPlayer(sound, fetchWav, {
      onSentence: (item) => view.lines.hers(item),
      onPlayed: (turn) => {
        view.lines.spoken();
        hooks.send({ type: "reply.played", turn });
        hooks.onPlayed();
      },
      onChange: hooks.onChange,
    });
    this.again = new Again(sound, (key) => view.replies.sounding(key), () => view.notice.show("sound.missing"));
  }

  /** What sounds now. @returns {"reply" | "clip" | ""} */
  get playing() {
    if (this.player.active) return "reply";
    return this.again.sounds ? "clip" : "";
  }

  get speaks() {
    return this.player.active;
  }

  /** @param {ArrayBuffer} data */
  frame(data) {
    const frame = parseReplyFrame(data);
    if (frame) this.player.frame(frame);
  }

  /** `reply.sentence` and `reply.ended`. @param {Message} message @param {boolean} missed */
  on(message, missed) {
    if (message.turn > this.turn) this.urls.clear();
    this.turn = message.turn;
    if (message.type === "reply.sentence") this.urls.set(message.sentence, message.audio_url);
    if (!missed) {
      this._play(message, true);
      return;
    }
    // Only her newest line is worth hearing now; the earlier ones become what was said before.
    if (this.missed[0]?.turn !== message.turn) this.missed = [];
    this.missed.push(message);
    if (message.type === "reply.sentence") this.view.lines.hers(/** @type {any} */ (message));
  }

  /** The connection is there again. @param {boolean} listening the learner is speaking, and is not disturbed */
  takeUp(listening) {
    const missed = this.missed;
    this.missed = [];
    this.player.refetch();
    const heardToTheEnd = this.player.done && missed[0]?.turn === this.player.turn;
    if (listening || heardToTheEnd) return;
    for (const message of missed) this._play(message, false);
  }

  /** Somebody speaks: keep still, and say how far she came. */
  yield() {
    this.again.stop();
    this._stopped(this.player.pause());
  }

  /** Silence, by the learner's hand: what would have been heard can still be read. */
  hush() {
    this.again.stop();
    if (!this.player.active) return;
    for (const item of this.player.items) this.view.lines.hers(item);
    this._stopped(this.player.stop());
    this.view.lines.at(Infinity, 0);
  }

  /** Her line once more. @param {boolean} slowly */
  repeat(slowly) {
    this.hush();
    const urls = [...this.urls].sort(([a], [b]) => a - b).map(([, url]) => url);
    if (urls.length > 0) void this.again.line(urls, slowly);
  }

  /** A line that may be read. @param {string} key */
  hear(key) {
    this.hush();
    void this.again.card(key, `${this.hooks.base}cards/${encodeURIComponent(key)}.wav`);
  }

  close() {
    this.again.stop();
    this.player.close();
  }

  /** @param {Message} message @param {boolean} live */
  _play(message, live) {
    if (message.type === "reply.ended") this.player.ended(/** @type {any} */ (message));
    else this.player.sentence(/** @type {any} */ (message), live);
  }

  /** @param {import("./player.js").Position | null} position */
  _stopped(position) {
    if (position) this.hooks.send({ type: "reply.stopped", ...position });
  }
}
