// @ts-check
/** Day, night, or as the device: set before the first paint, so that nobody is dazzled. */

(() => {
  const KEY = "im4talkin.theme";
  const root = document.documentElement;

  const read = () => {
    try {
      return localStorage.getItem(KEY) ?? "auto";
    } catch {
      return "auto"; // storage is off: the device decides
    }
  };

  /** @param {string} theme */
  const apply = (theme) => {
    if (theme === "auto") root.removeAttribute("data-theme");
    else root.dataset.theme = theme;
  };

  apply(read());
  document.addEventListener("DOMContentLoaded", () => {
    const choice = /** @type {HTMLFieldSetElement | null} */ (document.querySelector("[data-theme-choice]"));
    if (!choice) return;
    choice.hidden = false;
    for (const input of choice.querySelectorAll("input")) {
      input.checked = input.value === read();
      input.addEventListener("change", () => {
        apply(input.value);
        try {
          localStorage.setItem(KEY, input.value);
        } catch {
          // For this page only, then.
        }
      });
    }
  });
})();
