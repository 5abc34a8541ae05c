// @ts-check
/**
 * Whose voice speaks on this device: the server's, or one of the device's own. Both can be heard before
 * one is chosen; what is chosen stays on this device.
 */

import { byId } from "./dom.js";
import { DeviceVoice, voicesOf } from "./device_voice.js";
import { preferences } from "./preferences.js";
import { nearestVoice, shortName } from "./voice_match.js";

/**
 * @typedef {object} Hooks
 * @property {(device: DeviceVoice | null) => void} onUse null: the server
 * @property {(device: DeviceVoice | null) => void} onSample
 * @property {() => void} onBroken the device's voice fell silent
 */

export class VoiceChoice {
  /** @param {DOMStringMap} page data of the main element @param {Hooks} hooks */
  constructor(page, hooks) {
    this.hooks = hooks;
    this.spec = {
      accent: page.voiceAccent ?? "en-GB",
      sex: page.voiceSex ?? "",
      pace: Number(page.voicePace) || 1,
    };
    this.wished = page.voice ?? ""; // under Choices, for every device
    /** @type {DeviceVoice | null} */
    this.voice = null; // the device's, whether it speaks or not
    this.fits = false;
    this.synthesis = /** @type {SpeechSynthesis | undefined} */ (globalThis.speechSynthesis);
    this.ready = this._load();
    this.synthesis?.addEventListener?.("voiceschanged", () => this.voice ?? void this._load(0));
    for (const kind of /** @type {("server" | "device")[]} */ (["server", "device"])) {
      byId(`voice-${kind}`).addEventListener("change", () => this.choose(kind));
      byId(`hear-${kind}`).addEventListener("click", () => hooks.onSample(kind === "device" ? this.voice : null));
    }
  }

  /** Who speaks. @returns {DeviceVoice | null} null: the server */
  get speaker() {
    if (!this.voice || this.voice.broken) return null;
    const chosen = preferences.voice || this.wished || (this.fits ? "device" : "server");
    return chosen === "device" ? this.voice : null;
  }

  /** Call in a tap. */
  unlock() {
    this.speaker?.unlock();
  }

  /** @param {"server" | "device"} kind */
  choose(kind) {
    preferences.voice = kind;
    this._draw();
    this.hooks.onUse(this.speaker);
  }

  /** @param {number} [within] ms */
  async _load(within) {
    const voices = await voicesOf(this.synthesis, within);
    const match = nearestVoice(voices, this.spec);
    if (match && this.synthesis && !this.voice) {
      const voice = voices.find(({ voiceURI }) => voiceURI === match.voice.voiceURI) ?? voices[0];
      this.voice = new DeviceVoice(this.synthesis, voice, this.spec.pace, () => this._broke());
      this.fits = match.fits;
    }
    this._draw();
  }

  _broke() {
    this._draw();
    this.hooks.onUse(null);
    this.hooks.onBroken();
  }

  _draw() {
    const { voice } = this;
    byId("voices").hidden = voice === null;
    if (!voice) return;
    byId("voice-name").textContent = shortName(voice.voice.name);
    for (const part of ["voice-device", "hear-device"]) byId(part).disabled = voice.broken;
    const device = this.speaker !== null;
    byId("voice-device").checked = device;
    byId("voice-server").checked = !device;
  }
}
