// @ts-check
/** The talk page: the threshold, the microphone, the keys, and the way to the review. */

import { Devices } from "./devices.js";
import { byId, make, memory } from "./dom.js";
import { preferences } from "./preferences.js";
import { Session } from "./session.js";
import { Sound } from "./sound.js";
import { TalkView } from "./talk_view.js";
import { talkKeys } from "./talk_keys.js";
import { voiceButton } from "./voice_button.js";
import { keepAwake } from "./wake_lock.js";
import { gettext } from "./words.js";

const REVIEW_AFTER_MS = 20_000; // its script is fetched during the talk, not before the first word
const UNLOCK_MS = 1000; // a device that gives no sound at once is asked again, by a notice

const main = byId("main");
const page = main.dataset;
const scheme = location.protocol === "https:" ? "wss" : "ws";

const reviewScripts = () => Promise.all([import("./review.js"), import("./review_swap.js")]);

/** @type {Session | null} */
let session = null;
/** @type {Sound | null} */
let sound = null;
let letSleep = () => {};
let fadeAmbience = () => {};
let leaving = false;
/** @type {import("./in_english.js").InEnglish | null} */
let english = null;

/** @type {TalkView} */
const view = new TalkView(page, {
  hear: (key) => session?.hear(key),
  type: (text, ref) => session?.say({ type: "turn.type", text, ref }),
  move: (move) => session?.lesson.move(move),
  helped: (help) => session?.lesson.help(help),
  withdraw: () => session?.lesson.withdraw(),
  story: {
    press: () => (pauseMicrophone(false), session?.press()),
    release: () => session?.release(),
    skip: () => session?.finish(),
  },
  wishes: (on) => session?.socket.send({ type: "translation.set", on }),
  onChange: () => session?.update(),
  gone: () => microphone.close(),
  takeBack: () => void takeBack(),
  review: (url) => void toReview(url),
  keeps: () => view.voiced,
});

const devices = new Devices(page, view, {
  session: () => session,
  sound: () => sound,
  problem: (code, device) => problem(code, device),
  leaving: () => leaving,
  setHold: (hold) => setHold(hold),
  asks: (heard) => english?.takes(heard) ?? false,
});
const { microphone } = devices;

/** @param {boolean} voiced */
async function start(voiced) {
  const buttons = [byId("start"), byId("start-hold"), byId("start-typing")];
  for (const button of buttons) button.disabled = true;
  sound ??= new Sound(() => devices.interruptions.changed());
  const unlocked = sound.unlock(); // in the tap, before anything is waited for
  devices.unlock();
  view.notice.clear();
  const asked = voiced && page.mayListen !== "yes";
  const may = !asked || (await agree());
  if (may && asked && !(await microphone.allowed())) explain();
  else if (may && (!voiced || (await microphone.open()))) {
    await Promise.race([unlocked, new Promise((resolve) => setTimeout(resolve, UNLOCK_MS))]);
    const way = voiced ? await devices.greet(sound) : "type";
    if (voiced && way === "type") microphone.close();
    begin(way !== "type", way === "hold");
    devices.interruptions.changed();
  }
  for (const button of buttons) button.disabled = false;
}

/** Consent is given; what the browser asks next is shown before it asks. */
function explain() {
  const allow = byId("allow");
  byId("ask").hidden = true;
  allow.hidden = false;
  byId("start").textContent = allow.dataset.go;
  allow.focus();
}

/** @returns {Promise<boolean>} whether the choice is kept on the server */
async function agree() {
  const token = /** @type {HTMLInputElement} */ (main.querySelector("[name=csrfmiddlewaretoken]")).value;
  const body = new URLSearchParams({
    csrfmiddlewaretoken: token,
    purpose: page.purpose ?? "",
    give: "1",
    version: page.version ?? "",
    next: location.pathname,
  });
  try {
    const response = await fetch(page.choices ?? "", { method: "POST", body, credentials: "same-origin" });
    if (response.status === 409) {
      view.notice.show("consent.changed", [{ label: gettext("Load again"), run: () => location.reload() }]);
      return false;
    }
    if (!response.ok) throw new Error(String(response.status));
  } catch {
    view.notice.show("choice.unsaved");
    return false;
  }
  page.mayListen = "yes";
  return true;
}

/** @param {boolean} voiced @param {boolean} hold */
function begin(voiced, hold) {
  if (!sound) return;
  letSleep = keepAwake();
  const url = `${scheme}://${location.host}${page.socket}`;
  const told = page.inRetell === "yes"; // only the story is left: the good-bye was heard
  const talk = new Session({ socket: url, base: page.base ?? "", voiced, told, onEcho: (echo) => devices.learned(echo) }, sound, view);
  session = talk;
  devices.equip(talk);
  view.begin(voiced);
  if (page.classMode === "yes") beginClass();
  else setHold(hold || memory.get("hold", "off") === "on");
  setPatience(page.noHurry === "on" || memory.get("no_hurry", "off") === "on");
  if (preferences.sounds && page.ambience) void playPlace(sound);
  talk.start();
  if (voiced && page.translates) void askInEnglish();
  setTimeout(() => void reviewScripts().catch(() => {}), REVIEW_AFTER_MS);
  subtitles();
}

/** "How do I say…?" is ready when its script and its style are; the talk waits for neither. */
async function askInEnglish() {
  const style = make("link", { rel: "stylesheet", href: page.english ?? "" });
  const styled = new Promise((done) => ["load", "error"].forEach((name) => style.addEventListener(name, done)));
  document.head.append(style);
  const [script] = await Promise.all([import("./in_english.js").catch(() => null), styled]);
  if (!script || english) return;
  english = new script.InEnglish(main, { session: () => session, microphone, view });
  byId("english-hold").hidden = false;
}

