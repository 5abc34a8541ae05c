"""What the pages of classes say when something is in the way: what happened, what is safe, what to do.

English and Russian beside each other, 25 words at most, no blame (docs/voice-and-tone.md).
"""

from __future__ import annotations

from dataclasses import replace

from accounts.interface import here
from accounts.texts import PageText

TEXTS: dict[str, PageText] = {
    "code.unknown": PageText(
        "No class has this code",
        "Nothing is lost. Look at your card or the board once more: six letters and digits, never O, 0, I "
        "or 1.",
        "Такого кода нет",
        "Ничего не пропало. Посмотрите ещё раз на карточку или доску: шесть букв и цифр, без O, 0, I и 1.",
    ),
    "code.retired": PageText(
        "This code was changed",
        "It belonged to a class before. Your talks are safe. Ask your teacher for the new code.",
        "Этот код поменяли",
        "Раньше он был кодом класса. Ваши разговоры целы. Спросите новый код у учителя.",
    ),
    "code.many": PageText(
        "A pause for codes",
        "Many codes were tried from this place. Your talks are safe. Ask your teacher for the code, and "
        "come back "
        "in {minutes} min.",
        "Пауза для кодов",
        "Отсюда пробовали много кодов. Ваши разговоры целы. Узнайте код у учителя и возвращайтесь "
        "через {minutes} мин.",
    ),
    "pin.other": PageText(
        "These do not go together",
        "No pupil of this class has this nickname with this PIN. Your talks are safe. Compare all three with "
        "your card: code, nickname, PIN.",
        "Это не сходится",
        "В этом классе нет такого имени с таким PIN. Ваши разговоры целы. Сверьте с карточкой всё: код, "
        "имя, PIN.",
    ),
    "pin.wait": PageText(
        "A short pause",
        "Several PINs did not fit. Your talks are safe. Look for your card, and go on in {seconds} s.",
        "Небольшая пауза",
        "Несколько PIN не подошли. Ваши разговоры целы. Найдите карточку и продолжайте через {seconds} с.",
    ),
    "pin.card": PageText(
        "A new card is needed",
        "Too many PINs did not fit. Your talks are safe. Ask your teacher for a new PIN; it takes a moment.",
        "Нужна новая карточка",
        "Слишком много PIN не подошло. Ваши разговоры целы. Попросите у учителя новый PIN, это минута.",
    ),
    "pin.many": PageText(
        "A pause for this device",
        "Many PINs were tried from here. Your talks are safe. Come back in {minutes} min, "
        "or use another device.",
        "Пауза для этого устройства",
        "Отсюда пробовали много PIN. Ваши разговоры целы. Возвращайтесь через {minutes} мин. или возьмите "
        "другое устройство.",
    ),
    "pin.shape": PageText(
        "A PIN has four digits",
        "Your nickname is still there. Write the four digits, such as 4826.",
        "В PIN четыре цифры",
        "Имя осталось на месте. Напишите четыре цифры, например 4826.",
    ),
    "pin.easy": PageText(
        "Others would try this PIN first",
        "Your nickname is still there. Choose four digits that are no row, no year and not all the same.",
        "Такой PIN угадают первым",
        "Имя осталось на месте. Выберите четыре цифры: не подряд, не год и не одинаковые.",
    ),
    "join.closed": PageText(
        "New pupils come in with the teacher",
        "Nothing is lost. Ask your teacher to open the class, or for a card with your PIN.",
        "Новых учеников впускает учитель",
        "Ничего не пропало. Попросите учителя открыть класс или дать карточку с PIN.",
    ),
    "join.full": PageText(
        "The class is full",
        "Nothing is lost. Ask your teacher: another class may have room.",
        "В классе больше нет мест",
        "Ничего не пропало. Спросите учителя: места могут быть в другом классе.",
    ),
    "name.empty": PageText(
        "A nickname is missing",
        "Everything else is still there. Write a first name or a nickname.",
        "Нет имени",
        "Остальное на месте. Напишите имя или прозвище.",
    ),
    "name.long": PageText(
        "This nickname is very long",
        "Everything else is still there. Thirty letters are enough: a first name, or a part of it.",
        "Имя слишком длинное",
        "Остальное на месте. Тридцати букв хватит: имя или его часть.",
    ),
    "name.letters": PageText(
        "A nickname needs a letter",
        "Everything else is still there. Pictures may stay, but add at least one letter: "
        "it is typed to sign in.",
        "В имени нужна буква",
        "Остальное на месте. Картинки можно оставить, но добавьте хотя бы одну букву: имя вводят при входе.",
    ),
    "name.twice": PageText(
        "This nickname is in use here",
        "Everything else is still there. Add a letter of the family name, such as “Anya P.”",
        "Такое имя в классе уже есть",
        "Остальное на месте. Добавьте букву фамилии, например «Аня П.»",
    ),
    "name.full": PageText(
        "The class is full",
        "The names before it were added. A class takes sixty; make a second class for the others.",
        "В классе больше нет мест",
        "Имена до этого добавлены. В классе помещается шестьдесят; для остальных заведите второй.",
    ),
    "name.many": PageText(
        "The list is very long",
        "The first hundred lines were read. Add the others in a second list.",
        "Список очень длинный",
        "Первые сто строк прочитаны. Остальные добавьте вторым списком.",
    ),
    "class.full": PageText(
        "That class is full",
        "The pupil stays in this one, with everything. Choose another class.",
        "Тот класс заполнен",
        "Ученик остаётся в этом классе, всё на месте. Выберите другой класс.",
    ),
    "class.taken": PageText(
        "That class has this nickname",
        "The pupil stays here, with everything. Change the nickname first, then move.",
        "В том классе такое имя есть",
        "Ученик остаётся здесь, всё на месте. Сначала измените имя, потом переводите.",
    ),
    "class.pupils": PageText(
        "There are still pupils",
        "Nothing was deleted. Erase the pupils or move them first, those taken out too.",
        "В классе ещё есть ученики",
        "Ничего не удалено. Сначала удалите или переведите учеников, в том числе бывших.",
    ),
    "merge.cannot": PageText(
        "These two stay two",
        "Nothing was changed. Only two pupils of one class who sign in with a PIN can become one.",
        "Объединить этих двоих нельзя",
        "Ничего не изменилось. Одним могут стать только два ученика одного класса, которые входят по PIN.",
    ),
    "form.amiss": PageText(
        "One thing to put right",
        "Nothing you wrote is lost: it is all below. Mend the marked line and keep it again.",
        "Осталось поправить",
        "Всё, что вы написали, на месте. Исправьте отмеченную строку и сохраните снова.",
    ),
}


def text_of(code: str, **values: object) -> PageText:
    """The text of a code in the page's language, its {places} filled; ``text_ru`` is empty in Russian."""
    text = TEXTS[code]
    if values:
        text = replace(text, text=text.text.format(**values), text_ru=text.text_ru.format(**values))
    return here(text)
