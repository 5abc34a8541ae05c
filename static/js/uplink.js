// @ts-check
/** From the microphone to the server: levels and echo, the turn buffer, the frames that are due. */

import { EchoFloor, decibels } from "./echo.js";
import { SAMPLE_RATE, packMicFrame } from "./frames.js";
import { TurnBuffer } from "./turn_buffer.js";

const SLOW_BYTES = 96_000; // 3 s of sound that wait for the network
const FULL_BYTES = 640_000; // 20 s: keep the rest here until it has gone
const SENT_AGAIN = 1.5 * SAMPLE_RATE; // what a broken connection may have swallowed
const MOST_AT_ONCE = 4 * SAMPLE_RATE; // a new connection takes 5 s faster than they are spoken

/**
 * @typedef {import("./socket.js").Message | (() => void)} Said
 *
 * @typedef {object} Hooks
 * @property {(level: number) => void} onLevel 0..1, of the learner's voice
 * @property {(slow: boolean) => void} onSlow
 * @property {() => void} onOver somebody speaks over a line that is being repeated
 */

export class Uplink {
  /**
   * @param {import("./socket.js").TalkSocket} socket
   * @param {import("./sound.js").Sound} sound
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
    this.hold = false;
    this.pressed = false;
    this.ducked = false;
    this.slow = false;
    /** @type {{turn: number, next_sample: number} | null} */
    this.open = null;
    this.turn = 1;
    this.ending = 0; // a turn that was released and that the server has not ended yet
    /** @type {Said[]} */
    this.held = [];
  }

  /** @param {import("./microphone.js").Heard} heard */
  frame({ pcm, rms }) {
    const mic = decibels(rms);
    const playing = this.playing();
    const { sounds, floor, duck } = this.echo.frame(mic, this.sound.level(), playing !== "");
    this.hooks.onLevel(Math.max(0, Math.min(1, (mic + 55) / 45)));
    this._duck(duck && !this.hold);
    if (this.hold && !this.pressed) return;
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
    if (this.socket.ready && this.ending === 0 && waiting < FULL_BYTES) this._send(this.buffer.take());
  }

  /** The button went down. */
  press() {
    if (this.pressed) return;
    this.pressed = true;
    this.buffer.press();
    this._say({ type: "turn.press", turn: this.buffer.turn });
  }

  /** The button went up: the rest of the turn goes out, and the next one begins. */
  release() {
    if (!this.pressed) return;
    this.pressed = false;
    const { turn, sent, samples } = this.buffer;
    const { end } = samples;
    this.buffer.onEnded(turn, end);
    this._say(() => this._send(this.buffer.onResend(turn, sent)));
    this._say({ type: "turn.release", turn, samples: end });
    this._say(() => {
      this.ending = turn;
    });
  }

  /** The server has done with a turn: the next number is open to it. @param {number} turn */
  onOver(turn) {
    if (this.ending > turn) return;
    this.ending = 0;
    const held = this.held;
    this.held = [];
    for (const message of held) this._say(message);
    this.flush();
  }

  /** @param {{turn: number, open: {turn: number, next_sample: number} | null}} joined */
  onJoined({ turn, open }) {
    this.turn = turn;
    this.open = open;
  }

  /** Joined, and everything missed is known: go on with the sound of a turn that was open. */
  onResume() {
    const { buffer, open } = this;
    if (open && open.turn <= buffer.turn) this._send(buffer.onResend(open.turn, open.next_sample));
    else if (open || buffer.turn < this.turn) buffer.begin(Math.max(this.turn, open?.turn ?? 0));
    else if (!this.pressed) buffer.rewind(SENT_AGAIN, MOST_AT_ONCE);
    if (!open) this.onOver(Infinity);
  }

  /** @param {{turn: number, start: number}} message */
  onResend({ turn, start }) {
    this._send(this.buffer.onResend(turn, start));
    this.flush();
  }

  /** What belongs to a turn that the server does not count on yet waits. @param {Said} message */
  _say(message) {
    if (this.ending > 0) this.held.push(message);
    else this.socket.send(message);
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

