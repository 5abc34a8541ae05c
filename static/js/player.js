// @ts-check
/**
 * The buddy's reply as it arrives: sentence after sentence without a gap, from the first frame on.
 *
 * Sound comes as frames behind `reply.sentence`; where it does not (the talk was taken up again, a
 * frame was lost) the file at `audio_url` replaces it. What was prepared for an older revision is void.
 */

import { audioBuffer } from "./sound.js";

const LEAD_S = 0.03; // the soonest a sound can be asked for without being late
const AHEAD_S = 3; // a hidden page is woken once a second only
const FRAMES_LATE_MS = 1500;

/**
 * @typedef {object} Sentence
 * @property {number} turn
 * @property {number} revision
 * @property {number} sentence
 * @property {string} text
 * @property {string} translation
 * @property {number} rate
 * @property {number[][]} marks
 * @property {string} audio_url
 *
 * @typedef {Sentence & {samples: Int16Array[], length: number, complete: boolean, fetching: boolean,
 *   scheduled: number, added: number}} Item
 * @typedef {{item: Item, from: number, to: number, start: number, end: number, node: AudioBufferSourceNode}} Segment
 * @typedef {{turn: number, sentence: number, played_ms: number}} Position
 */

export class ReplyPlayer {
  /**
   * @param {import("./sound.js").Sound} sound
   * @param {(url: string) => Promise<import("./wav.js").Clip>} fetchWav
   * @param {{onSentence: (item: Item) => void, onPlayed: (turn: number) => void, onChange: () => void}} hooks
   */
  constructor(sound, fetchWav, hooks) {
    this.sound = sound;
    this.fetchWav = fetchWav;
    this.hooks = hooks;
    this.turn = -1;
    this.revision = 0;
    this.total = -1; // sentences of the reply, once known
    /** @type {Item[]} */
    this.items = [];
    /** @type {Segment[]} */
    this.segments = [];
    this.paused = false;
    this.next = 0; // item to schedule from
    this.playhead = 0; // context time up to which sound is scheduled
    /** @type {Item | null} */
    this.sounding = null;
    this.done = true;
    this.refused = -1; // the reply that the learner cut off: its later sentences stay silent
    this.timer = setInterval(() => this.pump(), 100);
  }

  /** Whether the buddy is speaking, or about to. */
  get active() {
    return !this.done && !this.paused && this.items.length > 0;
  }

  /** @param {Sentence} event @param {boolean} live its frames will follow */
  sentence(event, live) {
    if (event.turn <= this.refused) return;
    if (event.turn < this.turn || (event.turn === this.turn && event.revision < this.revision)) return;
    if (event.turn > this.turn || event.revision > this.revision) this._begin(event.turn, event.revision);
    if (this.items.some((item) => item.sentence === event.sentence)) return;
    /** @type {Item} */
    const item = { ...event, samples: [], length: 0, complete: false, fetching: false, scheduled: 0, added: Date.now() };
    this.items.push(item);
    this.items.sort((a, b) => a.sentence - b.sentence);
    this.done = false;
    if (item.rate === 0) item.complete = true; // it has no voice: it is read
    else if (!live) void this._fetch(item);
    this.hooks.onChange();
  }

  /** @param {import("./frames.js").ReplyFrame} frame */
  frame(frame) {
    if (frame.turn !== this.turn || frame.revision !== this.revision) return;
    const item = this.items.find((each) => each.sentence === frame.sentence);
    if (!item || item.complete || item.fetching || frame.offset < item.length) return;
    if (frame.offset > item.length) {
      void this._fetch(item);
      return;
    }
    item.samples.push(frame.pcm);
    item.length += frame.pcm.length;
    item.complete = frame.last;
    this.pump();
  }

  /** @param {number} turn @param {number} revision what is older is void */
  revised(turn, revision) {
    if (turn !== this.turn || revision <= this.revision) return;
    this._begin(turn, revision);
    this.hooks.onChange();
  }

  /** @param {{turn: number, revision: number, sentences: number}} event */
  ended(event) {
    if (event.turn <= this.refused) return;
    if (event.turn < this.turn || (event.turn === this.turn && event.revision < this.revision)) return;
    if (event.turn > this.turn) this._begin(event.turn, event.revision);
    this.total = event.sentences;
    this.pump();
  }

  /** Keep still here. @returns {Position | null} null where nothing was sounding */
  pause() {
    if (this.done || this.paused || this.turn < 0) return null;
    const position = this.position();
    this._rewind();
    this.paused = true;
    this.hooks.onChange();
    return position;
  }

  resume() {
    if (!this.paused) return;
    this.paused = false;
    this.playhead = 0;
    this.pump();
    this.hooks.onChange();
  }

