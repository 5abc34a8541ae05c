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
        "In your last three talks your own sentences had about {words} words, and hardly anything to mend.",
        "В трёх последних разговорах в ваших фразах было примерно по {words} слова, и почти нечего поправлять.",
    ),
    "struggles": (
        "In your last three talks your sentences were short and cost you a lot. An easier start leaves room to say more.",
        "В трёх последних разговорах фразы были короткими и давались нелегко. Если начать проще, сказать удастся больше.",
    ),
    "lines": (
        "In your last three talks you mostly took the longest lines, and began after about {start} seconds.",
        "В трёх последних разговорах вы чаще брали самые длинные строки и начинали секунды через {start}.",
    ),
    "slow": (
        "In your last three talks you took the short lines, and it was about {start} seconds before you began.",
        "В трёх последних разговорах вы брали короткие строки и начинали секунд через {start}.",
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
    return Reason(english.format_map(said), russian.format_map({k: v.replace(".", ",") for k, v in said.items()}))
