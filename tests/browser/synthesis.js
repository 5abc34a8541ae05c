// Voices of a browser, as good or bad as a test wants them. Runs before the page's own code.
// Settings: voices: [{name, lang, localService}], late: ms until they are listed, starts, ends, boundaries, rate: of speech.
(() => {
  const { voices = [], late = 0, starts = true, ends = true, boundaries = true, charsPerSecond = 40 } = window.testSynthesisSettings;
  const listed = voices.map((voice) => ({ localService: true, voiceURI: voice.name, default: false, ...voice }));
  const began = Date.now();
  const target = new EventTarget();
  const spoken = [];
  let current = null;
  let timers = [];

  window.SpeechSynthesisUtterance = class {
    constructor(text) {
      Object.assign(this, { text, rate: 1, volume: 1, voice: null, lang: "" });
    }
  };

  const synthesis = {
    pending: false,
    get speaking() {
      return current !== null;
    },
    getVoices: () => (Date.now() - began >= late ? listed : []),
    addEventListener: (...all) => target.addEventListener(...all),
    resume() {},
    cancel() {
      timers.forEach(clearTimeout);
      const cut = current;
      current = null;
      if (cut) {
        spoken.at(-1).cut = true;
        cut.onerror?.({ error: "interrupted" });
      }
    },
    speak(utterance) {
      if (utterance.volume === 0) return;
      current = utterance;
      spoken.push({ text: utterance.text, voice: utterance.voice?.name, rate: utterance.rate, cut: false, ended: false });
      const entry = spoken.at(-1);
      if (!starts) return;
      const ms = (chars) => (chars * 1000) / (charsPerSecond * utterance.rate);
      const at = (time, run) => timers.push(setTimeout(run, time));
      timers = [];
      at(20, () => utterance.onstart?.({}));
      if (boundaries) {
        for (const { index } of utterance.text.matchAll(/\S+/g)) {
          at(20 + ms(index), () => utterance.onboundary?.({ name: "word", charIndex: index }));
        }
      }
      if (!ends) return;
      at(20 + ms(utterance.text.length), () => {
        current = null;
        entry.ended = true;
        utterance.onend?.({});
      });
    },
  };
  Object.defineProperty(window, "speechSynthesis", { value: synthesis, configurable: true });
  window.testSynthesis = { spoken };
  setTimeout(() => target.dispatchEvent(new Event("voiceschanged")), late);
})();
