// @ts-check
/**
 * Lines heard once more: a card read aloud, her last line, or that line slowly. They come from the server,
 * or from the device's voice where that one speaks in this talk.
 */

import { atPace, fetchWav } from "./wav.js";

const SLOW = 0.7;

/** @typedef {{url: string, text: string, recorded?: boolean}} Part */

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
    this.over = () => {}; // called once, when what was begun last is over or was stopped
    /** @type {import("./device_voice.js").DeviceVoice | null} */
    this.device = null;
    /** @type {import("./device_voice.js").DeviceVoice | null} the device's voice, while it says a line */
    this.saying = null;
  }

  /** @param {string} key @param {string} url @param {string} text @returns {Promise<boolean>} whether it sounded to its end */
  card(key, url, text) {
    return this._run(key, [{ url, text }], false);
  }

  /** @param {Part[]} parts the line's sentences @param {boolean} slowly */
  line(parts, slowly) {
    return this._run("", parts, slowly);
  }

  /**
   * A line by the device's voice, whichever speaks in this talk.
   * @param {string} text @param {import("./device_voice.js").DeviceVoice} device
   */
  async sample(text, device) {
    const mine = this._begin("");
    if (!(await this._say(text, device, 1)) && mine === this.run) this.onMissing();
    if (mine === this.run) this.stop();
  }

  /** A line as the server says it. @param {string} url */
  file(url) {
    return this._play([url], "");
  }

  stop() {
    this.run += 1;
    this.sounds = false;
    this.sound.stop();
    this.saying?.stop();
    this.saying = null;
    this.onCard("");
    const { over } = this;
    this.over = () => {};
    over();
  }

  /** @param {string} key @returns {number} */
  _begin(key) {
    this.stop();
    this.onCard(key);
    return this.run;
  }

  /** @param {string} key @param {Part[]} parts @param {boolean} slowly @returns {Promise<boolean>} */
  async _run(key, parts, slowly) {
    const pace = slowly ? SLOW : 1;
    const urls = (/** @type {Part[]} */ some) => some.map(({ url }) => (slowly ? atPace(url, SLOW) : url));
    if (!this.device || parts.some(({ recorded }) => recorded)) return this._play(urls(parts), key);
    const mine = this._begin(key);
    for (const [index, { text }] of parts.entries()) {
      const said = this.device && (await this._say(text, this.device, pace));
      if (mine !== this.run) return false;
      if (!said) return this._play(urls(parts.slice(index)), key); // the server says the rest
    }
    this.stop();
    return true;
  }

  /**
   * @param {string} text @param {import("./device_voice.js").DeviceVoice} device @param {number} pace
   * @returns {Promise<boolean>} never fulfilled where it was stopped
   */
  _say(text, device, pace) {
    this.saying = device;
    this.sounds = true;
    return new Promise((resolve) => device.say(text, 0, { onStart: () => {}, onEnd: resolve }, pace));
  }

  /** @param {string[]} urls @param {string} key @returns {Promise<boolean>} */
  async _play(urls, key) {
    const mine = this._begin(key);
    const clips = urls.map((url) => fetchWav(url));
    for (const clip of clips) clip.catch(() => {}); // reported when its turn comes
    try {
      for (const clip of clips) {
        const ready = await clip;
        if (mine !== this.run) return false;
        this.sounds = true;
        await this.sound.play(ready);
        if (mine !== this.run) return false;
      }
    } catch {
      if (mine !== this.run) return false;
      this.onMissing();
      this.stop();
      return false;
    }
    this.stop();
    return true;
  }
}
