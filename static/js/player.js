// @ts-check
/**
 * The buddy's reply as it arrives: sentence after sentence without a gap, from the first frame on.
 *
 * Sound comes as frames behind `reply.sentence`; where it does not (the talk was taken up again, a
 * frame was lost) the file at `audio_url` replaces it. A sentence that the server sends no sound of is said
 * by the device's voice, when its turn comes. What was prepared for an older revision is void.
 */

import { append, fill, goBack, heardOf, lend, newItem, restOf, spokenPosition, takeBack, unsaid } from "./reply_items.js";
import { soundAt } from "./sound.js";

const LEAD_S = 0.03; // the soonest a sound can be asked for without being late
const AHEAD_S = 3; // a hidden page is woken once a second only
const FRAMES_LATE_MS = 1500;

/**
 * @typedef {import("./reply_items.js").Sentence} Sentence
 * @typedef {import("./reply_items.js").Item} Item
 * @typedef {import("./reply_items.js").Segment} Segment
 * @typedef {import("./reply_items.js").Position} Position
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
    this.held = false;
    /** @type {Position | null} where it was when it was held */
    this.at = null;
    this.next = 0; // item to schedule from
    this.playhead = 0; // context time up to which sound is scheduled
    /** @type {Item | null} */
    this.sounding = null;
    this.done = true;
    this.refused = -1; // the reply that the learner cut off: its later sentences stay silent
    /** @type {import("./device_voice.js").DeviceVoice | null} */
    this.device = null;
    this.lent = false; // to the device's voice, in this talk: a sentence without sound has one on the server
    /** @type {Item | null} what the device's voice is saying */
    this.saying = null;
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
    const item = newItem(event);
    this.items.push(item);
    this.items.sort((a, b) => a.sentence - b.sentence);
    this.done = false;
    if (item.rate === 0 && this.device) lend(item, this.device.speed);
    else if (item.rate === 0 && live && !this.lent) item.complete = true; // it has no voice: it is read
    else if (!live || item.rate === 0) void this._fetch(item);
    if (item.spoken) this.pump();
    this.hooks.onChange();
  }

  /** @param {import("./frames.js").ReplyFrame} frame */
  frame(frame) {
    if (frame.turn !== this.turn || frame.revision !== this.revision) return;
    const item = this.items.find((each) => each.sentence === frame.sentence);
    if (!item || item.complete || item.fetching || frame.offset < item.length) return;
    if (frame.offset > item.length) void this._fetch(item);
    else append(item, frame);
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

  /** Nothing sounds for a while, though to everybody else she is still speaking. @param {boolean} held */
  hold(held) {
    if (held === this.held) return;
    if (held && !this.done && !this.paused) {
      this.at = this.position();
      this._rewind();
    }
    this.held = held;
    if (!held) this.at = null;
    this.pump();
  }

  /** Who says what comes without sound. @param {import("./device_voice.js").DeviceVoice | null} device */
  setDevice(device) {
    if (device === this.device) return;
    const goesOn = this.saying !== null;
    if (goesOn) this._rewind();
    this.device = device;
    this.lent ||= device !== null;
    for (const item of unsaid(this.items)) {
      if (device) lend(item, device.speed);
      else this._askFor(item);
    }
    if (goesOn) this.pump();
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
    if (this.at) return this.at;
    const now = this.sound.context.currentTime - (this.sound.context.outputLatency || 0);
    const heard = heardOf(this.segments, now);
    const told = this.saying ?? this.items.filter(({ spoken, said }) => spoken && said > 0).at(-1);
    if (told && told.sentence >= (heard?.sentence ?? 0)) {
      return spokenPosition(told, this.saying && this.device ? this.device.chars : told.said);
    }
    return { turn: this.turn, ...(heard ?? { sentence: this.items[0]?.sentence ?? 0, played_ms: 0 }) };
  }

  /** Schedule what is there, notice what has passed. Cheap: called on every frame and ten times a second. */
  pump() {
    if (this.done || this.paused || this.held) return;
    const { currentTime } = this.sound.context;
    while (this.next < this.items.length && this.playhead < currentTime + AHEAD_S) {
      const item = this.items[this.next];
      if (item.sentence !== this.next) break; // an earlier sentence is still to come
      if (item.spoken) {
        if (!this._say(item, currentTime)) break;
      } else if (item.scheduled < item.length) this._schedule(item, currentTime);
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

  /** @param {Item} item @param {number} now @returns {boolean} whether it has been said */
  _say(item, now) {
    if (item.said >= item.text.length) {
      this.next += 1;
      return true;
    }
    if (this.saying === item || now < this.playhead || !this.device || this.device.broken) return false;
    this.saying = item;
    this.device.say(item.text, item.said, {
      onStart: () => this._sounds(item),
      onEnd: (said) => {
        this.saying = null;
        if (said) item.said = item.text.length;
        else this._askFor(item); // better late than never
        this.pump();
      },
    });
    return false;
  }

  /** The server says it, not the device. @param {Item} item */
  _askFor(item) {
    takeBack(item);
    void this._fetch(item);
  }

  /** @param {Item} item */
  _sounds(item) {
    if (item.sentence <= (this.sounding?.sentence ?? -1)) return;
    this.sounding = item;
    this.hooks.onSentence(item);
    this.hooks.onChange();
  }

  /** @param {Item} item @param {number} now */
  _schedule(item, now) {
    const rest = restOf(item);
    const start = Math.max(this.playhead, now + LEAD_S);
    const node = soundAt(this.sound, rest, item.rate, start);
    const end = start + rest.length / item.rate;
    this.segments.push({ item, from: item.scheduled, to: item.length, start, end, node });
    item.scheduled = item.length;
    this.playhead = end;
  }

  /** @param {number} now */
  _notice(now) {
    for (const segment of this.segments) if (segment.start <= now) this._sounds(segment.item);
    const all = this.total >= 0 && this.next >= this.total;
    if (!all || now < this.playhead) return;
    this.done = true;
    this.hooks.onPlayed(this.turn);
    this.hooks.onChange();
  }

  /** @param {number} turn @param {number} revision */
  _begin(turn, revision) {
    this._silence();
    Object.assign(this, { turn, revision, total: -1, items: [], next: 0, at: null, sounding: null, paused: false, done: false });
  }

  /** Stop, and schedule again from where the sound was. */
  _rewind() {
    const { sentence, played_ms: ms } = this.position();
    if (this.saying && this.device) this.saying.said = this.device.stop();
    this.saying = null;
    this._silence();
    goBack(this.items, sentence, ms);
    this.next = Math.min(sentence, this.items.length);
  }

  _silence() {
    if (this.saying) this.device?.stop();
    this.saying = null;
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
      fill(item, await this.fetchWav(item.audio_url));
    } catch {
      // The line stands on the page; better to go on in writing than to wait for its sound.
      item.length = Math.min(item.length, item.scheduled);
    }
    item.complete = true;
    this.pump();
  }
}
