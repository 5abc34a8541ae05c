// @ts-check
/** The lines are read aloud one after the other, until somebody speaks or taps. */

const PAUSE_MS = 600; // to take a line in before the next

export class CardsAloud {
  /**
   * @param {(key: string) => Promise<boolean>} hear plays a line; whether it sounded to its end
   * @param {() => Promise<void>} [pause]
   */
  constructor(hear, pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS))) {
    this.hear = hear;
    this.pause = pause;
    this.run = 0;
    this.on = false;
  }

  /** @param {string[]} keys */
  async read(keys) {
    this.run += 1;
    const mine = this.run;
    this.on = true;
    for (const key of keys) {
      const whole = await this.hear(key); // where it was stopped there may never be an answer
      if (mine !== this.run) return;
      if (!whole) break;
      await this.pause();
      if (mine !== this.run) return;
    }
    this.on = false;
  }

  stop() {
    this.run += 1;
    this.on = false;
  }
}
