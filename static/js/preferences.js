// @ts-check
/**
 * What is chosen on this device and stays on it: whose voice speaks, the sounds, what the microphone
 * check found. A browser that keeps nothing remembers it until the page is closed.
 */

import { memory } from "./dom.js";

const MOST_MICROPHONES = 12; // the oldest is forgotten

/**
 * @typedef {object} Checked what is known of a microphone
 * @property {number} coupling dB: how loud this device's sound comes back, against what was played
 * @property {boolean} halfDuplex the gate stays closed while the buddy speaks
 * @property {number} level of the learner's voice, dBFS
 * @property {number} at ms since 1970
 */

/** @returns {Record<string, Checked>} */
function microphones() {
  try {
    const known = JSON.parse(memory.get("microphones", "{}"));
    return known && typeof known === "object" && !Array.isArray(known) ? known : {};
  } catch {
    return {}; // somebody else wrote there
  }
}

export const preferences = {
  /** Who speaks: as chosen, or empty where nobody has chosen yet. @returns {"server" | "device" | ""} */
  get voice() {
    const chosen = memory.get("voice", "");
    return chosen === "server" || chosen === "device" ? chosen : "";
  },

  set voice(chosen) {
    memory.set("voice", chosen);
  },

  get sounds() {
    return memory.get("sounds", "on") === "on";
  },

  set sounds(on) {
    memory.set("sounds", on ? "on" : "off");
  },

  /** @param {string} device @returns {Checked | null} null: not checked yet */
  microphone(device) {
    const { coupling, level, halfDuplex, at } = microphones()[device] ?? {};
    if (!Number.isFinite(coupling) || !Number.isFinite(level)) return null;
    return { coupling, level, halfDuplex: halfDuplex === true, at: Number(at) || 0 };
  },

  /** @param {string} device @param {{coupling: number, halfDuplex: boolean, level: number}} found */
  keepMicrophone(device, found) {
    const others = Object.entries(microphones()).filter(([name]) => name !== device);
    /** @type {[string, Checked][]} */
    const kept = [[device, { ...found, at: Date.now() }], ...others];
    const newest = kept.sort(([, a], [, b]) => b.at - a.at);
    memory.set("microphones", JSON.stringify(Object.fromEntries(newest.slice(0, MOST_MICROPHONES))));
  },
};
