// @ts-check
/** The voice button: held to talk, or tapped to pause; by finger, mouse, keyboard or screen reader. */

const CLICK_AFTER_MS = 700; // a click that no pointer made within this time comes from a screen reader

/**
 * @param {HTMLElement} button
 * @param {{hold: () => boolean, press: () => void, release: () => void, tap: () => void}} hooks
 */
export function voiceButton(button, hooks) {
  let down = false;
  let lastPointer = 0;

  const press = () => {
    down = true;
    hooks.press();
  };
  const release = () => {
    if (down) hooks.release();
    down = false;
  };

  button.addEventListener("pointerdown", (event) => {
    lastPointer = Date.now();
    if (!hooks.hold() || event.button !== 0) return;
    button.setPointerCapture(event.pointerId);
    press();
  });
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
    button.addEventListener(name, () => {
      lastPointer = Date.now();
      release();
    });
  }
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  button.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !hooks.hold()) return;
    event.preventDefault();
    if (!event.repeat) press();
  });
  button.addEventListener("keyup", (event) => {
    if (event.key === "Enter" && hooks.hold()) release();
  });
  button.addEventListener("blur", release);
  button.addEventListener("click", () => {
    if (!hooks.hold()) hooks.tap();
    else if (Date.now() - lastPointer > CLICK_AFTER_MS) {
      // Without a way to hold: one click begins, the next ends.
      if (down) release();
      else press();
    }
  });
}
