// @ts-check
/**
 * Push-to-talk as the server sees it: one turn after the other, each pressed, filled and released.
 *
 * The server takes a press only while no turn is live, and a lost connection may swallow any message.
 * So every press is kept until its turn is over: it waits for the turn before it, it moves up when its
 * number goes to another turn, and after a break the server is told again what it has not got.
 */

/**
 * @typedef {import("./frames.js").MicFrame} MicFrame
 * @typedef {{turn: number, from: number, end: number | null, said: boolean, begun: boolean, expects: number}} Press
 *   from, end: samples of its turn; end is null while the button is down; begun: the server says so;
 *   expects: the sample that the server waited for when it was pressed
 * @typedef {{turn: number, open: {turn: number, next_sample: number} | null}} Joined
 */

const UNSAID = { said: false, begun: false, expects: 0 };

export class Presses {
  /**
   * @param {import("./turn_buffer.js").TurnBuffer} buffer
   * @param {{message: (message: import("./socket.js").Message) => void, frames: (frames: MicFrame[]) => void}} send
   */
  constructor(buffer, send) {
    this.buffer = buffer;
    this.send = send;
    this.online = false;
    this.before = 0; // a turn of the open microphone that the server has yet to end
    /** @type {Press[]} */
    this.list = [];
  }

  get down() {
    return this.list.at(-1)?.end === null;
  }

  /** Whether the open turn's sound may go out. */
  get open() {
    const [first] = this.list;
    return this.before === 0 && (!first || (first.said && first.turn === this.buffer.turn));
  }

  /** The turn that waits for the server, if one does. @returns {number | undefined} */
  get first() {
    return this.before || this.list[0]?.turn;
  }

  press() {
    if (this.down) return;
    this.leave();
    const expects = this.buffer.sent;
    this.buffer.press();
    const from = this.buffer.samples.start;
    this.list.push({ turn: this.buffer.turn, from, end: null, said: false, begun: false, expects });
    this.next();
  }

  release() {
    const press = this.list.at(-1);
    if (!press || press.end !== null) return;
    const { turn, sent, samples } = this.buffer;
    press.end = samples.end;
    this.buffer.onEnded(turn, press.end);
    if (press.said && this.online) this._again(turn, sent, samples.end > press.from ? samples.end : press.expects);
  }

  /** The open microphone is closed: what it was hearing ends here. */
  leave() {
    const { turn, sent, samples, started } = this.buffer;
    if (!started || this.list.length > 0) return;
    this.before = turn;
    this.buffer.onEnded(turn, samples.end);
    if (this.online) this._again(turn, sent, samples.end);
  }

  /** The server heard a turn begin; that of a press begins with the press. @param {number} turn @param {number} offset */
  onStarted(turn, offset) {
    const first = this.list[0];
    if (first?.turn !== turn || !first.said) return;
    first.begun = offset >= first.expects;
    if (first.begun) return;
    this._moveUp(); // the open microphone was quicker
    this.before = turn;
  }

  /** The server has done with a turn. Call before the buffer is told. @param {number} turn */
  onOver(turn) {
    if (this.before <= turn) this.before = 0;
    while (this.list.length > 0 && this.list[0].turn <= turn) {
      const first = this.list[0];
      if (!first.begun) this._moveUp(); // the number went to another turn
      else if (first.end !== null) this.list.shift();
      else Object.assign(first, { turn: turn + 1, from: 0, ...UNSAID }); // still down: it goes on
    }
  }

  /** Joined, and everything missed is known. @param {Joined} joined @returns {boolean} whether that was all */
  onJoined({ turn, open }) {
    this.online = true;
    if (this.before > 0) {
      if (open?.turn === this.before) {
        this._again(this.before, open.next_sample, this.buffer.endOf(this.before) ?? open.next_sample);
        return true;
      }
      this.before = 0;
    }
    const first = this.list[0];
    if (!first) return false;
    if (first.said && open?.turn === first.turn) {
      if (first.end === null) this.buffer.onResend(first.turn, open.next_sample);
      else this._again(first.turn, open.next_sample, first.end);
      return true;
    }
    while (this.list[0].turn < turn) this._moveUp();
    Object.assign(this.list[0], UNSAID);
    this.next();
    return true;
  }

  onLost() {
    this.online = false;
  }

  /** Nothing more will be said aloud. */
  clear() {
    this.list = [];
    this.before = 0;
  }

  /** Say what is due, now that the turn before it is over. */
  next() {
    const first = this.list[0];
    if (!first || first.said || !this.online || this.before > 0) return;
    const { turn, from, end } = first;
    first.said = true;
    this.send.message({ type: "turn.press", turn });
    // The first frame says that nothing before it is missing.
    if (end === null) this.buffer.onResend(turn, from - 1);
    else this._again(turn, from - 1, end);
  }

  /** @param {number} turn @param {number} from @param {number} end */
  _again(turn, from, end) {
    this.send.frames(this.buffer.onResend(turn, from));
    this.send.message({ type: "turn.release", turn, samples: end });
  }

  /** The first press's number went to another turn: it and all after it take the next. */
  _moveUp() {
    const [first] = this.list;
    this.buffer.split(first.turn, first.from);
    if (first.end !== null) first.end -= first.from;
    for (const press of this.list) press.turn += 1;
    Object.assign(first, { from: 0, ...UNSAID });
  }
}