/** Where the talk takes place, until she speaks. Without its script there is silence. @param {Sound} way */
async function playPlace(way) {
  const { playAmbience } = await import("./ambience.js").catch(() => ({ playAmbience: null }));
  if (!playAmbience || leaving || session?.buddy.speaks) return;
  fadeAmbience = playAmbience(way, page.ambience ?? "", Number(page.ambienceSeconds) || 3);
}

/** A room full of voices: the microphone hears only while the button is down. */
function beginClass() {
  view.hold = true;
  byId("hold-choice").hidden = true;
  session?.setHold(true);
}

function subtitles() {
  if (!session || leaving) return;
  if (session.buddy.speaks) {
    fadeAmbience();
    fadeAmbience = () => {};
    const { sentence, played_ms: ms } = session.buddy.player.position();
    view.lines.at(sentence, ms);
  }
  requestAnimationFrame(subtitles);
}

/** @param {boolean} hold */
function setHold(hold) {
  memory.set("hold", hold ? "on" : "off");
  byId("hold").checked = hold;
  view.hold = hold;
  if (hold && view.paused) pauseMicrophone(false);
  session?.setHold(hold);
}

/** No help comes by itself in a silence. @param {boolean} patient */
function setPatience(patient) {
  byId("no-hurry").checked = patient;
  session?.lesson.clock.lift(patient);
}

/** @param {boolean} paused */
function pauseMicrophone(paused) {
  view.paused = paused;
  microphone.mute(paused);
  session?.update();
}

/** @param {string} code @param {string} device */
function problem(code, device) {
  const retry = { label: gettext("Try again"), run: () => void (session ? microphone.open() : start(true)) };
  const write = session
    ? { label: gettext("Type"), run: () => view.typing.show(true) }
    : { label: gettext("Type instead"), run: () => void start(false) };
  const choose = { label: gettext("Choose"), run: () => void devices.choose() };
  const never = code === "mic.insecure" || code === "mic.unsupported";
  view.notice.show(code, never ? [write] : code === "mic.silent" ? [choose, write] : [retry, write], { device });
}

/** The talk was opened elsewhere, and is wanted here again. */
async function takeBack() {
  view.notice.clear();
  if (!view.voiced || (await microphone.open())) session?.start();
}

/** @param {boolean} open */
function showOptions(open) {
  byId("how").hidden = !open;
  byId("options").setAttribute("aria-expanded", String(open));
}

/** @param {string} url */
async function toReview(url) {
  if (leaving) return;
  leaving = true;
  microphone.close();
  letSleep();
  session?.close();
  try {
    const [{ showReview }, { openInPlace }] = await reviewScripts();
    const review = await openInPlace(url);
    delete document.body.dataset.state;
    showReview(review, session?.clips, sound);
  } catch {
    leaving = false;
    view.notice.show("review.unread", [{ label: gettext("See the review"), run: () => void toReview(url) }]);
  }
}

byId("start").addEventListener("click", () => void start(true));
byId("start-typing").addEventListener("click", () => void start(false));
byId("again").addEventListener("click", () => session?.repeat(false));
byId("slowly").addEventListener("click", () => session?.repeat(true));
byId("subtitles").addEventListener("click", () => view.lines.toggleSubtitles());
byId("options").addEventListener("click", () => showOptions(byId("how").hidden));
byId("hold").addEventListener("change", () => setHold(byId("hold").checked));
byId("no-hurry").addEventListener("change", () => {
  memory.set("no_hurry", byId("no-hurry").checked ? "on" : "off");
  setPatience(byId("no-hurry").checked);
});
for (const button of main.querySelectorAll("[data-shows]")) {
  button.addEventListener("click", () => {
    const text = byId(button.dataset.shows);
    text.hidden = !text.hidden;
    button.setAttribute("aria-expanded", String(!text.hidden));
  });
}

const finish = byId("finish");
finish.addEventListener("click", () => {
  // A slip of the thumb must not end a talk: the second tap does.
  if (finish.dataset.sure) session?.finish();
  const sure = !finish.dataset.sure;
  finish.toggleAttribute("data-sure", false);
  if (sure) finish.dataset.sure = "1";
  finish.textContent = sure ? gettext("Say good-bye?") : gettext("Finish");
  if (sure) setTimeout(() => (delete finish.dataset.sure, (finish.textContent = gettext("Finish"))), 4000);
});

voiceButton(byId("voice"), {
  hold: () => view.hold,
  press: () => session?.press(),
  release: () => session?.release(),
  tap: () => {
    // Where only one may speak at a time, the button is the way to interrupt.
    if (session?.uplink.halfDuplex && session.buddy.speaks) session.hush();
    else pauseMicrophone(!view.paused);
  },
});
talkKeys({ session: () => session, view, english: () => english, translates: Boolean(page.translates) });

byId("start-hold").addEventListener("click", () => {
  memory.set("hold", "on");
  void start(true);
});
if (!isSecureContext) {
  problem("mic.insecure", "");
  for (const id of ["start", "start-hold", "start-typing", "ask"]) byId(id).hidden = true; // the notice has it all
}
for (const id of ["start", "start-hold", "start-typing"]) byId(id).disabled = false;
byId("wait").remove();
document.body.dataset.state = "idle";
