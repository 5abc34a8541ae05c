// @ts-check
/** A question of the first conversation: the host's voice, and an answer that is said instead of tapped. */

import { icon, make, unseen } from "./dom.js";
import { HelloVoice } from "./hello_voice.js";
import { textLines } from "./text_lines.js";
import { gettext } from "./words.js";

const HEARD = "im4talkin.hello"; // in this tab: whoever heard the host once hears the next question, too

const page = /** @type {HTMLElement | null} */ (document.querySelector("[data-hello]"));
if (page) begin(page);

/** @param {HTMLElement} page */
function begin(page) {
  /** @type {HTMLAudioElement | null} */
  let playing = null;
  const quiet = () => playing?.pause();
  for (const place of page.querySelectorAll("[data-sound]")) {
    const { sound = "", label = gettext("Hear it") } = /** @type {HTMLElement} */ (place).dataset;
    const audio = new Audio();
    audio.preload = "none";
    const button = make("button", { class: "round", type: "button" }, icon("play"), unseen(label));
    const face = (/** @type {boolean} */ on) => button.replaceChildren(icon(on ? "stop" : "play"), unseen(on ? gettext("Stop") : label));
    for (const kind of ["ended", "pause"]) audio.addEventListener(kind, () => face(false));
    const play = async (/** @type {boolean} */ asked) => {
      quiet();
      playing = audio;
      audio.src = sound;
      face(true);
      try {
        await audio.play();
        remember();
      } catch {
        face(false);
        if (asked && audio.error) button.after(make("div", { role: "status" }, ...textLines("hello.away")));
      }
    };
    button.addEventListener("click", () => (audio.paused ? void play(true) : audio.pause()));
    place.replaceChildren(button);
    if (!("large" in /** @type {HTMLElement} */ (place).dataset) && remembered()) void play(false);
  }

  const shown = /** @type {HTMLInputElement | null} */ (page.querySelector("[data-shown]"));
  page.querySelector("[data-shows-words]")?.addEventListener("toggle", () => {
    if (shown) shown.value = "1"; // what was read was not listened to
  });

  const place = /** @type {HTMLElement | null} */ (page.querySelector("[data-say-it]"));
  if (place) new HelloVoice(page, place, quiet);
}

function remember() {
  try {
    sessionStorage.setItem(HEARD, "on");
  } catch {
    // Storage is off: the next question waits for its button.
  }
}

function remembered() {
  try {
    return sessionStorage.getItem(HEARD) === "on";
  } catch {
    return false;
  }
}
