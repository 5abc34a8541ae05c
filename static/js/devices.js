// @ts-check
/** This device in a talk: its microphone and what is known of it, its voices, and where they are chosen. */

import { byId, make } from "./dom.js";
import { Interruptions } from "./interruptions.js";
import { Microphone } from "./microphone.js";
import { preferences } from "./preferences.js";
import { VoiceChoice } from "./voice_choice.js";
import { gettext } from "./words.js";

const BRIEF_MS = 9000; // a notice that asks for nothing goes by itself

/**
 * @typedef {object} Talk
 * @property {() => import("./session.js").Session | null} session
 * @property {() => import("./sound.js").Sound | null} sound
 * @property {(code: string, device: string) => void} problem
 * @property {() => boolean} leaving
 * @property {(hold: boolean) => void} setHold
 * @property {(heard: import("./microphone.js").Heard) => boolean} asks whether a frame belongs to a question beside the talk
 */

export class Devices {
  /** @param {DOMStringMap} page data of the main element @param {import("./talk_view.js").TalkView} view @param {Talk} talk */
  constructor(page, view, talk) {
    this.page = page;
    this.view = view;
    this.talk = talk;
    this.told = false; // that only one may speak at a time
    this.microphone = new Microphone(page.worklet ?? "", {
      onFrame: (heard) => {
        if (this.check?.active) this.check.frame(heard);
        else if (!talk.asks(heard)) talk.session()?.uplink.frame(heard);
      },
      onProblem: (code, device) => {
        if (!this.check?.active || code !== "mic.silent") talk.problem(code, device); // else the check says it
      },
      onSleep: () => this.interruptions.changed(),
      onAlive: () => this._alive(),
      onDevice: (label) => this._other(label),
    });
    const { microphone } = this;
    this.voices = new VoiceChoice(page, {
      onUse: (device) => talk.session()?.buddy.setDevice(device),
      onSample: (device) => (talk.session()?.hush(), talk.session()?.buddy.sample(device)),
      onBroken: () => this._tell("speaker.fallback", { persona: page.persona ?? "" }),
    });
    /** @type {import("./mic_check_view.js").MicCheck | null} its script is fetched for a microphone that is new */
    this.check = null;
    const { session, sound, leaving } = talk;
    const paused = () => view.paused;
    this.interruptions = new Interruptions({ session, sound, leaving, paused, microphone, notice: view.notice });
    this._options();
  }

  /** Call in the tap that starts the talk. */
  unlock() {
    this.voices.unlock();
  }

  /** The microphone is open, the talk not begun. @param {import("./sound.js").Sound} sound @returns {Promise<import("./mic_check_view.js").Way>} */
  async greet(sound) {
    if (preferences.microphone(this.microphone.key) !== null) return "on";
    return (await this._checker())?.run(sound) ?? "on"; // without the check the talk learns the same
  }

  async _checker() {
    const script = await import("./mic_check_view.js").catch(() => null);
    if (script) this.check ??= new script.MicCheck(this.microphone, () => this.voices.speaker);
    return this.check;
  }

  /** What this device knows goes into a talk. @param {import("./session.js").Session} session */
  equip(session) {
    session.buddy.setDevice(this.voices.speaker, false);
    this._setEcho(session);
  }

  /** Whether both may speak at once was learned in the talk. @param {import("./uplink.js").Echo} echo */
  learned(echo) {
    preferences.keepMicrophone(this.microphone.key, echo);
    this._oneSpeaks(echo.halfDuplex);
  }

  /** The list is there, and open. */
  async choose() {
    await this._list();
    byId("how").hidden = false;
    byId("options").setAttribute("aria-expanded", "true");
    byId("pick").hidden = false;
    byId("device").focus();
  }

  async checkAgain() {
    const session = this.talk.session();
    const sound = this.talk.sound();
    const check = await this._checker();
    if (!session || !sound || !check || check.active) return;
    session.away(true);
    const way = await check.run(sound);
    session.away(false);
    this.equip(session);
    if (way === "hold") this.talk.setHold(true);
    if (way === "type") this.view.typing.show(true);
    byId("voice").focus({ preventScroll: true });
  }

  _alive() {
    this.view.alive = true;
    this.view.notice.clear("mic");
    this.talk.session()?.update();
    void this._list();
  }

  /** A headset came or went. @param {string} label */
  _other(label) {
    const session = this.talk.session();
    if (!session) return;
    this._setEcho(session);
    this._tell("device.changed", { device: label });
  }

  _options() {
    const sounds = byId("sounds");
    sounds.checked = preferences.sounds;
    sounds.addEventListener("change", () => (preferences.sounds = sounds.checked));
    byId("check-again").addEventListener("click", () => void this.checkAgain());
    byId("device").addEventListener("change", () => {
      this.microphone.device = byId("device").value;
      void this.microphone.open();
    });
  }

  async _list() {
    const devices = await this.microphone.devices();
    byId("pick").hidden = devices.length < 2;
    byId("device").replaceChildren(
      ...devices.map(({ deviceId, label }) => make("option", { value: deviceId }, label || gettext("Microphone"))),
    );
    if (this.microphone.device) byId("device").value = this.microphone.device;
  }

  /** @param {import("./session.js").Session} session */
  _setEcho({ uplink }) {
    uplink.setEcho(preferences.microphone(this.microphone.key));
    this._oneSpeaks(uplink.halfDuplex);
  }

  /** @param {boolean} one at a time */
  _oneSpeaks(one) {
    this.view.oneSpeaks = one;
    if (!one || this.told) return;
    this.told = true;
    this._tell("echo.half", { persona: this.page.persona ?? "" });
  }

  /** @param {string} code @param {Record<string, string>} values */
  _tell(code, values) {
    const { notice } = this.view;
    notice.show(code, [{ label: gettext("All right"), run: () => notice.clear(code) }], values);
    setTimeout(() => notice.clear(code), BRIEF_MS);
  }
}
