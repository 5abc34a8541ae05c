"""What the first conversation and the memory say when something is in the way.

English and Russian beside each other: what happened, what is safe, what to do (docs/voice-and-tone.md).
"""

from __future__ import annotations

from accounts.texts import PageText
from conversations.texts import texts_for_page

TEXTS: dict[str, PageText] = {
    "hello.consent": PageText(
        "The microphone waits for your word",
        "To hear you, this server needs your agreement. Your answers are safe. Agree, or choose by hand.",
        "Микрофон ждёт вашего согласия",
        "Чтобы слышать вас, серверу нужно согласие. Ответы сохранены. Разрешите или отвечайте без голоса.",
    ),
    "hello.format": PageText(
        "The sound could not be read",
        "The server needs a WAV file, 16,000 samples a second, one channel, 16 bits. Your answers are safe.",
        "Звук не удалось прочитать",
        "Серверу нужен файл WAV: 16 000 отсчётов в секунду, один канал, 16 бит. Ответы сохранены.",
    ),
    "hello.long": PageText(
        "That was longer than I can hold",
        "Your answers are safe. Say it once more, a little shorter, or choose by hand.",
        "Получилось слишком длинно",
        "Ответы сохранены. Скажите ещё раз, чуть короче, или отвечайте без голоса.",
    ),
    "hello.short": PageText(
        "That was over too soon",
        "I had no time to listen. Your answers are safe. Say it once more, or choose by hand.",
        "Всё закончилось слишком быстро",
        "Услышать не хватило времени. Ответы сохранены. Скажите ещё раз или отвечайте без голоса.",
    ),
    "hello.busy": PageText(
        "I cannot listen just now",
        "Your answers are safe. Say it again in a moment, or choose by hand and go on.",
        "Сейчас не получается слушать",
        "Ответы сохранены. Скажите чуть позже или отвечайте без голоса.",
    ),
    "hello.away": PageText(
        "The voice is away for a moment",
        "The words are on the screen, and nothing is lost. Press play again in a moment.",
        "Голос на минуту отлучился",
        "Слова на экране, ничего не пропало. Нажмите ещё раз чуть позже.",
    ),
    "hello.unheard": PageText(
        "I heard no words",
        "Your answers are safe. Say it once more, or choose by hand.",
        "Слов не слышно",
        "Ответы сохранены. Скажите ещё раз или отвечайте без голоса.",
    ),
    "hello.unsure": PageText(
        "I am not sure which one that was",
        "Your answers are safe. Say it once more, or choose by hand.",
        "Какая это была строка, не разобрать",
        "Ответы сохранены. Скажите ещё раз или выберите сами.",
    ),
    "hello.partly": PageText(
        "I did not catch all of it",
        "It may be the room. Nothing is lost. Read it once more, or go on.",
        "Расслышать удалось не всё",
        "Может быть, помешал шум. Ничего не пропало. Прочтите ещё раз или продолжайте.",
    ),
    "hello.unreached": PageText(
        "That did not reach the server",
        "Your answers are safe. Say it once more, or choose by hand.",
        "До сервера это не дошло",
        "Ответы сохранены. Скажите ещё раз или отвечайте без голоса.",
    ),
    "hello.choose": PageText(
        "This answer is not on the page",
        "What you answered before is kept. Choose one of the lines, or skip the question.",
        "Такого ответа на странице нет",
        "Прежние ответы сохранены. Выберите одну из строк или пропустите вопрос.",
    ),
    "hello.many": PageText(
        "That is more than I can read at once",
        "Nothing you wrote is lost. Leave up to 2,000 characters and go on.",
        "Столько сразу не прочитать",
        "Всё написанное на месте. Оставьте до 2000 знаков и продолжайте.",
    ),
    "known.words": PageText(
        "One thing to put right",
        "It was not changed. Write up to 200 characters of plain text, or forget it with its button.",
        "Осталось поправить",
        "Пока всё по-прежнему. Напишите до 200 знаков обычного текста или нажмите «Forget this».",
    ),
}


def texts_of_hello() -> dict[str, dict[str, str]]:
    """For the page's scripts: those of the microphone and ours, as static/js/texts.js reads them."""
    ours = {
        code: {"en": f"{text.title}. {text.text}", "ru": f"{text.title_ru}. {text.text_ru}"}
        for code, text in TEXTS.items()
    }
    return texts_for_page() | ours
