// @ts-check
/** The sentences of a reply, as the player keeps them. */

import { durationOf, marksOf } from "./speech_timing.js";

/**
 * @typedef {object} Sentence
 * @property {number} turn
 * @property {number} revision
 * @property {number} sentence
 * @property {string} text
 * @property {string} translation
 * @property {string} part
 * @property {number} rate Hz; 0: the server sends no sound of it
 * @property {number[][]} marks
 * @property {string} audio_url
 *
 * @typedef {Sentence & {samples: Int16Array[], length: number, complete: boolean, fetching: boolean,
 *   scheduled: number, added: number, spoken: boolean, said: number, speed: number}} Item
 *   spoken: by the device's voice; said: how many characters of it; speed: characters a second
 * @typedef {{item: Item, from: number, to: number, start: number, end: number, node: AudioBufferSourceNode}} Segment
 * @typedef {{turn: number, sentence: number, played_ms: number, played_chars?: number}} Position
 */

/** @param {Sentence} event @returns {Item} */
export function newItem(event) {
  return {
    ...event,
    samples: [],
    length: 0,
    complete: false,
    fetching: false,
    scheduled: 0,
    added: Date.now(),
    spoken: false,
    said: 0,
    speed: 0,
  };
}

/** The device's voice says it. @param {Item} item @param {number} speed characters a second */
export function lend(item, speed) {
  item.spoken = true;
  item.complete = true;
  item.speed = speed;
  item.marks = marksOf(item.text, speed);
}

/** Its sound is the server's again. @param {Item} item */
export function takeBack(item) {
  item.spoken = false;
  item.complete = item.length > 0; // it was fetched once
  item.said = 0;
  item.marks = [];
}

/** What is not scheduled yet, in one piece. @param {Item} item @returns {Int16Array} */
export function restOf(item) {
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
  return rest;
}

/** What the device's voice has yet to say. @param {Item[]} items @returns {Item[]} */
export function unsaid(items) {
  return items.filter(({ spoken, said, text }) => spoken && said < text.length);
}

/**
 * How far the scheduled sound has come.
 * @param {Segment[]} segments in order @param {number} now context time
 * @returns {{sentence: number, played_ms: number} | null} null: nothing was scheduled
 */
export function heardOf(segments, now) {
  const at = segments.filter(({ start }) => start <= now).at(-1) ?? segments[0];
  if (!at) return null;
  const passed = Math.max(0, Math.min(now, at.end) - at.start);
  const played = Math.min(at.from + passed * at.item.rate, at.to);
  return { sentence: at.item.sentence, played_ms: Math.round((played * 1000) / at.item.rate) };
}

/** Everything from here on is still to be heard. @param {Item[]} items @param {number} sentence @param {number} ms */
export function goBack(items, sentence, ms) {
  for (const item of items) {
    const later = item.sentence > sentence;
    if (item.spoken && later) item.said = 0;
    else if (later) item.scheduled = 0;
    else if (item.sentence === sentence) item.scheduled = Math.min(item.length, Math.round((ms * item.rate) / 1000));
  }
}

/** Its sound, whole. @param {Item} item @param {import("./wav.js").Clip} clip */
export function fill(item, clip) {
  item.rate = clip.rate;
  item.samples = [clip.samples];
  item.length = clip.samples.length;
}

/** @param {Item} item @param {import("./frames.js").ReplyFrame} frame the next */
export function append(item, frame) {
  item.samples.push(frame.pcm);
  item.length += frame.pcm.length;
  item.complete = frame.last;
}

/** @param {Item} item @param {number} chars that have sounded @returns {Position} */
export function spokenPosition({ turn, sentence, speed }, chars) {
  return { turn, sentence, played_ms: durationOf(chars, speed), played_chars: chars };
}
