"""The reason of a correction in Russian, by its ERRANT code: as short as the English one beside it."""

from __future__ import annotations

REASONS_RU: dict[str, str] = {
    "M:DET": "Перед этим существительным нужен артикль или другое короткое слово.",
    "R:DET": "Здесь нужно другое короткое слово: артикль, this, some или any.",
    "U:DET": "Артикль здесь лишний.",
    "M:VERB": "Не хватает глагола: чаще всего это форма be.",
    "R:VERB": "С этими словами употребляют другой глагол.",
    "U:VERB": "Хватит одного глагола, второй лишний.",
    "R:VERB:SVA": "Глагол согласуется с лицом: I do, но she does.",
    "R:VERB:FORM": "Здесь нужна другая форма глагола.",
    "R:VERB:INFL": "Это слово изменяется не по правилу.",
    "R:VERB:TENSE": "Здесь нужно другое время глагола.",
    "R:NOUN": "Здесь подходит другое существительное.",
    "R:NOUN:NUM": "Здесь нужно другое число: одно или несколько.",
    "R:NOUN:POSS": "Принадлежность показывает ’s.",
    "M:PREP": "Не хватает предлога.",
    "R:PREP": "С этим словом идёт другой предлог.",
    "U:PREP": "Предлог здесь лишний.",
    "U:PART": "Частица to здесь лишняя.",
    "R:PRON": "Здесь нужна другая форма местоимения.",
    "R:ADJ": "Здесь говорят другими словами.",
    "R:ADJ:FORM": "Сравнение достаточно показать один раз.",
    "R:ADV": "Здесь подходит другое наречие.",
    "M:ADV": "Не хватает наречия.",
    "U:CONJ": "Союз здесь лишний.",
    "R:WO": "Порядок слов другой.",
    "R:SPELL": "Проверьте, как это пишется.",
    "R:ORTH": "Большая буква, апостроф или пробел.",
    "R:PUNCT": "Проверьте запятую или точку.",
    "U:OTHER": "Слово стоит дважды.",
}
_BY_CHANGE = {
    "M": "Здесь не хватает слова.",
    "U": "Здесь есть лишнее слово.",
    "R": "Здесь говорят иначе.",
}


def reason_ru(code: str) -> str:
    """A plain Russian sentence for any ERRANT code; the longest known beginning of the code decides."""
    parts = code.split(":")
    for length in range(len(parts), 1, -1):
        if known := REASONS_RU.get(":".join(parts[:length])):
            return known
    return _BY_CHANGE.get(parts[0], "")
