// @ts-check
/** A postcard, played in the voice of who wrote it by one tap; heard to its end, it counts as read. */

import { icon, make } from "./dom.js";
import { Sound } from "./sound.js";
import { textLines } from "./text_lines.js";
import { fetchWav } from "./wav.js";
import { gettext } from "./words.js";

for (const card of document.querySelectorAll("[data-postcard]")) playable(/** @type {HTMLElement} */ (card));

/** @param {HTMLElement} card */
function playable(card) {
  const { audio = "", read = "" } = card.dataset;
  const button = make("button", { class: "button button--quiet button--large postcard__play", type: "button" });
  const status = make("div", { class: "postcard__next", role: "status" });
  /** @type {Sound | null} */
  let sound = null;
  let playing = false;

  const face = () => {
    button.replaceChildren(icon(playing ? "stop" : "play"), playing ? gettext("Stop") : gettext("Hear it"));
  };

  button.addEventListener("click", async () => {
    if (playing) {
      sound?.stop();
      return;
    }
    playing = true;
    face();
    status.replaceChildren();
    try {
      sound ??= new Sound();
      await sound.unlock();
      const clip = await fetchWav(audio);
      if (await sound.play(clip)) void markRead(card, read);
    } catch {
      status.replaceChildren(...textLines("sound.missing"));
    }
    playing = false;
    face();
  });
  face();
  card.querySelector("[data-postcard-play]")?.replaceChildren(button);
  card.querySelector(".postcard__do")?.append(status);
}

/** @param {HTMLElement} card @param {string} url */
async function markRead(card, url) {
  const token = /** @type {HTMLInputElement | null} */ (card.querySelector("[name=csrfmiddlewaretoken]"));
  if (!token) return;
  const body = new URLSearchParams({ csrfmiddlewaretoken: token.value });
  await fetch(url, { method: "POST", body, credentials: "same-origin" }).catch(() => {}); // it is played again, then
}
