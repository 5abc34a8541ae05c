// @ts-check
/** The microphone check on the page: "Say: hello", a ring that moves, and what to change where it does not go well. */

import { byId, icon, make } from "./dom.js";
import { FIRST_COUPLING_DB } from "./echo.js";
import { VoiceCheck, echoOf, frameOf, quietAfter } from "./mic_check.js";
import { textLines } from "./text_lines.js";
import { preferences } from "./preferences.js";
import { play } from "./sounds.js";
import { gettext } from "./words.js";

const GOOD_MS = 900; // long enough to be read
const SPOKEN_MS = 4000; // a device's voice that says nothing is not waited for
const QUIET_WITHIN_MS = 4000;
const SPOKEN = "I hear you well.";
const DEVICE_DBFS = -20; // see buddy_voice.js
const PEAK = 0.12;
const FIRST_PART = 0.4; // while the browser's echo canceller finds its way

/** Soft, broad, and long enough for an echo. */
const WELCOME = [
  { hertz: 392, at: 0, lasts: 0.7 },
  { hertz: 523, at: 0.12, lasts: 0.7 },
  { hertz: 659, at: 0.24, lasts: 0.75 },
];

/** @type {Record<import("./mic_check.js").Verdict, string>} */
const SAYS = {
  well: "check.well",
  quiet: "check.quiet",
  loud: "check.loud",
  noise: "check.noise",
  nothing: "check.nothing",
  unheard: "check.unheard",
};

/** @typedef {"on" | "type" | "hold"} Way how the talk goes on */

export class MicCheck {
  /**
   * @param {import("./microphone.js").Microphone} microphone
   * @param {() => import("./device_voice.js").DeviceVoice | null} device who speaks; null: the server
   */
  constructor(microphone, device) {
    this.microphone = microphone;
    this.device = device;
    this.box = byId("mic-check");
    this.words = byId("check-words");
    this.actions = byId("check-actions");
    this.ring = byId("check-ring");
    this.pick = byId("check-pick");
    this.devices = byId("check-device");
    this.check = new VoiceCheck();
    /** @type {number[] | null} levels of the microphone while the page sounds */
    this.during = null;
    this.played = -100;
    /** @type {{frame: (frame: import("./mic_check.js").Frame) => boolean, done: () => void} | null} */
    this.quiet = null;
    /** @type {import("./sound.js").Sound | null} */
    this.sound = null;
    /** @type {(way: Way) => void} */
    this.done = () => {};
    this.devices.addEventListener("change", () => void this._choose(this.devices.value));
  }

  get active() {
    return this.sound !== null;
  }

  /** @param {import("./sound.js").Sound} sound @returns {Promise<Way>} */
  run(sound) {
    this.sound = sound;
    this.box.hidden = false;
    document.body.classList.add("is-checking");
    this._listen();
    this.words.replaceChildren();
    this._offer([[gettext("Skip"), "on"]]);
    byId("check-say").focus({ preventScroll: true });
    this.box.scrollIntoView({ block: "nearest" });
    return new Promise((resolve) => {
      this.done = resolve;
    });
  }

  /** @param {import("./microphone.js").Heard} heard */
  frame(heard) {
    const frame = frameOf(heard);
    this.ring.style.setProperty("--level", Math.max(0, Math.min(1, (frame.level + 55) / 45)).toFixed(2));
    if (this.during) {
      this.during.push(frame.level);
      this.played = Math.max(this.played, this.sound?.level() ?? -100);
      return;
    }
    if (this.quiet) {
      if (this.quiet.frame(frame)) this.quiet.done();
      return;
    }
    const verdict = this.check.frame(frame);
    if (verdict) void this._conclude(verdict);
  }

