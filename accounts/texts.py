"""What pages say when something is in the way: what happened, what is safe, what to do.

English and Russian beside each other, 25 words at most, no blame (docs/voice-and-tone.md).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from accounts.interface import both_lazy, here


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
    "confirm.unknown": PageText(
        "The server does not know this link",
        "A newer mail may have replaced it. Your talks are safe. "
        "Open the newest mail, or copy the whole line, to its last letter.",
        "Сервер не знает эту ссылку",
        "Возможно, её сменила новая. Ваши разговоры целы. "
        "Откройте самое новое письмо или скопируйте строку целиком, до последней буквы.",
    ),
    "confirm.expired": PageText(
        "This link is too old",
        "A link is good for three days. Your talks are safe. Sign up once more, and a new mail comes.",
        "Эта ссылка устарела",
        "Ссылка живёт три дня. Ваши разговоры целы. Зарегистрируйтесь ещё раз, и придёт новое письмо.",
    ),
    "confirm.used": PageText(
        "This address is confirmed already",
        "The link did its work. Everything of yours is there. Sign in with your address and password.",
        "Этот адрес уже подтверждён",
        "Ссылка своё дело сделала. Всё ваше на месте. Войдите со своим адресом и паролем.",
    ),
    "confirm.taken": PageText(
        "This address has an account already",
        "Your talks are safe. Sign in to that account; what you talked about as a guest can come along.",
        "С этим адресом уже есть вход",
        "Ваши разговоры целы. Войдите с этим адресом: "
        "разговоры, которые вы вели как гость, можно взять с собой.",
    ),
    "confirm.foreign": PageText(
        "This link belongs to another account",
        "You are signed in here as somebody else, and stay so. The link stays good. "
        "Sign out first, or open it elsewhere.",
        "Эта ссылка для другого человека",
        "Здесь открыт чужой для неё вход, и он не тронут. Ссылка не пропала. "
        "Сначала выйдите или откройте её в другом браузере.",
    ),
    "invite.unknown": PageText(
        "The server does not know this invitation",
        "Nothing is lost. Copy the whole line, to its last letter, or ask for a new invitation.",
        "Сервер не знает это приглашение",
        "Ничего не пропало. Скопируйте строку целиком, до последней буквы, или попросите новое приглашение.",
    ),
    "invite.expired": PageText(
        "This invitation is too old",
        "Nothing is lost. Ask whoever sent it for a new one.",
        "Это приглашение устарело",
        "Ничего не пропало. Попросите новое у того, кто его прислал.",
    ),
    "invite.used": PageText(
        "This invitation has been used",
        "As many people came by it as it was meant for. Nothing is lost. Ask whoever sent it for a new one.",
        "Это приглашение уже сработало",
        "По нему пришли все, на кого оно рассчитано. Ничего не пропало. "
        "Попросите новое у того, кто его прислал.",
    ),
    "reset.used": PageText(
        "This link is used up or too old",
        "Each works once, within three days. Your account and talks are safe. Ask for a new mail.",
        "Эта ссылка уже сработала или устарела",
        "Каждая срабатывает один раз, в течение трёх дней. Ваши разговоры целы. Попросите новое письмо.",
    ),
    "account.closed": PageText(
        "This account is closed for now",
        "Nothing of yours is deleted. Ask your teacher, or whoever runs this server, to open it again.",
        "Этот вход пока закрыт",
        "Ничего вашего не удалено. Попросите учителя или владельца сервера открыть его снова.",
    ),
    "limit.many": PageText(
        "Many tries from one place",
        "This protects passwords from guessing. Nothing is lost. Wait a minute or two, then do it once more.",
        "Много попыток из одного места",
        "Так мы бережём пароли от подбора. Ничего не пропало. Подождите минуту-другую и повторите.",
    ),
    "mail.stuck": PageText(
        "Our mail did not leave",
        "What you wrote is kept, and your talks are safe. "
        "Ask for the mail again in some minutes, or tell whoever runs this server.",
        "Письмо не отправилось",
        "Всё написанное сохранено, разговоры целы. "
        "Попросите письмо ещё раз через несколько минут или сообщите владельцу сервера.",
    ),
    "service.stuck": PageText(
        "The other service did not let you in",
        "It stopped halfway, or you did. Nothing is changed here. Begin again, or sign in with your address.",
        "Другой сервис вас не впустил",
        "Вход прервался на полпути. Здесь ничего не изменилось. "
        "Начните снова или войдите с адресом и паролем.",
    ),
    "consent.guardian": PageText(
        "Your family agrees first",
        "You can type in every talk, and nothing is lost. Speaking begins when your teacher has "
        "the signed paper.",
        "Сначала согласие семьи",
        "Писать можно в любом разговоре, ничего не пропадёт. Говорить можно будет, когда у учителя появится "
        "подписанный лист.",
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
    "consent.changed": PageText(
        "This question has changed",
        "The text was rewritten while your page was open, so your answer was not taken. "
        "Nothing else changed. Read it below and answer again.",
        "Этот вопрос изменился",
        "Пока страница была открыта, текст переписали, и ответ не принят. "
        "Остальное по-прежнему. Прочитайте его ниже и ответьте снова.",
    ),
    "privacy.password": PageText(
        "The password does not fit",
        "Nothing was done, and everything of yours is where it was. Write the password you sign in with.",
        "Пароль не подошёл",
        "Ничего не сделано, всё ваше на месте. Напишите пароль, с которым вы входите.",
    ),
    "privacy.tries": PageText(
        "Many tries for one hour",
        "Nothing was done, and everything of yours is where it was. Come back in {minutes} min.",
        "Много попыток за час",
        "Ничего не сделано, всё ваше на месте. Возвращайтесь через {minutes} мин.",
    ),
    "export.often": PageText(
        "You have this hour’s copies",
        "A few copies an hour are made for each person. Yours are still good. "
        "Come back in {minutes} min. for a newer one.",
        "Копии на этот час уже готовы",
        "За час каждому делается лишь несколько копий. Ваши годятся. "
        "За новой возвращайтесь через {minutes} мин.",
    ),
    "erase.unsure": PageText(
        "Nothing is erased yet",
        "Everything of yours is where it was. Tick the box if you mean it, then erase.",
        "Пока ничего не удалено",
        "Всё ваше на месте. Если вы решили, поставьте галочку и удалите.",
    ),
}


def page_text(code: str, **values: object) -> PageText:
    """The text of a code in the page's language, its {places} filled; ``text_ru`` is empty in Russian."""
    text = TEXTS[code]
    if values:
        text = replace(text, text=text.text.format(**values), text_ru=text.text_ru.format(**values))
    return here(text)


def text_lazy(code: str) -> str:
    """The words of a code without its title, for class attributes."""
    words: str = both_lazy(TEXTS[code].text, TEXTS[code].text_ru)
    return words
