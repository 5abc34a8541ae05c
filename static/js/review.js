// @ts-check
/** The review: the learner's own turns can be heard, from this tab's memory or from kept recordings. */

import { icon, make, unseen } from "./dom.js";
import { Sound } from "./sound.js";
import { fetchWav } from "./wav.js";

/** @typedef {import("./wav.js").Clip} Clip */

/**
 * @param {ParentNode} page
 * @param {Map<number, Clip>} [clips] the learner's voice, by turn
 * @param {Sound | null} [sound] already unlocked; else made in the first tap
 */
export function showReview(page, clips = new Map(), sound = null) {
  const review = /** @type {HTMLElement | null} */ (page.querySelector("[data-review]"));
  if (!review) return;
  let output = sound;
  /** @type {HTMLElement | null} */
  let playing = null;

  const stop = () => {
    output?.stop();
    if (playing) face(playing, false);
    playing = null;
  };

  /** @param {HTMLElement} button @param {boolean} on */
  const face = (button, on) => {
    button.classList.toggle("is-playing", on);
    button.replaceChildren(
      icon(on ? "stop" : "play"),
      unseen(on ? "Stop" : "Hear yourself"),
    );
  };

  /** @param {HTMLElement} button @param {() => Promise<Clip>} clip */
  const toggle = async (button, clip) => {
    const again = playing !== button;
    stop();
    if (!again) return;
    playing = button;
    face(button, true);
    try {
      output ??= new Sound();
      await output.unlock();
      const voice = await clip();
      if (playing === button) await output.play(voice);
    } catch {
      button.after(make("span", { role: "status" }, "This recording is gone."));
    }
    if (playing === button) stop();
  };

  for (const turn of review.querySelectorAll("[data-turn]")) {
    const { turn: number, recording } = /** @type {HTMLElement} */ (turn).dataset;
    const kept = clips.get(Number(number));
    if (!kept && !recording) continue;
    const button = make("button", { class: "round", type: "button" });
    face(button, false);
    button.addEventListener("click", () => toggle(button, async () => kept ?? fetchWav(recording ?? "")));
    turn.querySelector("[data-play]")?.replaceChildren(button);
  }
  if (clips.size > 0) review.querySelector("[data-voice-gone]")?.remove();
}

showReview(document);
