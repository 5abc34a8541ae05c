"""The reason of a correction in Russian, as short as the English one that is kept with it.

The corrector's own sentences are translated one by one (``locale/ru``). For others, a language model's say,
there is a sentence for the ERRANT code.
"""

from __future__ import annotations

from django.utils.translation import gettext, override

from accounts.interface import RUSSIAN, is_russian

REASONS_RU: dict[str, str] = {
    "M:DET": "Перед этим существительным нужен артикль или другое короткое слово.",
    "R:DET": "Здесь нужно другое короткое слово: артикль, “this”, “some” или “any”.",
    "U:DET": "Артикль здесь лишний.",
    "M:VERB": "Не хватает глагола: чаще всего это форма “be”.",
    "R:VERB": "С этими словами употребляют другой глагол.",
    "U:VERB": "Хватит одного глагола, второй лишний.",
    "M:VERB:TENSE": "Не хватает вспомогательного глагола.",
    "U:VERB:TENSE": "Вспомогательный глагол здесь лишний.",
    "M:VERB:FORM": "Перед глаголом не хватает “to”.",
    "U:VERB:FORM": "Перед этим глаголом “to” не нужно.",
    "R:VERB:SVA": "Глагол согласуется с лицом: “I do”, но “she does”.",
    "R:VERB:FORM": "Здесь нужна другая форма глагола.",
    "R:VERB:INFL": "Это слово изменяется не по правилу.",
    "R:VERB:TENSE": "Здесь нужно другое время глагола.",
    "R:NOUN": "Здесь подходит другое существительное.",
    "R:NOUN:NUM": "Здесь нужно другое число: одно или несколько.",
    "R:NOUN:POSS": "Принадлежность показывает “’s”.",
    "M:PREP": "Не хватает предлога.",
    "R:PREP": "С этим словом идёт другой предлог.",
    "U:PREP": "Предлог здесь лишний.",
    "U:PART": "Частица “to” здесь лишняя.",
    "M:PRON": "Не хватает местоимения.",
    "U:PRON": "Местоимение здесь лишнее.",
    "R:PRON": "Здесь нужна другая форма местоимения.",
    "R:ADJ": "Здесь говорят другими словами.",
    "R:ADJ:FORM": "Сравнение достаточно показать один раз.",
    "R:ADV": "Здесь подходит другое наречие.",
    "M:ADV": "Не хватает наречия.",
    "U:ADV": "Наречие здесь лишнее.",
    "M:CONJ": "Не хватает союза.",
    "R:CONJ": "Здесь подходит другой союз.",
    "U:CONJ": "Союз здесь лишний.",
    "R:WO": "Порядок слов другой.",
    "R:SPELL": "Проверьте, как это пишется.",
    "R:ORTH": "Большая буква, апостроф или пробел.",
    "R:PUNCT": "Проверьте запятую или точку.",
    "M:OTHER": "Здесь не хватает слова.",
    "R:OTHER": "Об этом говорят другими словами.",
    "U:OTHER": "Слово стоит дважды.",
}
_BY_CHANGE = {
    "M": "Здесь не хватает слова.",
    "U": "Здесь есть лишнее слово.",
    "R": "Здесь говорят иначе.",
}


def reason_here(code: str, reason: str) -> str:
    """The reason in the page's language."""
    return (reason_ru(code, reason) or reason) if is_russian() else reason


def reason_ru(code: str, reason: str = "") -> str:
    """A plain Russian sentence: the reason's own translation, else one for its code."""
    with override(RUSSIAN):
        told = gettext(reason) if reason else ""
    return told if told != reason else _of_code(code)


def _of_code(code: str) -> str:
    """The longest known beginning of the code decides."""
    parts = code.split(":")
    for length in range(len(parts), 1, -1):
        if known := REASONS_RU.get(":".join(parts[:length])):
            return known
    return _BY_CHANGE.get(parts[0], "")