  /** @param {import("./mic_check.js").Verdict} verdict */
  async _conclude(verdict) {
    const { level, noise } = this.check;
    this._listen(); // what is said next may set it right
    this._say(SAYS[verdict], verdict === "well");
    if (verdict !== "well") {
      const again = /** @type {[string, Way][]} */ ([[gettext("Go on all the same"), "on"]]);
      if (verdict === "noise") again.unshift([gettext("Hold to talk"), "hold"]);
      if (verdict === "nothing" || verdict === "unheard") again.push([gettext("Type instead"), "type"]);
      this._offer(again);
      await this._list();
      return;
    }
    this._offer([]);
    const measured = this._echo(level, noise);
    await new Promise((resolve) => setTimeout(resolve, GOOD_MS));
    const found = await measured;
    preferences.keepMicrophone(this.microphone.key, found);
    this._close("on");
  }

  /** @param {number} level @param {number} noise dBFS */
  async _echo(level, noise) {
    const unknown = { coupling: FIRST_COUPLING_DB, halfDuplex: false, level: Math.round(level) };
    if (!this.sound || !preferences.sounds) return unknown; // it is learned in the talk
    await this._silence(noise);
    this.during = [];
    this.played = -100;
    const device = this.device();
    if (device) await spoken(device);
    else await new Promise((resolve) => setTimeout(resolve, this._chime()));
    const during = /** @type {number[]} */ (this.during ?? []);
    this.during = null;
    const later = during.slice(Math.floor(FIRST_PART * during.length));
    const played = device ? DEVICE_DBFS : this.played;
    return later.length > 0 && played > -60 ? echoOf(later, noise, played, level) : unknown;
  }

  /** Until the learner has finished: a voice is no echo. @param {number} noise dBFS */
  async _silence(noise) {
    await new Promise((done) => {
      this.quiet = { frame: quietAfter(noise), done: () => done(true) };
      setTimeout(done, QUIET_WITHIN_MS);
    });
    this.quiet = null;
  }

  /** @returns {number} ms */
  _chime() {
    return this.sound ? 1000 * play(this.sound, WELCOME, PEAK) : 0;
  }

  _listen() {
    this.check = new VoiceCheck();
    this.during = null;
  }

  /** @param {string} code @param {boolean} well */
  _say(code, well) {
    const lines = textLines(code, { device: this.microphone.label });
    lines[0].classList.toggle("mic-check__well", well);
    if (well) lines[0].prepend(icon("tick"));
    this.words.replaceChildren(...lines);
    this.box.classList.toggle("is-well", well);
  }

  /** @param {[string, Way][]} ways */
  _offer(ways) {
    const buttons = ways.map(([label, way]) => {
      const button = make("button", { class: "button button--quiet", type: "button" }, label);
      button.addEventListener("click", () => this._close(way));
      return button;
    });
    this.actions.replaceChildren(...buttons);
  }

  async _list() {
    const devices = await this.microphone.devices();
    this.pick.hidden = devices.length < 2;
    this.devices.replaceChildren(
      ...devices.map(({ deviceId, label }) => make("option", { value: deviceId }, label || gettext("Microphone"))),
    );
    if (this.microphone.device) this.devices.value = this.microphone.device;
  }

  /** @param {string} device */
  async _choose(device) {
    this.microphone.device = device;
    this.words.replaceChildren();
    if (await this.microphone.open()) this._listen();
    else this._close("on"); // the notice says why
  }

  /** @param {Way} way */
  _close(way) {
    this.sound = null;
    this.during = null;
    this.box.hidden = true;
    this.pick.hidden = true;
    this.box.classList.remove("is-well");
    document.body.classList.remove("is-checking");
    this.done(way);
  }
}

/** @param {import("./device_voice.js").DeviceVoice} device */
function spoken(device) {
  return new Promise((resolve) => {
    const late = setTimeout(() => (device.stop(), resolve(false)), SPOKEN_MS);
    const onEnd = (/** @type {boolean} */ said) => (clearTimeout(late), resolve(said));
    device.say(SPOKEN, 0, { onStart: () => {}, onEnd });
  });
}
