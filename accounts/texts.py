"""What pages say when something is in the way: what happened, what is safe, what to do.

English and Russian beside each other, 25 words at most, no blame (docs/voice-and-tone.md).
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class PageText:
    title: str
    text: str
    title_ru: str
    text_ru: str


TEXTS: dict[str, PageText] = {
    "page.missing": PageText(
        "There is nothing here",
        "The address may be old, or the talk belongs to somebody else. Your own talks are safe. "
        "Start again from the first page.",
        "Здесь ничего нет",
        "Адрес мог устареть, или это чужой разговор. Ваши разговоры целы. Начните с первой страницы.",
    ),
    "page.forbidden": PageText(
        "This page is for somebody else",
        "Your account does not open it. Everything of yours is safe. "
        "Go to the first page, or ask whoever runs this server.",
        "Эта страница для других",
        "С вашим входом она не открывается. Всё ваше цело. "
        "Вернитесь на первую страницу или спросите владельца сервера.",
    ),
    "page.stale": PageText(
        "Once more, please",
        "This page was open for too long, so your last step did not arrive. Nothing else is lost. "
        "Load the page again and repeat it.",
        "Ещё раз, пожалуйста",
        "Страница была открыта слишком долго, и последний шаг не дошёл. Остальное цело. "
        "Загрузите страницу снова и повторите его.",
    ),
    "server.stopped": PageText(
        "Something here has stopped",
        "What you said so far is kept. Load the page again in a moment; "
        "if it stays so, tell whoever runs this server.",
        "Здесь что-то остановилось",
        "Всё сказанное сохранено. Загрузите страницу снова через минуту; "
        "если не поможет, сообщите владельцу сервера.",
    ),
    "guest.many": PageText(
        "Many new guests at once",
        "From one place this server takes only so many an hour. Nothing is lost. "
        "Come back in {minutes} min, or sign in.",
        "Сразу много гостей",
        "Из одного места сервер впускает лишь несколько новых гостей в час. Ничего не пропало. "
        "Возвращайтесь через {minutes} мин. или войдите.",
    ),
    "link.used": PageText(
        "This link has been used",
        "Each link opens the door once. Your talks are safe. Start the server again for a new link.",
        "Эта ссылка уже сработала",
        "Каждая ссылка открывает дверь один раз. Ваши разговоры целы. "
        "Перезапустите сервер, и появится новая.",
    ),
    "link.expired": PageText(
        "This link is too old",
        "A link is good for ten minutes. Your talks are safe. Start the server again for a new link.",
        "Эта ссылка устарела",
        "Ссылка живёт десять минут. Ваши разговоры целы. Перезапустите сервер, и появится новая.",
    ),
    "link.not_local": PageText(
        "This link belongs to another computer",
        "It works only where the server runs, and stays good. Open it there.",
        "Эта ссылка для другого компьютера",
        "Она работает только там, где запущен сервер, и не пропала. Откройте её там.",
    ),
    "link.unknown": PageText(
        "The server does not know this link",
        "Your talks are safe. Copy the whole line, to its last letter, and open it once more.",
        "Сервер не знает эту ссылку",
        "Ваши разговоры целы. Скопируйте всю строку, до последней буквы, и откройте её ещё раз.",
    ),
    "choices.unkept": PageText(
        "One thing to put right",
        "Nothing you chose is lost: it is all below. Mend the marked line and keep it again.",
        "Осталось поправить",
        "Всё, что вы выбрали, на месте. Исправьте отмеченную строку и сохраните снова.",
    ),
    "choice.level": PageText(
        "Level",
        "This level is not on the list. The old one is kept. Choose one from A1 to C2.",
        "Уровень",
        "Такого уровня в списке нет. Прежний сохранён. Выберите от A1 до C2.",
    ),
    "choice.language": PageText(
        "Language",
        "This language is not on the list. The old one is kept. Choose one, or “Another language”.",
        "Язык",
        "Такого языка в списке нет. Прежний сохранён. Выберите из списка или «Другой язык».",
    ),
    "choice.name": PageText(
        "Name",
        "This name was not kept. Write up to 40 letters, as people call you; spaces and hyphens are fine.",
        "Имя",
        "Имя не сохранилось. Напишите до 40 букв, как вас зовут; пробелы и дефисы подойдут.",
    ),
    "choice.own": PageText(
        "Your own words",
        "These words were not kept. Write up to 200 characters of plain text, without < and >.",
        "Своими словами",
        "Эти слова не сохранились. Напишите до 200 знаков обычного текста, без < и >.",
    ),
    "choice.unknown": PageText(
        "Choice",
        "This is not on the list. What you had before is kept. Choose from the list.",
        "Выбор",
        "Этого в списке нет. Прежнее сохранено. Выберите из списка.",
    ),
    "choice.many": PageText(
        "Choices",
        "Those are more than eight. What you had before is kept. Leave the eight that matter most.",
        "Выбор",
        "Это больше восьми. Прежнее сохранено. Оставьте восемь самых важных.",
    ),
    "choice.pause": PageText(
        "Pause",
        "The pause was not kept. Write the seconds as a number from 0.4 to 6, such as 2.5.",
        "Пауза",
        "Пауза не сохранилась. Напишите секунды числом от 0,4 до 6, например 2,5.",
    ),
}


def page_text(code: str, **values: object) -> PageText:
    """The text of a code, its {places} filled."""
    text = TEXTS[code]
    if not values:
        return text
    return replace(text, text=text.text.format(**values), text_ru=text.text_ru.format(**values))
