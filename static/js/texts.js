// @ts-check
/**
 * What the page says when something is in the way: what happened, what is safe, what to do.
 * English and Russian beside each other, 25 words at most, no blame. Texts of `error.raised` and
 * `turn.failed` come ready from the server.
 */

/** @type {Record<string, {en: string, ru: string}>} */
export const TEXTS = {
  "mic.insecure": {
    en: "Your browser gives a microphone only to secure pages (https). Ask whoever runs this server, or type: everything else works.",
    ru: "Браузер даёт микрофон только защищённым страницам (https). Обратитесь к владельцу сервера или пишите: всё остальное работает.",
  },
  "mic.unsupported": {
    en: "This browser has no way to use a microphone. Your talk is safe. Type your answers, or open this page in another browser.",
    ru: "Этот браузер не умеет работать с микрофоном. Разговор сохранён. Пишите ответы или откройте страницу в другом браузере.",
  },
  "mic.refused": {
    en: "The microphone is off for this page. Tap the lock beside the address, allow it, and we go on from here.",
    ru: "Микрофон для этой страницы выключен. Нажмите на замок рядом с адресом, разрешите, и продолжим с этого места.",
  },
  "mic.missing": {
    en: "I find no microphone here. Your talk is safe. Plug one in and try again, or type your answers.",
    ru: "Микрофон не найден. Разговор сохранён. Подключите его и попробуйте снова или пишите ответы.",
  },
  "mic.busy": {
    en: "Another program is using the microphone. Your talk is safe. Close that program and try again, or type.",
    ru: "Микрофон занят другой программой. Разговор сохранён. Закройте её и попробуйте снова или пишите.",
  },
  "mic.silent": {
    en: "I hear nothing from {device}. Choose another microphone?",
    ru: "С микрофона {device} тишина. Выбрать другой?",
  },
  "mic.lost": {
    en: "The microphone has gone. Your talk is safe. Connect it again and try, or type your answers.",
    ru: "Микрофон отключился. Разговор сохранён. Подключите его снова или пишите ответы.",
  },
  "sound.locked": {
    en: "The sound was paused by your device. Your turn is kept. Tap, and we go on.",
    ru: "Устройство остановило звук. Ваш ход сохранён. Нажмите, и продолжим.",
  },
  "sound.missing": {
    en: "This line's sound did not arrive. The words are here. Try once more in a moment.",
    ru: "Звук этой строки не загрузился. Слова на месте. Попробуйте ещё раз чуть позже.",
  },
  "choice.unsaved": {
    en: "Your choice did not reach the server. Nothing was recorded. Try once more, or type instead.",
    ru: "Ваш выбор не дошёл до сервера. Ничего не записано. Попробуйте ещё раз или пишите.",
  },
  "connection.lost": {
    en: "The connection dropped. I have everything up to “{words}”.",
    ru: "Связь прервалась. Всё до слов “{words}” сохранено.",
  },
  "connection.lost_early": {
    en: "The connection dropped. Nothing is lost. I am trying again.",
    ru: "Связь прервалась. Ничего не пропало. Пробую снова.",
  },
  "connection.slow": {
    en: "Slow connection, I still hear you.",
    ru: "Связь медленная, но вас слышно.",
  },
  "review.unread": {
    en: "The review did not load. Your talk and your voice are safe in this tab. Try once more.",
    ru: "Разбор не загрузился. Разговор и ваш голос целы в этой вкладке. Попробуйте ещё раз.",
  },
  "close.4400": {
    en: "This page and the server no longer understand each other. Your talk is safe. Load the page again.",
    ru: "Страница и сервер перестали понимать друг друга. Разговор сохранён. Загрузите страницу снова.",
  },
  "close.4401": {
    en: "You are signed out. Your talk is safe. Sign in, and it goes on from here.",
    ru: "Вход на сайт завершён. Разговор сохранён. Войдите снова, и он продолжится с этого места.",
  },
  "close.4404": {
    en: "This talk is not here any more. Your other talks are safe. Choose a topic to begin a new one.",
    ru: "Этого разговора здесь больше нет. Остальные целы. Выберите тему и начните новый.",
  },
  "close.4406": {
    en: "The server has been renewed since this page was opened. Your talk is safe. Load the page again.",
    ru: "Сервер обновился, пока страница была открыта. Разговор сохранён. Загрузите страницу снова.",
  },
  "close.4409": {
    en: "The talk is open in another tab or device now. Nothing is lost. You can bring it back here.",
    ru: "Разговор теперь открыт в другой вкладке или на другом устройстве. Ничего не пропало. Его можно вернуть сюда.",
  },
};

/**
 * @param {string} code @param {Record<string, string>} [values]
 * @returns {{en: string, ru: string}}
 */
export function textOf(code, values = {}) {
  const text = TEXTS[code] ?? TEXTS["connection.lost_early"];
  const fill = (/** @type {string} */ line) => line.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  return { en: fill(text.en), ru: fill(text.ru) };
}
