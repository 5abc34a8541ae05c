// @ts-check
/**
 * The microphone: opened in the learner's tap, reopened when a headset comes or goes.
 *
 * Its context runs at the device's own rate; the worklet makes 16 kHz of it. A context of its own,
 * so that another device with another rate never disturbs what is being played.
 */

import { gettext } from "./words.js";

const SILENT_FRAMES = 47; // 3 s of zeros: the device is off or muted by its own switch
const SETTLE_MS = 400; // a headset announces itself several times

/**
 * @typedef {{pcm: Int16Array, rms: number, silent: boolean}} Heard
 * @typedef {object} Hooks
 * @property {(heard: Heard) => void} onFrame
 * @property {(code: string, device: string) => void} onProblem a code of texts.js
 * @property {(asleep: boolean) => void} onSleep the system took the microphone away, or gave it back
 * @property {() => void} onAlive the first sound after opening
 * @property {(device: string) => void} onDevice it listens through another device than before
 */

/** @param {unknown} error @returns {string} a code of texts.js */
function problemOf(error) {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "mic.refused";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "mic.missing";
  if (name === "NotReadableError" || name === "AbortError") return "mic.busy";
  return "mic.unsupported";
}

export class Microphone {
  /** @param {string} worklet its address @param {Hooks} hooks */
  constructor(worklet, hooks) {
    this.worklet = worklet;
    this.hooks = hooks;
    this.device = ""; // as chosen; empty: what the system prefers
    this.muted = false;
    this.alive = false;
    this.zeros = 0;
    this.preferred = "";
    this.known = ""; // the device of last time
    this.opening = 0;
    /** @type {MediaStream | null} */
    this.stream = null;
    /** @type {AudioContext | null} */
    this.context = null;
    this._changed = this._changed.bind(this);
  }

  get label() {
    return this.stream?.getAudioTracks()[0]?.label || gettext("the microphone");
  }

  /** What this device is known by, from one talk to the next. */
  get key() {
    const id = this.stream?.getAudioTracks()[0]?.getSettings?.().deviceId ?? "";
    return id && !/^(default|communications)$/.test(id) ? id : this.label; // "default" is another one tomorrow
  }

  /** Whether the browser will not ask. One that does not say may ask. @returns {Promise<boolean>} */
  async allowed() {
    try {
      const { state } = await navigator.permissions.query({ name: /** @type {PermissionName} */ ("microphone") });
      return state === "granted";
    } catch {
      return false;
    }
  }

  /** @returns {Promise<boolean>} whether it is open; else `onProblem` has said why not */
  async open() {
    if (!isSecureContext) return this._problem("mic.insecure");
    if (!navigator.mediaDevices?.getUserMedia || !window.AudioWorkletNode) return this._problem("mic.unsupported");
    this._release();
    this.opening += 1;
    const mine = this.opening;
    const context = new AudioContext(); // made in the tap, before the browser's question
    try {
      const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
      const wanted = this.device ? { ...audio, deviceId: { exact: this.device } } : audio;
      const stream = await navigator.mediaDevices.getUserMedia({ audio: wanted });
      await context.audioWorklet.addModule(this.worklet);
      if (mine !== this.opening) {
        for (const track of stream.getTracks()) track.stop();
        void context.close();
        return false;
      }
      this._listen(context, stream);
      void context.resume(); // where it may not, `onSleep` asks for a tap
    } catch (error) {
      void context.close();
      if (this.device && error instanceof Error && error.name === "OverconstrainedError") {
        this.device = ""; // the chosen one is not plugged in today
        return this.open();
      }
      return this._problem(problemOf(error));
    }
    this.preferred = await this._preference();
    if (this.known && this.known !== this.label) this.hooks.onDevice(this.label);
    this.known = this.label;
    navigator.mediaDevices.addEventListener("devicechange", this._changed);
    return true;
  }

  /** @param {boolean} muted */
  mute(muted) {
    this.muted = muted;
    this.zeros = 0;
    for (const track of this.stream?.getAudioTracks() ?? []) track.enabled = !muted;
  }

  /** After the system took the sound away; call in a tap. */
  async wake() {
    if (this.stream?.getAudioTracks()[0]?.readyState === "live") await this.context?.resume();
    else if (this.stream) await this.open();
  }

  get asleep() {
    return this.context !== null && this.context.state !== "running";
  }

  /** @returns {Promise<MediaDeviceInfo[]>} */
  async devices() {
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    return all.filter(({ kind, deviceId }) => kind === "audioinput" && deviceId);
  }

  close() {
    this.opening += 1;
    navigator.mediaDevices?.removeEventListener("devicechange", this._changed);
    this._release();
  }

  /** @param {AudioContext} context @param {MediaStream} stream */
  _listen(context, stream) {
    this.context = context;
    this.stream = stream;
    this.alive = false;
    this.zeros = 0;
    context.addEventListener("statechange", () => {
      if (context === this.context && context.state !== "closed") this.hooks.onSleep(this.asleep);
    });
    const node = new AudioWorkletNode(context, "capture", { numberOfInputs: 1, numberOfOutputs: 1 });
    node.port.onmessage = ({ data }) => this._frame(data);
    context.createMediaStreamSource(stream).connect(node);
    node.connect(context.destination); // it gives silence; some browsers run only what leads somewhere
    for (const track of stream.getAudioTracks()) {
      track.enabled = !this.muted;
      track.addEventListener("ended", () => stream === this.stream && this._changed());
    }
  }

  /** @param {Heard} heard */
  _frame(heard) {
    if (heard.silent && !this.muted) {
      this.zeros += 1;
      if (this.zeros === SILENT_FRAMES) this.hooks.onProblem("mic.silent", this.label);
    } else if (!heard.silent) {
      this.zeros = 0;
      if (!this.alive) {
        this.alive = true;
        this.hooks.onAlive();
      }
    }
    this.hooks.onFrame(heard);
  }

  _changed() {
    const mine = this.opening;
    setTimeout(async () => {
      if (mine !== this.opening || !this.stream) return;
      const gone = this.stream.getAudioTracks()[0]?.readyState !== "live";
      const other = !this.device && (await this._preference()) !== this.preferred;
      if (mine !== this.opening || (!gone && !other)) return;
      if (gone) this.device = "";
      await this.open();
    }, SETTLE_MS);
  }

  /** Which device the system prefers now. */
  async _preference() {
    const devices = await this.devices();
    const first = devices.find(({ deviceId }) => deviceId === "default") ?? devices[0];
    return first ? `${first.groupId} ${first.label}` : "";
  }

  /** @param {string} code */
  _problem(code) {
    this.hooks.onProblem(this.stream && code === "mic.missing" ? "mic.lost" : code, this.label);
    return false;
  }

  _release() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    if (this.context && this.context.state !== "closed") void this.context.close();
    this.context = null;
  }
}
