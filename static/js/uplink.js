// @ts-check
/** From the microphone to the server: levels and echo, the turn buffer, the frames that are due. */

import { EchoFloor, FIRST_COUPLING_DB, decibels } from "./echo.js";
import { packMicFrame } from "./frames.js";
import { Presses } from "./presses.js";
import { TurnBuffer } from "./turn_buffer.js";

const SLOW_BYTES = 96_000; // 3 s of sound that wait for the network
const FULL_BYTES = 640_000; // 20 s: keep the rest here until it has gone
const VOICE_DBFS = -28; // of a learner whose microphone was not checked

/**
 * @typedef {object} Hooks
 * @property {(level: number) => void} onLevel 0..1, of the learner's voice
 * @property {(slow: boolean) => void} onSlow
 * @property {() => void} onOver somebody speaks over a line that is being repeated
 * @property {(echo: Echo) => void} onEcho whether both may speak at once has changed
 *
 * @typedef {{coupling: number, halfDuplex: boolean, level: number}} Echo of this device: see `echo.js`;
 *   level: of the learner's voice, dBFS
 */

export class Uplink {
  /**
   * @param {import("./socket.js").TalkSocket} socket
   * @param {{level: () => number, duck: (quiet: boolean) => void}} sound what this page plays
   * @param {() => "reply" | "clip" | ""} playing what sounds now
   * @param {Hooks} hooks
   */
  constructor(socket, sound, playing, hooks) {
    this.socket = socket;
    this.sound = sound;
    this.playing = playing;
    this.hooks = hooks;
    this.buffer = new TurnBuffer();
    this.echo = new EchoFloor();
    this.halfDuplex = false; // the gate is closed while the buddy speaks
    this.level = VOICE_DBFS;
    this.presses = new Presses(this.buffer, {
      message: (message) => this.socket.send(message),
      frames: (frames) => this._send(frames),
    });
    this.hold = false;
    this.away = false; // nobody is in front of the page: nothing is heard
    this.ducked = false;
    this.slow = false;
    /** @type {import("./presses.js").Joined} */
    this.joined = { turn: 1, open: null };
  }

  /** Whether the button is down. */
  get pressed() {
    return this.presses.down;
  }

  /** Another device, or the same one checked. @param {Echo | null} known null: never checked */
  setEcho(known) {
    // A loudspeaker may have been turned up since: what was measured makes the beginning stricter, never laxer.
    this.echo = new EchoFloor(Math.max(FIRST_COUPLING_DB, known?.coupling ?? FIRST_COUPLING_DB));
    this.halfDuplex = known?.halfDuplex ?? false;
    this.level = known?.level ?? VOICE_DBFS;
  }

  /** @param {import("./microphone.js").Heard} heard */
  frame({ pcm, rms }) {
    if (this.away) return;
    const mic = decibels(rms);
    const playing = this.playing();
    const { sounds, floor, duck } = this.echo.frame(mic, this.sound.level(), playing !== "");
    this.hooks.onLevel(Math.max(0, Math.min(1, (mic + 55) / 45)));
    this._learn();
    const closed = this.halfDuplex && sounds && playing !== "clip" && !this.pressed;
    this._duck(duck && !this.hold && !closed);
    if (this.hold && !this.pressed) return;
    if (closed) pcm = new Int16Array(pcm.length); // silence, so that the samples go on counting
    if (playing === "clip") {
      // A line read aloud by the page must not come back as the learner's reading of it.
      if (duck) this.hooks.onOver();
      else pcm = new Int16Array(pcm.length);
    }
    this.buffer.append(pcm, sounds, floor);
    this.flush();
  }

  /** Send what is due and the network takes. */
  flush() {
    const waiting = this.socket.waiting;
    if (waiting > SLOW_BYTES !== this.slow) {
      this.slow = !this.slow;
      this.hooks.onSlow(this.slow);
    }
    if (this.socket.ready && this.presses.open && waiting < FULL_BYTES) this._send(this.buffer.take());
  }

  /** @param {boolean} hold */
  setHold(hold) {
    this.hold = hold;
    if (hold) this.presses.leave();
    else this.presses.release();
  }

  press() {
    this.presses.press();
    this.flush();
  }

  release() {
    this.presses.release();
  }

  /** For `talk.join`. */
  held() {
    return this.buffer.held(this.presses.first);
  }

  /** @param {number} turn @param {number} offset */
  onStarted(turn, offset) {
    this.presses.onStarted(turn, offset);
    this.buffer.onStarted(turn, offset);
    if (this.hold) this.presses.leave();
    this.flush();
  }

  /** @param {number} turn @param {number} samples */
  onEnded(turn, samples) {
    this.presses.onOver(turn);
    this.buffer.onEnded(turn, samples);
    this._over();
  }

  /** @param {number} turn @param {number} from @param {number} to @returns {Int16Array | null} its sound */
  onHeard(turn, from, to) {
    this.presses.onOver(turn);
    const pcm = this.buffer.onHeard(turn, from, to);
    this._over();
    return pcm;
  }

  /** It asks for no answer. @param {number} turn */
  onDropped(turn) {
    this.presses.onOver(turn);
    this.buffer.onDropped(turn);
    this._over();
  }

  /** @param {import("./presses.js").Joined} joined */
  onJoined({ turn, open }) {
    this.joined = { turn, open };
  }

  /** Joined, and everything missed is known: go on with the sound that the server has not got. */
  onResume() {
    const { buffer } = this;
    const { turn, open } = this.joined;
    if (this.presses.onJoined(this.joined)) return;
    if (open && open.turn <= buffer.turn) this._send(buffer.onResend(open.turn, open.next_sample));
    else if (open || buffer.turn < turn) buffer.begin(Math.max(turn, open?.turn ?? 0));
    else buffer.rewind();
  }

  onLost() {
    this.presses.onLost();
  }

  /** @param {{turn: number, start: number}} message */
  onResend({ turn, start }) {
    this._send(this.buffer.onResend(turn, start));
    this.flush();
  }

  _learn() {
    const now = this.echo.halfDuplex(this.halfDuplex, this.level);
    if (now === this.halfDuplex) return;
    this.halfDuplex = now;
    this.hooks.onEcho({ coupling: this.echo.coupling, halfDuplex: now, level: this.level });
  }

  _over() {
    if (this.pressed) this.buffer.started = true;
    this.presses.next();
    this.flush();
  }

  /** @param {import("./frames.js").MicFrame[]} frames */
  _send(frames) {
    for (const frame of frames) this.socket.sendFrame(packMicFrame(frame));
  }

  /** @param {boolean} quiet */
  _duck(quiet) {
    if (quiet === this.ducked) return;
    this.ducked = quiet;
    this.sound.duck(quiet);
  }
}

