// @ts-check
/**
 * Everything the learner can hear of the buddy: the reply as it comes, and lines once more. Who speaks,
 * the server's voice or the device's, is known here and to nobody else on the page.
 */

import { Again } from "./again.js";
import { parseReplyFrame } from "./frames.js";
import { ReplyPlayer } from "./player.js";
import { fetchWav } from "./wav.js";

const DEVICE_DBFS = -20; // taken for the loudness of a voice that cannot be measured
const SLOWER = 0.85; // each time the learner asks for it in words; the server's own voice does the same
const SLOWEST = 0.7;

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
    this.sound = sound;
    this.view = view;
    this.hooks = hooks;
    /** @type {import("./device_voice.js").DeviceVoice | null} null: the server speaks */
    this.device = null;
    this.ducked = false;
    this.away = false;
    this.waits = false;
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

  /** Who speaks, for `talk.join`. @returns {"server" | "device"} */
  get voice() {
    return this.device ? "device" : "server";
  }

  /**
   * Who speaks from here on.
   * @param {import("./device_voice.js").DeviceVoice | null} device null: the server
   * @param {boolean} [tell] the server does not know by `talk.join`
   */
  setDevice(device, tell = true) {
    if (device === this.device) return;
    this.again.stop();
    const changed = (device === null) !== (this.device === null);
    this.device = device;
    this.player.setDevice(device);
    this.again.device = device;
    if (changed && tell) this.hooks.send({ type: "voice.set", voice: this.voice });
  }

  /** The learner asked for a slower voice. */
  slower() {
    if (this.device) this.device.pace = Math.max(SLOWEST, this.device.pace * SLOWER);
  }

  /** What sounds now. @returns {"reply" | "clip" | ""} */
  get playing() {
    if (this.again.sounds) return "clip"; // while she waits, her reply is not over
    return this.speaks ? "reply" : "";
  }

  get speaks() {
    return this.player.active;
  }

  /** How loud the page is right now, dBFS. */
  level() {
    const said = this.player.saying || this.again.saying || (this.ducked && this.player.held);
    return said ? Math.max(DEVICE_DBFS, this.sound.level()) : this.sound.level();
  }

  /** Somebody seems to speak over her. A device's voice cannot be lowered: it waits. @param {boolean} quiet */
  duck(quiet) {
    this.sound.duck(quiet);
    this.ducked = quiet && (this.ducked || this.player.saying !== null);
    this._hold();
  }

  /** The page has no sound, or nobody in front of it. @param {boolean} away */
  sleep(away) {
    this.away = away;
    if (away) this.again.stop();
    this._hold();
  }

  /** The learner asks something beside the talk: she waits, and goes on from there. @param {boolean} waits */
  wait(waits) {
    this.waits = waits;
    this._hold();
  }

  /** A line beside the talk, while she waits. @param {import("./again.js").Part} part */
  aside(part) {
    void this.again.line([part], false);
    this.wait(true);
    this.again.over = () => this.wait(false);
  }

  /** @param {ArrayBuffer} data */
  frame(data) {
    const frame = parseReplyFrame(data);
    if (frame) this.player.frame(frame);
  }

  /** `reply.sentence` and `reply.ended`. @param {Message} message @param {boolean} missed */
  on(message, missed) {
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
    this.ducked = false;
    this._hold();
  }

  /** Silence, by the learner's hand: what would have been heard can still be read. */
  hush() {
    this.again.stop();
    if (!this.speaks) return;
    for (const item of this.player.items) this.view.lines.hers(item);
    this._stopped(this.player.stop());
    this.view.lines.at(Infinity, 0);
  }

  /** Her line once more. @param {boolean} slowly */
  repeat(slowly) {
    this.hush();
    const parts = this._line();
    if (parts.length > 0) void this.again.line(parts, slowly);
  }

  /** The turn was taken back: what she says to it is not heard, now or later. @param {number} turn */
  takeBack(turn) {
    this.hush();
    this.missed = this.missed.filter((message) => message.turn !== turn);
  }

  /** A line that may be read. @param {string} key @returns {Promise<boolean>} whether it sounded to its end */
  hear(key) {
    this.hush();
    const url = `${this.hooks.base}cards/${encodeURIComponent(key)}.wav`;
    return this.again.card(key, url, this.view.replies.textOf(key));
  }

  /**
   * One sentence of her last line, to compare voices by.
   * @param {import("./device_voice.js").DeviceVoice | null} device null: the server's
   */
  sample(device) {
    this.hush();
    const line = this._line().sort((a, b) => b.text.length - a.text.length)[0];
    if (!line) return;
    void (device ? this.again.sample(line.text, device) : this.again.file(line.url));
  }

  close() {
    this.again.stop();
    this.player.close();
  }

  _hold() {
    this.player.hold(this.ducked || this.away || this.waits);
  }

  /** @returns {import("./again.js").Part[]} her last line, and the question that stands beside it */
  _line() {
    const said = this.view.lines.toRepeat;
    return said.map(({ audio_url: url, text, rate }) => ({ url, text, recorded: this.device !== null && rate > 0 }));
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
