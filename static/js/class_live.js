// @ts-check
/** The lesson's tiles, asked for every two seconds; a look that fails changes nothing, the next one may. */

import { byId, make } from "./dom.js";

const EVERY_MS = 2000;
const tiles = byId("tiles");
const { live: address, hand: handAddress, down, up } = tiles.dataset;
const token = /** @type {HTMLInputElement | null} */ (document.querySelector("[name=csrfmiddlewaretoken]"));

/** @typedef {{id: number, name: string, state: string, text: string, hand: boolean}} Tile */

let shown = "";

/** @param {{lesson: number | null, tiles: Tile[], summary: string}} live */
function show(live) {
  byId("lost").hidden = true;
  if (live.lesson === null) {
    location.reload(); // it was ended, here or elsewhere
    return;
  }
  const now = JSON.stringify(live);
  if (now === shown) return; // what is focused stays focused
  shown = now;
  const held = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.pupil : undefined;
  byId("summary").textContent = live.summary;
  tiles.replaceChildren(...live.tiles.map(tileOf));
  if (held) tiles.querySelector(`[data-pupil="${held}"]`)?.focus();
}

/** @param {Tile} tile */
function tileOf(tile) {
  const item = make("li", { class: `tile tile--${tile.state}${tile.hand ? " tile--hand" : ""}` });
  item.append(make("p", { class: "tile__name" }, make("bdi", {}, tile.name)), make("p", { class: "tile__state" }, tile.text));
  if (tile.hand) {
    const button = make("button", { class: "button button--quiet", type: "button", "data-pupil": String(tile.id) }, down ?? "");
    button.addEventListener("click", () => void lower(tile.id));
    item.append(make("p", { class: "tile__hand" }, up ?? ""), button);
  }
  return item;
}

/** @param {number} pupil */
async function lower(pupil) {
  const body = new URLSearchParams({ csrfmiddlewaretoken: token?.value ?? "" });
  await look((handAddress ?? "").replace("/0/", `/${pupil}/`), { method: "POST", body });
}

/** @param {string} url @param {RequestInit} [how] */
async function look(url, how = {}) {
  try {
    const answer = await fetch(url, { credentials: "same-origin", cache: "no-store", redirect: "error", ...how });
    if (!answer.ok) throw new Error(String(answer.status));
    show(await answer.json());
  } catch {
    byId("lost").hidden = false;
  }
}

async function goOn() {
  if (!document.hidden) await look(address ?? "");
  setTimeout(() => void goOn(), EVERY_MS);
}

show(JSON.parse(byId("live").textContent ?? "{}"));
setTimeout(() => void goOn(), EVERY_MS);
