// @ts-check
/**
 * What was typed or tapped, until the server says that it was heard. It carries a name of its own
 * (`ref`), so that after a lost connection it can be said again and still makes one turn.
 */

/** @typedef {import("./socket.js").Message} Message */

export class Unanswered {
  /** @param {import("./socket.js").TalkSocket} socket */
  constructor(socket) {
    this.socket = socket;
    /** @type {Message | null} */
    this.message = null;
  }

  /** @param {Message} message with a `ref` */
  say(message) {
    this.message = message;
    if (this.socket.ready) this.socket.send(message); // else on joining
  }

  /** The connection is there again. */
  again() {
    if (this.message) this.socket.send(this.message);
  }

  /** A turn was heard by this evidence. @param {string} evidence @returns {boolean} whether it was this one */
  heard(evidence) {
    const kind = { typed: "turn.type", chosen: "turn.move" }[evidence];
    if (!this.message || this.message.type !== kind) return false;
    this.message = null;
    return true;
  }

  forget() {
    this.message = null;
  }
}

/** A name that no other message has. @returns {string} */
export function newRef() {
  return crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`.slice(0, 40);
}
