// @ts-check
/**
 * Where the talk takes place, for three seconds: a train, rain, a kitchen. Made of filtered noise and a few
 * knocks, at least 12 dB below the voice in every place, and gone before the buddy speaks.
 */

const RISE_S = 0.4;
const FADE_S = 0.35; // the first sentence needs about as long to arrive
const NOISE_S = 2;

/** @typedef {{context: BaseAudioContext, out: AudioNode, noise: AudioBuffer, start: number, seconds: number}} Scene */

/** Places that share a sound. @type {Record<string, (scene: Scene) => void>} */
const PLACES = {
  "train-interior": (scene) => {
    hiss(scene, "lowpass", 170, 0.7, 0.13);
    hiss(scene, "bandpass", 500, 0.4, 0.025);
    for (let at = 0.5; at < scene.seconds; at += 0.95) {
      thump(scene, at, 95, 0.16, 0.056);
      thump(scene, at + 0.17, 85, 0.16, 0.044);
    }
  },
  "radio-corridor": (scene) => {
    hum(scene, 100, 0.02);
    hiss(scene, "lowpass", 320, 0.5, 0.06);
    // People behind a door: a murmur whose loudness moves like talk.
    murmur(scene, 420, 0.07);
  },
  "light-rain": (scene) => {
    hiss(scene, "highpass", 2500, 0.3, 0.026);
    for (let i = 0; i < 9 * scene.seconds; i += 1) tick(scene, Math.random() * scene.seconds, 2500 + 2500 * Math.random(), 0.02);
  },
  kitchen: (scene) => {
    hiss(scene, "bandpass", 5200, 0.6, 0.03); // something fries
    murmur(scene, 700, 0.025);
    for (const [at, hertz] of [[0.7, 2350], [0.86, 3120], [1.9, 2640]]) ping(scene, at, hertz, 0.025);
  },
  "rain-on-a-tin-roof": (scene) => {
    hiss(scene, "bandpass", 1700, 0.5, 0.05);
    for (let i = 0; i < 26 * scene.seconds; i += 1) tick(scene, Math.random() * scene.seconds, 1100 + 1500 * Math.random(), 0.04);
  },
  "knock-on-door": (scene) => {
    for (const at of [0.15, 0.4, 0.65]) {
      thump(scene, at, 210, 0.09, 0.072);
      tick(scene, at, 900, 0.04);
    }
  },
};

/**
 * @param {import("./sound.js").Sound} sound @param {string} name of the setting's sound @param {number} seconds
 * @returns {() => void} fades it out
 */
export function playAmbience({ context, volume }, name, seconds) {
  const place = PLACES[name];
  if (!place) return () => {};
  const gain = context.createGain();
  const start = context.currentTime;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(1, start + (name === "knock-on-door" ? 0.01 : RISE_S));
  gain.gain.setTargetAtTime(0, start + Math.max(RISE_S, seconds - 0.6), 0.2);
  gain.connect(volume);
  place({ context, out: gain, noise: noiseOf(context), start, seconds });
  const over = setTimeout(() => gain.disconnect(), (seconds + 0.5) * 1000);
  return () => {
    gain.gain.cancelScheduledValues(context.currentTime);
    gain.gain.setTargetAtTime(0, context.currentTime, FADE_S / 4);
    clearTimeout(over);
    setTimeout(() => gain.disconnect(), FADE_S * 2000);
  };
}

/** @param {string} name */
export const knowsPlace = (name) => name in PLACES;

/** @param {BaseAudioContext} context @returns {AudioBuffer} white noise */
function noiseOf(context) {
  const buffer = context.createBuffer(1, NOISE_S * context.sampleRate, context.sampleRate);
  const samples = buffer.getChannelData(0);
  for (let i = 0; i < samples.length; i += 1) samples[i] = 2 * Math.random() - 1;
  return buffer;
}

/** @param {Scene} scene @param {BiquadFilterType} type @param {number} hertz @param {number} q @returns {BiquadFilterNode} */
function filtered({ context, noise, start, seconds }, type, hertz, q) {
  const source = context.createBufferSource();
  const filter = context.createBiquadFilter();
  source.buffer = noise;
  source.loop = true;
  Object.assign(filter, { type });
  filter.frequency.value = hertz;
  filter.Q.value = q;
  source.connect(filter);
  source.start(start, Math.random());
  source.stop(start + seconds + 0.5);
  return filter;
}

/** @param {Scene} scene @param {number} loud @returns {GainNode} */
function level({ context, out }, loud) {
  const gain = context.createGain();
  gain.gain.value = loud;
  gain.connect(out);
  return gain;
}

/** @param {Scene} scene @param {BiquadFilterType} type @param {number} hertz @param {number} q @param {number} loud */
function hiss(scene, type, hertz, q, loud) {
  filtered(scene, type, hertz, q).connect(level(scene, loud));
}

/** @param {Scene} scene @param {number} hertz @param {number} loud */
function murmur(scene, hertz, loud) {
  const gain = level(scene, 0);
  for (let at = 0.1; at < scene.seconds; at += 0.12 + 0.14 * Math.random()) {
    gain.gain.setTargetAtTime(loud * Math.random(), scene.start + at, 0.05);
  }
  filtered(scene, "bandpass", hertz, 1.2).connect(gain);
}

/** @param {Scene} scene @param {number} hertz @param {number} loud */
function hum(scene, hertz, loud) {
  const tone = scene.context.createOscillator();
  tone.frequency.value = hertz;
  tone.connect(level(scene, loud));
  tone.start(scene.start);
  tone.stop(scene.start + scene.seconds + 0.5);
}

/** @param {Scene} scene @param {number} at @param {number} hertz @param {number} lasts @param {number} loud */
function struck(scene, at, hertz, lasts, loud) {
  const tone = scene.context.createOscillator();
  const gain = level(scene, 0);
  const from = scene.start + at;
  tone.frequency.setValueAtTime(hertz, from);
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(loud, from + 0.004);
  gain.gain.exponentialRampToValueAtTime(loud / 300, from + lasts);
  tone.connect(gain);
  tone.start(from);
  tone.stop(from + lasts);
  return tone;
}

/** @param {Scene} scene @param {number} at @param {number} hertz @param {number} lasts @param {number} loud */
function thump(scene, at, hertz, lasts, loud) {
  const tone = struck(scene, at, hertz, lasts, loud);
  tone.frequency.exponentialRampToValueAtTime(hertz / 2, scene.start + at + lasts);
}

/** @param {Scene} scene @param {number} at @param {number} hertz @param {number} loud */
function ping(scene, at, hertz, loud) {
  struck(scene, at, hertz, 0.35, loud);
  struck(scene, at, hertz * 2.76, 0.2, loud / 3);
}

/** @param {Scene} scene @param {number} at @param {number} hertz @param {number} loud */
function tick(scene, at, hertz, loud) {
  struck(scene, at, hertz, 0.03, loud);
}
