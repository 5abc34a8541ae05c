// @ts-check
/** The desk's list of voices: each is heard by its button, one at a time. The page brings the words. */

for (const list of document.querySelectorAll("[data-voices]")) listenable(/** @type {HTMLElement} */ (list));

/** @param {HTMLElement} list */
function listenable(list) {
  const { listen = "", stop = "", missing = "" } = list.dataset;
  const status = list.querySelector("[role=status]");
  const audio = new Audio();
  /** @type {HTMLElement | null} */
  let sounding = null;
  let asked = 0; // a clip that comes after another button was pressed is not played

  /** @param {HTMLElement | null} button */
  const face = (button) => {
    for (const each of [sounding, button]) {
      const on = each !== null && each === button;
      each?.classList.toggle("is-playing", on);
      const words = each?.querySelector("[data-face]");
      if (words) words.textContent = on ? stop : listen;
      const sign = each?.firstElementChild;
      if (sign) sign.textContent = on ? "■" : "▶";
    }
    sounding = button;
  };

  /** @param {HTMLElement} button */
  const play = async (button) => {
    const mine = ++asked;
    audio.pause();
    if (status) status.textContent = "";
    if (button === sounding) {
      face(null);
      return;
    }
    face(button);
    try {
      // As a whole: Safari asks for a file in parts, which one so short is not worth.
      const response = await fetch(button.dataset.clip ?? "", { credentials: "same-origin" });
      if (!response.ok) throw new Error(`clip: ${response.status}`);
      const clip = await response.blob();
      if (mine !== asked) return;
      URL.revokeObjectURL(audio.src);
      audio.src = URL.createObjectURL(clip);
      await audio.play();
    } catch {
      if (mine !== asked) return;
      face(null);
      if (status) status.textContent = missing;
    }
  };

  audio.addEventListener("ended", () => face(null));
  list.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-clip]");
    if (button) void play(/** @type {HTMLElement} */ (button));
  });
}
