// @ts-check
/** A stretch of the microphone's sound, addressed by sample, with what was known while it was taken. */

/**
 * @typedef {object} Piece
 * @property {number} at first sample
 * @property {Int16Array} pcm
 * @property {boolean} sounds the buddy was sounding
 * @property {number} floor echo floor in dBFS, or NO_FLOOR
 */

export class Samples {
  /** @param {number} start */
  constructor(start = 0) {
    this.start = start;
    this.end = start;
    /** @type {Piece[]} */
    this.pieces = [];
  }

  /** @param {Int16Array} pcm @param {boolean} sounds @param {number} floor */
  append(pcm, sounds, floor) {
    this.pieces.push({ at: this.end, pcm, sounds, floor });
    this.end += pcm.length;
  }

  /** Forget what lies before `sample`. @param {number} sample */
  forgetBefore(sample) {
    if (sample <= this.start) return;
    this.start = Math.min(sample, this.end);
    while (this.pieces.length > 0 && this.pieces[0].at + this.pieces[0].pcm.length <= this.start) {
      this.pieces.shift();
    }
  }

  /**
   * @param {number} from @param {number} to
   * @returns {{pcm: Int16Array, sounds: boolean, floor: number}} of a frame: flags where any part has them
   */
  read(from, to) {
    const first = Math.max(from, this.start);
    const pcm = new Int16Array(Math.max(0, Math.min(to, this.end) - first));
    let sounds = false;
    let floor = -128;
    for (let i = this.pieces.length - 1; i >= 0; i -= 1) {
      const piece = this.pieces[i];
      const pieceEnd = piece.at + piece.pcm.length;
      if (pieceEnd <= first) break;
      if (piece.at >= first + pcm.length) continue;
      const low = Math.max(first, piece.at);
      const high = Math.min(first + pcm.length, pieceEnd);
      pcm.set(piece.pcm.subarray(low - piece.at, high - piece.at), low - first);
      sounds ||= piece.sounds;
      floor = Math.max(floor, piece.floor);
    }
    return { pcm, sounds, floor };
  }

  /** What lies after `sample`, counted from there. @param {number} sample @returns {Samples} */
  after(sample) {
    const rest = new Samples(Math.max(0, this.start - sample));
    for (const piece of this.pieces) {
      const low = Math.max(piece.at, this.start, sample);
      if (low >= piece.at + piece.pcm.length) continue;
      rest.append(piece.pcm.subarray(low - piece.at), piece.sounds, piece.floor);
    }
    return rest;
  }
}
