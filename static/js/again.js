// @ts-check
/** Lines heard once more: a card read aloud, her last line, or that line slowly. */

import { atPace, fetchWav } from "./wav.js";

const SLOW = 0.7;

export class Again {
  /**
   * @param {import("./sound.js").Sound} sound
   * @param {(key: string) => void} onCard which card sounds; empty: none
   * @param {() => void} onMissing
   */
  constructor(sound, onCard, onMissing) {
    this.sound = sound;
    this.onCard = onCard;
    this.onMissing = onMissing;
    this.run = 0;
    this.sounds = false;
  }

  /** @param {string} key @param {string} url */
  card(key, url) {
    return this._play([url], key);
  }

  /** @param {string[]} urls of the line's sentences @param {boolean} slowly */
  line(urls, slowly) {
    return this._play(slowly ? urls.map((url) => atPace(url, SLOW)) : urls, "");
  }

  stop() {
    this.run += 1;
    this.sounds = false;
    this.sound.stop();
    this.onCard("");
  }

  /** @param {string[]} urls @param {string} key */
  async _play(urls, key) {
    this.stop();
    const mine = this.run;
    this.onCard(key);
    const clips = urls.map((url) => fetchWav(url));
    for (const clip of clips) clip.catch(() => {}); // reported when its turn comes
    try {
      for (const clip of clips) {
        const ready = await clip;
        if (mine !== this.run) return;
        this.sounds = true;
        await this.sound.play(ready);
        if (mine !== this.run) return;
      }
    } catch {
      if (mine === this.run) this.onMissing();
    }
    if (mine === this.run) this.stop();
  }
}