  /** The connection is new: frames that were under way will not come. */
  refetch() {
    for (const item of this.items) if (!item.complete) void this._fetch(item);
  }

  close() {
    this.stop();
    clearInterval(this.timer);
  }

  /** The rest will not be heard. @returns {Position | null} */
  stop() {
    const position = this.pause();
    this.refused = this.turn;
    this.items = [];
    this.done = true;
    this.paused = false;
    this.hooks.onChange();
    return position;
  }

  /** Where the sound is by now. @returns {Position} */
  position() {
    const now = this.sound.context.currentTime - (this.sound.context.outputLatency || 0);
    /** @type {Segment | undefined} */
    let at;
    for (const segment of this.segments) if (segment.start <= now || !at) at = segment;
    if (!at) return { turn: this.turn, sentence: this.items[0]?.sentence ?? 0, played_ms: 0 };
    const passed = Math.max(0, Math.min(now, at.end) - at.start);
    const played = Math.min(at.from + passed * at.item.rate, at.to);
    return { turn: this.turn, sentence: at.item.sentence, played_ms: Math.round((played * 1000) / at.item.rate) };
  }

  /** Schedule what is there, notice what has passed. Cheap: called on every frame and ten times a second. */
  pump() {
    if (this.done || this.paused) return;
    const { currentTime } = this.sound.context;
    while (this.next < this.items.length && this.playhead < currentTime + AHEAD_S) {
      const item = this.items[this.next];
      if (item.sentence !== this.next) break; // an earlier sentence is still to come
      if (item.scheduled < item.length) this._schedule(item, currentTime);
      else if (item.complete) {
        if (item.length === 0) this.hooks.onSentence(item); // without sound it is read at least
        this.next += 1;
      } else {
        if (!item.fetching && Date.now() - item.added > FRAMES_LATE_MS && item.length === 0) void this._fetch(item);
        break;
      }
    }
    this._notice(currentTime);
  }

  /** @param {Item} item @param {number} now */
  _schedule(item, now) {
    const rest = new Int16Array(item.length - item.scheduled);
    let at = 0;
    let skip = item.scheduled;
    for (const piece of item.samples) {
      if (skip < piece.length) {
        rest.set(piece.subarray(skip), at);
        at += piece.length - skip;
        skip = 0;
      } else skip -= piece.length;
    }
    const { context, volume } = this.sound;
    const node = context.createBufferSource();
    node.buffer = audioBuffer(context, rest, item.rate);
    node.connect(volume);
    const start = Math.max(this.playhead, now + LEAD_S);
    node.start(start);
    const end = start + rest.length / item.rate;
    this.segments.push({ item, from: item.scheduled, to: item.length, start, end, node });
    item.scheduled = item.length;
    this.playhead = end;
  }

  /** @param {number} now */
  _notice(now) {
    for (const segment of this.segments) {
      if (segment.start <= now && segment.item.sentence > (this.sounding?.sentence ?? -1)) {
        this.sounding = segment.item;
        this.hooks.onSentence(segment.item);
        this.hooks.onChange();
      }
    }
    const all = this.total >= 0 && this.next >= this.total;
    if (!all || now < this.playhead) return;
    this.done = true;
    this.hooks.onPlayed(this.turn);
    this.hooks.onChange();
  }

  /** @param {number} turn @param {number} revision */
  _begin(turn, revision) {
    this._silence();
    this.turn = turn;
    this.revision = revision;
    this.total = -1;
    this.items = [];
    this.next = 0;
    this.sounding = null;
    this.paused = false;
    this.done = false;
  }

  /** Stop, and schedule again from where the sound was. */
  _rewind() {
    const { sentence, played_ms: ms } = this.position();
    this._silence();
    for (const item of this.items) {
      if (item.sentence === sentence) item.scheduled = Math.min(item.length, Math.round((ms * item.rate) / 1000));
      else if (item.sentence > sentence) item.scheduled = 0;
    }
    this.next = Math.min(sentence, this.items.length);
  }

  _silence() {
    for (const segment of this.segments) {
      segment.node.onended = null;
      segment.node.stop();
    }
    this.segments = [];
    this.playhead = 0;
  }

  /** @param {Item} item */
  async _fetch(item) {
    if (item.fetching) return;
    item.fetching = true;
    try {
      const clip = await this.fetchWav(item.audio_url);
      item.rate = clip.rate;
      item.samples = [clip.samples];
      item.length = clip.samples.length;
    } catch {
      // The line stands on the page; better to go on in writing than to wait for its sound.
      item.length = Math.min(item.length, item.scheduled);
    }
    item.complete = true;
    this.pump();
  }
}
