// @ts-check
/** The lesson together, on a pupil's page: its talk opens by itself on the first page, is offered in another
 * talk, and while it lasts a hand may be raised. Asked for now and then; a look that fails changes nothing. */

import { byId } from "./dom.js";

const AT_HOME_MS = 4000;
const IN_A_TALK_MS = 10_000;

const strip = byId("lesson");
const data = strip.dataset;
const hand = byId("lesson-hand");
const go = byId("lesson-go");
const inTalk = Boolean(data.topic);
let raised = false;
/** @type {number | undefined} */
let opening;

/** @typedef {{lesson: number | null, topic: string, title: string, talk: string, opens_in_ms: number | null, hand: boolean}} Lesson */

/** @param {Lesson} lesson */
function show(lesson) {
  strip.hidden = lesson.lesson === null;
  if (lesson.lesson === null) {
    clearTimeout(opening);
    opening = undefined;
    return;
  }
  const here = inTalk && (lesson.talk ? lesson.talk === data.here : lesson.topic === data.topic);
  go.hidden = here || !lesson.topic;
  const soon = !inTalk && lesson.opens_in_ms !== null && !wasOpened(lesson.lesson);
  const text = `${soon ? data.starts : data.runs} ${lesson.title}`;
  showHand(lesson.hand);
  if (!raised) byId("lesson-text").textContent = lesson.title && !here ? text : "";
  if (soon && opening === undefined) opening = setTimeout(() => open(lesson.lesson ?? 0), lesson.opens_in_ms ?? 0);
}

/** @param {number} lesson */
function open(lesson) {
  opened(lesson);
  go.requestSubmit();
}

/** @param {boolean} up */
function showHand(up) {
  raised = up;
  hand.hidden = false;
  hand.setAttribute("aria-pressed", String(up));
  hand.textContent = (up ? data.down : data.up) ?? "";
  if (up) byId("lesson-text").textContent = data.seen ?? "";
}

hand.addEventListener("click", async () => {
  const token = /** @type {HTMLInputElement | null} */ (document.querySelector("[name=csrfmiddlewaretoken]"));
  const body = new URLSearchParams({ csrfmiddlewaretoken: token?.value ?? "", up: raised ? "0" : "1" });
  try {
    const answer = await fetch(data.handUrl ?? "", { method: "POST", body, credentials: "same-origin" });
    if (answer.ok) showHand((await answer.json()).hand);
    await look();
  } catch {
    // The hand stays as it was; the button still says so.
  }
});

/** Whoever goes back to the first page is not sent into the talk a second time. @param {number} lesson */
function wasOpened(lesson) {
  try {
    return sessionStorage.getItem("im4talkin.lesson") === String(lesson);
  } catch {
    return true; // without storage it could not be remembered: the talk is only offered
  }
}

/** @param {number} lesson */
function opened(lesson) {
  try {
    sessionStorage.setItem("im4talkin.lesson", String(lesson));
  } catch {
    // Storage is off.
  }
}

async function look() {
  try {
    const answer = await fetch(data.lesson ?? "", { credentials: "same-origin", cache: "no-store", redirect: "error" });
    if (answer.ok) show(await answer.json());
  } catch {
    // No answer this time.
  }
}

async function goOn() {
  if (!document.hidden) await look();
  setTimeout(() => void goOn(), inTalk ? IN_A_TALK_MS : AT_HOME_MS);
}

void goOn();
