"""What a learner reads when something on the review is in the way: (title, what is safe and what to do).

English and Russian beside each other; at most 25 words, as docs/voice-and-tone.md says.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReviewText:
    status: int  # of the HTTP answer
    title: str
    detail: str
    title_ru: str
    detail_ru: str


REVIEW_TEXTS: dict[str, ReviewText] = {
    "say.unknown": ReviewText(
        404,
        "This line is not here any more",
        "Your talk is safe. Load the page again, and the lines that are left are there.",
        "Этой строки здесь больше нет",
        "Разговор сохранён. Загрузите страницу снова: остальные строки на месте.",
    ),
    "say.consent": ReviewText(
        403,
        "The microphone waits for your word",
        "To hear you, this server needs your agreement. The review is safe. Agree under Choices.",
        "Микрофон ждёт вашего согласия",
        "Чтобы слышать вас, серверу нужно согласие. Разбор сохранён. Дать его можно на странице Choices.",
    ),
    "say.format": ReviewText(
        415,
        "The sound could not be read",
        "The server needs a WAV file, 16,000 samples a second, one channel, 16 bits. The review is safe.",
        "Звук не удалось прочитать",
        "Серверу нужен файл WAV: 16 000 отсчётов в секунду, один канал, 16 бит. Разбор сохранён.",
    ),
    "say.long": ReviewText(
        413,
        "That was longer than ten seconds",
        "The line itself is short. The review is safe. Say the line once more, by itself.",
        "Получилось дольше десяти секунд",
        "Сама строка короткая. Разбор сохранён. Скажите её ещё раз, отдельно.",
    ),
    "say.short": ReviewText(
        400,
        "That was over too soon",
        "I had no time to listen. The review is safe. Say the whole line, in your own time.",
        "Всё закончилось слишком быстро",
        "Услышать не хватило времени. Разбор сохранён. Скажите строку целиком, не спеша.",
    ),
    "say.busy": ReviewText(
        503,
        "I cannot listen just now",
        "The review is safe. Say the line again in a moment, or leave it: you decide.",
        "Сейчас не получается слушать",
        "Разбор сохранён. Скажите строку чуть позже или оставьте её: решать вам.",
    ),
    "voice.silent": ReviewText(
        503,
        "The voice is away for a moment",
        "The words are on the screen, and nothing is lost. Press play again in a moment.",
        "Голос на минуту отлучился",
        "Слова на экране, ничего не пропало. Нажмите ещё раз чуть позже.",
    ),
    "ticks.unknown": ReviewText(
        400,
        "One of the ticks does not fit",
        "The others are as they were. Load the page again, and tick once more.",
        "Одна из отметок не подошла",
        "Остальные на месте. Загрузите страницу снова и отметьте ещё раз.",
    ),
}
