// @ts-check
/** WAV files as samples: kept at their own rate, so that offsets mean the same as in the frames. */

/**
 * @typedef {object} Clip
 * @property {number} rate Hz
 * @property {Int16Array} samples mono
 */

/** @param {ArrayBuffer} buffer @returns {Clip} */
export function parseWav(buffer) {
  const view = new DataView(buffer);
  const tag = (/** @type {number} */ at) =>
    String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
  if (buffer.byteLength < 12 || tag(0) !== "RIFF" || tag(8) !== "WAVE") throw new Error("not a WAV file");
  let rate = 0;
  let channels = 1;
  for (let at = 12; at + 8 <= buffer.byteLength; ) {
    const name = tag(at);
    // A stream's length may not be known when its header is written: what is there counts.
    const size = Math.min(view.getUint32(at + 4, true), buffer.byteLength - at - 8);
    if (name === "fmt ") {
      if (view.getUint16(at + 8, true) !== 1 || view.getUint16(at + 22, true) !== 16) {
        throw new Error("not PCM of 16 bits");
      }
      channels = view.getUint16(at + 10, true);
      rate = view.getUint32(at + 12, true);
    } else if (name === "data") {
      const samples = new Int16Array(Math.floor(size / 2 / channels));
      for (let i = 0; i < samples.length; i += 1) samples[i] = view.getInt16(at + 8 + i * 2 * channels, true);
      return { rate, samples };
    }
    at += 8 + size + (size % 2);
  }
  throw new Error("no sound in the file");
}

/** @param {string} url @returns {Promise<Clip>} */
export async function fetchWav(url) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${response.status} for a sound`);
  return parseWav(await response.arrayBuffer());
}

/** @param {string} url @param {number} pace @returns {string} */
export function atPace(url, pace) {
  return `${url}${url.includes("?") ? "&" : "?"}pace=${pace}`;
}
