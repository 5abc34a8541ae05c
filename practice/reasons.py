"""Why another level is proposed, in plain words, English and Russian beside each other. Never a mark."""

from __future__ import annotations

from dataclasses import dataclass

# By the code of practice/refinement.py; {places} are its figures.
REASONS: dict[str, tuple[str, str]] = {
    "harder": (
        "You asked for something harder in {talks} of your last three talks.",
        "В {talks} из трёх последних разговоров вы просили посложнее.",
    ),
    "easier": (
        "You asked for something easier in {talks} of your last three talks.",
        "В {talks} из трёх последних разговоров вы просили попроще.",
    ),
    "sentences": (
        "In your last three talks your sentences had about {words} words, and hardly anything to mend.",
        "В трёх последних разговорах ваши фразы были длинными (слов: {words}), и поправлять почти нечего.",
    ),
    "struggles": (
        "In your last three talks your sentences were short and cost you a lot. Easier ones leave more room.",
        "В трёх последних разговорах фразы давались нелегко. Если темы проще, сказать удастся больше.",
    ),
    "lines": (
        "In your last three talks you mostly took the longest lines, and began after about {start} seconds.",
        "В трёх последних разговорах вы чаще брали самые длинные строки и начинали секунды через {start}.",
    ),
    "slow": (
        "In your last three talks you took the shorter lines, and began after about {start} seconds.",
        "В трёх последних разговорах вы брали строки покороче и начинали секунд через {start}.",
    ),
}


@dataclass(frozen=True, slots=True)
class Reason:
    en: str
    ru: str


def reason_of(code: str, figures: dict[str, float]) -> Reason:
    """The reason in words; an unknown code, of an older version, gives nothing."""
    english, russian = REASONS.get(code, ("", ""))
    said = {name: f"{value:g}" for name, value in figures.items()}
    said_ru = {name: value.replace(".", ",") for name, value in said.items()}
    return Reason(english.format_map(said), russian.format_map(said_ru))
