// @ts-check
/** The screen stays on during a talk; a page that comes back asks again. */

export function keepAwake() {
  /** @type {any} */
  let lock = null;
  let wanted = true;

  const ask = async () => {
    if (!wanted || document.hidden || !("wakeLock" in navigator)) return;
    try {
      lock = await navigator.wakeLock.request("screen");
    } catch {
      // A low battery may refuse; the talk goes on all the same.
    }
  };

  void ask();
  document.addEventListener("visibilitychange", ask);
  return () => {
    wanted = false;
    document.removeEventListener("visibilitychange", ask);
    void lock?.release();
  };
}
