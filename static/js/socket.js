// @ts-check
/**
 * The talk's socket: joins, comes back by itself, and keeps what is to be said until it can be.
 *
 * Lasting events carry `seq`; after a break the server sends those after the last one seen. Sound is
 * not queued here: the turn buffer knows what the server has not got.
 */

import { Backoff } from "./backoff.js";

const VERSION = 1;
const JOIN_WITHIN_MS = 10_000;
const CHECK_MS = 3000;
const CAUGHT_UP_WITHIN_MS = 3000;
const STUCK_MS = 15_000;
const REJOIN_MS = 10_000;
const FINAL_CODES = new Set([4400, 4401, 4403, 4404, 4406, 4409, 4410]);

/** @typedef {{type: string, seq?: number, [key: string]: any}} Message */

export class TalkSocket {
  /**
   * @param {string} url
   * @param {object} hooks
   * @param {() => object} hooks.join what `talk.join` says beside type, version and after_seq
   * @param {(message: Message, missed: boolean) => void} hooks.onMessage missed: from before this connection
   * @param {(data: ArrayBuffer) => void} hooks.onFrame
   * @param {() => void} hooks.onResume joined, and nothing missed is still to come
   * @param {() => void} hooks.onReady ... and what waited has been said
   * @param {() => void} hooks.onLost
   * @param {(code: number) => void} hooks.onClosed for good
   */
  constructor(url, hooks) {
    this.url = url;
    this.hooks = hooks;
    this.seq = 0;
    this.joinedSeq = 0;
    this.joined = false;
    this.ready = false;
    this.over = false;
    this.backoff = new Backoff();
    /** @type {Message[]} */
    this.queue = [];
    /** @type {WebSocket | null} */
    this.ws = null;
    this.retry = 0;
    this.rejoined = 0;
    this.drained = Date.now();
    this.check = setInterval(() => this._check(), CHECK_MS);
    addEventListener("online", () => this.connectNow());
    addEventListener("offline", () => this._lost(this.ws));
  }

  connect() {
    clearTimeout(this.retry);
    this.over = false;
    const ws = new WebSocket(this.url);
    ws.binaryType = "arraybuffer";
    this.ws = ws;
    this.drained = Date.now();
    const late = setTimeout(() => this._lost(ws), JOIN_WITHIN_MS);
    ws.onopen = () =>
      ws.send(JSON.stringify({ type: "talk.join", version: VERSION, after_seq: this.seq, ...this.hooks.join() }));
    ws.onmessage = ({ data }) => {
      if (ws !== this.ws) return;
      if (typeof data === "string") {
        clearTimeout(late);
        this._message(JSON.parse(data));
      } else if (this.joined) this.hooks.onFrame(data);
    };
    ws.onclose = ({ code }) => {
      clearTimeout(late);
      this._lost(ws, code);
    };
  }

  /** Now, not when the pause is over: the network came back, or the learner asks. */
  connectNow() {
    if (this.over || this.joined) return;
    this.backoff.reset();
    if (this.ws?.readyState !== WebSocket.CONNECTING) this.connect();
  }

  /** Page and server count differently: begin again from what both know. */
  rejoin() {
    const { ws } = this;
    const pause = Math.max(0, this.rejoined + REJOIN_MS - Date.now());
    this.rejoined = Date.now() + pause;
    setTimeout(() => this._lost(ws), pause);
  }

  /**
   * Said now, or first thing after the next join, in order.
   * @param {Message} message
   */
  send(message) {
    if (!this.ready) this.queue.push(message);
    else this.ws?.send(JSON.stringify(message));
  }

  /** @param {ArrayBuffer} data @returns {boolean} whether it went out */
  sendFrame(data) {
    if (!this.ready || !this.ws || this.ws.readyState !== WebSocket.OPEN) return false;
    this.ws.send(data);
    return true;
  }

  /** Bytes that wait for the network. */
  get waiting() {
    return this.ws?.bufferedAmount ?? 0;
  }

  close() {
    this.over = true;
    clearInterval(this.check);
    clearTimeout(this.retry);
    this.ws?.close();
  }

  /** @param {Message} message */
  _message(message) {
    if (message.type === "talk.joined") {
      this.joined = true;
      this.joinedSeq = message.seq ?? 0;
      this.backoff.reset();
      this.hooks.onMessage(message, false);
      this._whenCaughtUp();
      // Better to talk on than to wait for an event that does not come.
      const { ws } = this;
      setTimeout(() => ws === this.ws && this._whenCaughtUp(true), CAUGHT_UP_WITHIN_MS);
      return;
    }
    if (message.seq) {
      if (message.seq <= this.seq) return;
      this.seq = message.seq;
    }
    this.hooks.onMessage(message, Boolean(message.seq) && this.seq <= this.joinedSeq);
    this._whenCaughtUp();
  }

  _whenCaughtUp(enough = false) {
    if (this.ready || !this.joined || (this.seq < this.joinedSeq && !enough)) return;
    this.ready = true;
    this.hooks.onResume();
    const waiting = this.queue;
    this.queue = [];
    for (const message of waiting) this.send(message);
    this.hooks.onReady();
  }

  /** @param {WebSocket | null} ws @param {number} [code] */
  _lost(ws, code = 0) {
    if (!ws || ws !== this.ws) return;
    this.ws = null;
    this.joined = false;
    this.ready = false;
    ws.onclose = null;
    ws.close();
    if (this.over) return;
    if (FINAL_CODES.has(code)) {
      this.over = true;
      this.hooks.onClosed(code);
      return;
    }
    this.hooks.onLost();
    this.retry = setTimeout(() => this.connect(), this.backoff.next());
  }

  /** A socket can die without a word: a sleeping laptop, a proxy. */
  _check() {
    const ws = this.ws;
    if (!ws || this.over) return;
    if (ws.readyState >= WebSocket.CLOSING) this._lost(ws);
    else if (ws.bufferedAmount === 0) this.drained = Date.now();
    else if (Date.now() - this.drained > STUCK_MS) this._lost(ws);
  }
}
