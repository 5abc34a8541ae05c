// @ts-check
/**
 * Which of this device's voices is nearest to a persona's.
 *
 * Only voices that speak without a network are looked at: the others send every line to their maker. A
 * voice's sex stands in no field, so it is known by name; the names are those of Apple, Microsoft and Google.
 */

/**
 * @typedef {{accent: string, sex: string, age?: string, pace?: number}} Spec of a persona
 * @typedef {{name: string, lang: string, localService: boolean, voiceURI: string, default?: boolean}} Voice
 * @typedef {object} Match
 * @property {Voice} voice
 * @property {boolean} fits good enough to be used without asking
 */

const WOMEN = new Set(
  (
    "allison ava samantha susan zoe joelle noelle nicky vicki victoria agnes karen catherine matilda moira fiona kate " +
    "serena stephanie martha tessa veena isha sangeeta zira hazel linda heera aria jenny michelle ana emma sonia " +
    "libby maisie natasha neerja emily clara molly leah eva"
  ).split(" "),
);
const MEN = new Set(
  (
    "alex aaron tom evan nathan bruce daniel oliver arthur jamie lee gordon rishi david mark george james richard " +
    "ravi sean guy eric christopher roger ryan thomas william prabhat connor liam mitchell luke"
  ).split(" "),
);
// Android names its voices by region and three letters.
const ANDROID = /\ben-(?:us|gb|au|in)-x-([a-z]{3})\b/;
const ANDROID_MEN = new Set(["iol", "iom", "tpd", "rjs", "gbb", "gbd", "aub", "aud", "end", "ene"]);
const ANDROID_WOMEN = new Set(["iob", "iog", "sfg", "tpc", "tpf", "fis", "gba", "gbc", "gbg", "aua", "auc", "afh", "ena", "enc", "ahp", "cxx"]);

const TOYS = new RegExp(
  "^(?:albert|bad news|bahh|bells|boing|bubbles|cellos|deranged|fred|good news|hysterical|jester|junior|kathy|organ|" +
    "pipe organ|princess|ralph|superstar|trinoids|whisper|wobble|zarvox|" +
    "eddy|flo|grandma|grandpa|reed|rocko|sandy|shelley)\\b",
  "i",
);
const FORMANTS = /espeak|speechd|speech-dispatcher|festival|flite|mbrola|pico/i; // no better than the server's
const FINE = /premium|enhanced|natural|siri|neural/i;

/** Accents that pass for each other, the nearest first. @type {Record<string, string[]>} */
const KIN = {
  GB: ["IE", "AU", "NZ", "ZA"],
  IE: ["GB"],
  AU: ["NZ", "GB"],
  NZ: ["AU", "GB"],
  ZA: ["GB", "AU"],
  IN: ["GB"],
  US: ["CA"],
  CA: ["US"],
};
/** Parts of a country as voices write them. @type {Record<string, RegExp>} */
const WITHIN = { SCOTLAND: /scotland|scottish|gbsct|\bfiona\b/i };

/** @param {string} tag @returns {{region: string, part: string}} "en-GB-scotland" → GB, SCOTLAND */
function accentOf(tag) {
  const [, ...rest] = tag.replaceAll("_", "-").toUpperCase().split("-");
  const part = rest.find((each) => each in WITHIN) ?? "";
  return { region: rest.find((each) => /^[A-Z]{2}$/.test(each)) ?? (part ? "GB" : ""), part };
}

/** @param {Voice} voice @returns {"f" | "m" | ""} empty: the name does not tell */
export function sexOf({ name, voiceURI }) {
  const code = ANDROID.exec(`${name} ${voiceURI}`.toLowerCase())?.[1] ?? "";
  if (ANDROID_WOMEN.has(code)) return "f";
  if (ANDROID_MEN.has(code)) return "m";
  const words = name.toLowerCase().split(/[^a-z]+/);
  if (words.some((word) => word.startsWith("female") || word === "woman" || WOMEN.has(word))) return "f";
  if (words.some((word) => word.startsWith("male") || word === "man" || MEN.has(word))) return "m";
  return "";
}

/** @param {Voice} voice */
function isFormant({ name, voiceURI }) {
  return FORMANTS.test(name) || FORMANTS.test(voiceURI);
}

/** @param {Voice} voice @param {Spec} spec @returns {number} */
function nearness(voice, spec) {
  const wanted = accentOf(spec.accent);
  const has = accentOf(voice.lang);
  let score = 0;
  if (has.region === wanted.region) score += 40;
  else if (KIN[wanted.region]?.includes(has.region)) score += 24 - 2 * KIN[wanted.region].indexOf(has.region);
  if (wanted.part && WITHIN[wanted.part].test(`${voice.name} ${voice.lang}`)) score += 12;
  const sex = sexOf(voice);
  // A woman's lines in a man's voice are worse than any accent.
  if (sex === spec.sex) score += 60;
  else if (sex === "") score += 20;
  if (FINE.test(`${voice.name} ${voice.voiceURI}`)) score += 8;
  if (voice.default) score += 1;
  return isFormant(voice) ? score - 200 : score;
}

/**
 * @param {readonly Voice[]} voices @param {Spec} spec
 * @returns {Match | null} null: no English voice of its own on this device
 */
export function nearestVoice(voices, spec) {
  const english = voices.filter(
    ({ localService, lang, name }) => localService === true && /^en\b/i.test(lang.replaceAll("_", "-")) && !TOYS.test(name),
  );
  if (english.length === 0) return null;
  const voice = english.reduce((best, each) => (nearness(each, spec) > nearness(best, spec) ? each : best));
  const sameAccent = accentOf(voice.lang).region === accentOf(spec.accent).region;
  return { voice, fits: sameAccent && sexOf(voice) === spec.sex && !isFormant(voice) };
}

/** A voice's name without the parts that no learner needs. @param {string} name @returns {string} */
export function shortName(name) {
  const short = name.replace(/^(?:Microsoft|Google|Apple)\s+/i, "").replace(/\s+(?:-|–|\().*$/, "").trim();
  return short || name;
}
