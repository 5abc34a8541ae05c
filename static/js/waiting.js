// @ts-check
/** All slots are taken: the turn waits its turn, and the learner sees where it stands and that nothing is lost. */

import { gettext } from "./words.js";

export const CODE = "turn.waiting"; // of texts.js
export const LONG_CODE = "turn.waiting_long";
const LONG_SECONDS = 20; // as conversations/load.py has it

/**
 * @typedef {object} Board where it is shown
 * @property {string} code what is shown now, or empty
 * @property {(code: string, actions: import("./notice.js").Action[], values: Record<string, string>) => void} wait
 * @property {(code: string) => void} clear
 */

export class Waiting {
  /** @param {Board} notice @param {() => void} type writing is offered meanwhile */
  constructor(notice, type) {
    this.notice = notice;
    this.type = type;
    this.turn = -1; // the one that waits
  }

  /** `turn.waiting`. @param {{turn: number, place: number, seconds: number}} message */
  told({ turn, place, seconds }) {
    if (place === 0) {
      this.over(turn);
      return;
    }
    this.turn = turn;
    const { code } = this.notice;
    if (code && code !== CODE && code !== LONG_CODE) return; // what is in the way is told first
    const actions = [{ label: gettext("Type"), run: this.type }];
    const told = seconds >= LONG_SECONDS ? LONG_CODE : CODE;
    this.notice.wait(told, actions, { place: String(place), seconds: String(seconds) });
  }

  /** Somebody works on the turn, or nothing comes of it. A later one may wait still. @param {number} turn */
  over(turn) {
    if (turn < this.turn) return;
    this.turn = -1;
    this.notice.clear(CODE); // and LONG_CODE, which begins with it
  }
}
