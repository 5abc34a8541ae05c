// @ts-check
/** Audio frames on the socket, byte for byte as the server's `conversations/frames.py`. */

export const SAMPLE_RATE = 16_000;
export const FRAME_SAMPLES = 1024;
export const NO_FLOOR = -128;

const KIND_MIC = 1;
const KIND_REPLY = 2;
const MIC_HEADER_BYTES = 12;
const REPLY_HEADER_BYTES = 16;
const FLAG_BUDDY_SOUNDS = 1;
const FLAG_GAP = 2;
const FLAG_LAST = 1;

/**
 * @typedef {object} MicFrame
 * @property {number} turn
 * @property {number} offset samples of the turn before this frame
 * @property {Int16Array} pcm
 * @property {boolean} [buddySounds]
 * @property {boolean} [gap] audio before `offset` is gone
 * @property {number} [echoFloor] dBFS
 *
 * @typedef {object} ReplyFrame
 * @property {number} turn
 * @property {number} revision
 * @property {number} sentence
 * @property {number} offset samples of the sentence before this frame
 * @property {Int16Array} pcm
 * @property {boolean} last
 */

/** @param {MicFrame} frame @returns {ArrayBuffer} */
export function packMicFrame({ turn, offset, pcm, buddySounds = false, gap = false, echoFloor = NO_FLOOR }) {
  const buffer = new ArrayBuffer(MIC_HEADER_BYTES + pcm.length * 2);
  const view = new DataView(buffer);
  view.setUint8(0, KIND_MIC);
  view.setUint8(1, (buddySounds ? FLAG_BUDDY_SOUNDS : 0) | (gap ? FLAG_GAP : 0));
  view.setInt8(2, Math.max(-128, Math.min(0, Math.round(echoFloor))));
  view.setUint8(3, 0);
  view.setUint32(4, turn, true);
  view.setUint32(8, offset, true);
  for (let i = 0; i < pcm.length; i += 1) view.setInt16(MIC_HEADER_BYTES + i * 2, pcm[i], true);
  return buffer;
}

/** @param {ArrayBuffer} buffer @returns {ReplyFrame | null} null: not a frame this page knows */
export function parseReplyFrame(buffer) {
  if (buffer.byteLength < REPLY_HEADER_BYTES) return null;
  const view = new DataView(buffer);
  if (view.getUint8(0) !== KIND_REPLY) return null;
  const pcm = new Int16Array(Math.floor((buffer.byteLength - REPLY_HEADER_BYTES) / 2));
  for (let i = 0; i < pcm.length; i += 1) pcm[i] = view.getInt16(REPLY_HEADER_BYTES + i * 2, true);
  return {
    last: (view.getUint8(1) & FLAG_LAST) !== 0,
    sentence: view.getUint16(2, true),
    turn: view.getUint32(4, true),
    revision: view.getUint32(8, true),
    offset: view.getUint32(12, true),
    pcm,
  };
}
