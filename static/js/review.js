// @ts-check
/** The review: one's own voice from this tab's memory or from kept recordings, better lines, a model. */

import "./pass_on.js";
import { reportLines } from "./report_form.js";
import { ReviewPlayer } from "./review_play.js";
import { sayLines } from "./review_say.js";
import { keepTicks, translations } from "./review_ticks.js";
import { fetchWav } from "./wav.js";
import { gettext } from "./words.js";

/** @typedef {import("./wav.js").Clip} Clip */

/**
 * @param {ParentNode} page
 * @param {Map<number, Clip>} [clips] the learner's voice, by turn
 * @param {import("./sound.js").Sound | null} [sound] already unlocked; else made in the first tap
 */
export function showReview(page, clips = new Map(), sound = null) {
  const review = /** @type {HTMLElement | null} */ (page.querySelector("[data-review]"));
  if (!review) return;
  const player = new ReviewPlayer(sound);

  let voices = 0;
  for (const turn of review.querySelectorAll("[data-turn]")) {
    const place = /** @type {HTMLElement | null} */ (turn.querySelector("[data-play]"));
    const { turn: number, recording } = /** @type {HTMLElement} */ (turn).dataset;
    const kept = clips.get(Number(number));
    if (!place || (!kept && !recording)) continue;
    voices += 1;
    const clip = async () => kept ?? fetchWav(recording ?? "");
    place.replaceChildren(player.button(gettext("Hear yourself"), clip, place.dataset.play === "large"));
  }
  if (voices > 0) review.querySelector("[data-voice-gone]")?.remove();

  for (const line of review.querySelectorAll("[data-better]")) {
    const { better = "" } = /** @type {HTMLElement} */ (line).dataset;
    line.querySelector("[data-play-better]")?.replaceChildren(
      player.button(gettext("Hear the better line"), () => fetchWav(better)),
    );
  }
  for (const story of review.querySelectorAll("[data-model]")) {
    const { model = "" } = /** @type {HTMLElement} */ (story).dataset;
    story.querySelector("[data-play-model]")?.replaceChildren(
      player.button(gettext("Hear one way to tell it"), () => fetchWav(model)),
    );
  }

  const token = /** @type {HTMLInputElement | null} */ (review.querySelector("[name=csrfmiddlewaretoken]"));
  sayLines(review, {
    url: review.dataset.say ?? "",
    token: token?.value ?? "",
    worklet: review.dataset.worklet ?? "",
    mayListen: review.dataset.mayListen === "yes",
    quiet: () => player.stop(),
  });
  keepTicks(review);
  translations(review);
  reportLines(review);
}

showReview(document);
