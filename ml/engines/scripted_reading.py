"""What an answer means within one beat: which line, whose words, or nothing. Pure functions.

A line counts as read when its words are there (contractions open, points and case ignored); the same
idea in another form is known by its content words or by the reply's ``hear`` words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ml.scenario import Beat, Other, Reply, Scenario
from ml.scenario_text import sentences, spelled_out
from ml.types import Evidence, Heard, Offer, OfferedReply, OwnWords, Spot

YES = ("yes", "yeah", "yes it was", "that's right", "exactly")
NO = ("no", "not that", "no it wasn't")
_REPEAT = (
    *("sorry", "pardon", "what", "what did you say", "say that again", "say it again", "come again"),
    *("repeat", "repeat please", "please repeat", "can you repeat", "can you repeat that", "once more"),
)
_REAL = (
    *("are you real", "are you a real", "are you human", "are you a robot", "are you a computer"),
    *("are you ai", "are you an ai", "are you a bot", "are you a machine"),
)
_FEW_WORDS = 2  # so short an answer is no story
_ARTICLES_AND_BE = ("a", "an", "the", "am", "is", "are", "was", "were", "be", "been")
_LIGHT = frozenset((*_ARTICLES_AND_BE, "to", "of", "in", "on", "at", "for", "oh", "um", "uh", "er", "well"))
_NEGATION_REACH = 4  # words before a phrase in which "not" turns it round


class Kind(StrEnum):
    LINE = "line"  # a reply in the right form
    IDEA = "idea"  # a reply's idea in another form
    OTHER = "other"
    ANYTHING = "anything"
    SHORT = "short"  # one or two words where a story was hoped for
    UNSURE = "unsure"
    REPEAT = "repeat"
    REAL = "real"


@dataclass(frozen=True, slots=True)
class Reading:
    kind: Kind
    reply: Reply | None = None  # with LINE and IDEA; with UNSURE the nearest line
    other: Other | None = None


def read_answer(
    beat: Beat, heard: Heard, *, asked: Reply | None = None, ask_for_more: bool = True
) -> Reading:
    """What ``heard`` means in ``beat``.

    ``asked`` is the line of a "Was it …?" just before; without ``ask_for_more`` a short story is taken.
    """
    line = _by_key(beat, heard.reply or (heard.slip.reply if heard.slip else None))
    if line is not None:
        return Reading(Kind.IDEA if heard.slip else Kind.LINE, line)
    if heard.evidence in (Evidence.HEARD, Evidence.TYPED) and spelled_out(heard.text):
        return _read_text(beat, heard, asked, ask_for_more)
    if spotted := _read_spotted(beat, heard.spotted):
        return spotted
    if heard.evidence is Evidence.OWN_WORDS and beat.own_words:
        return Reading(Kind.ANYTHING)
    return Reading(Kind.UNSURE, _by_key(beat, heard.guess))


def _read_text(beat: Beat, heard: Heard, asked: Reply | None, ask_for_more: bool) -> Reading:
    said = spelled_out(heard.text)
    if found := _line_in(beat, said):
        return found
    if asked and _is_one_of(said, YES):
        return Reading(Kind.LINE, asked)
    if asked and _is_one_of(said, NO):
        return Reading(Kind.UNSURE)
    if _is_one_of(said, _REPEAT):
        return Reading(Kind.REPEAT)
    if any(_places_of(spelled_out(phrase), said) for phrase in _REAL):
        return Reading(Kind.REAL)
    if ask_for_more and beat.own_words and len(said) <= _FEW_WORDS:
        return Reading(Kind.SHORT)
    return _by_words(beat, heard.text) or _read_spotted(beat, heard.spotted) or Reading(Kind.ANYTHING)


def _line_in(beat: Beat, said: tuple[str, ...]) -> Reading | None:
    for reply in beat.replies:
        if said == spelled_out(reply.say):
            return Reading(Kind.LINE, reply)
    content = _content(said)
    for reply in beat.replies:
        if len(content) > 1 and content == _content(spelled_out(reply.say)):
            return Reading(Kind.IDEA, reply)
    return None


def _by_words(beat: Beat, text: str) -> Reading | None:
    """The meaning of the longest phrase that occurs, the earliest of equals; a negated one does not count."""
    said, clause = _with_clauses(text)
    best: tuple[int, int] | None = None
    reading = None
    for phrase, meaning in _phrases(beat):
        for place in _places_of(phrase, said):
            rank = (-len(phrase), place)
            if not _negated(said, clause, place) and (best is None or rank < best):
                best, reading = rank, meaning
    return reading


def _phrases(beat: Beat) -> Iterator[tuple[tuple[str, ...], Reading]]:
    for reply in beat.replies:
        for phrase in reply.hear:
            yield spelled_out(phrase), Reading(Kind.IDEA, reply)
    for other in beat.other:
        for phrase in other.hear:
            yield spelled_out(phrase), Reading(Kind.OTHER, other=other)


def _read_spotted(beat: Beat, keys: Sequence[str]) -> Reading | None:
    for key in keys:
        if (reply := _by_key(beat, key)) is not None:
            return Reading(Kind.IDEA, reply)
        match key.removeprefix(f"{beat.id}.").split("."):
            case ["yes", size] if reply := beat.reply(size):
                return Reading(Kind.LINE, reply)
            case ["no"]:
                return Reading(Kind.UNSURE)
            case ["other", number] if number.isdigit() and 0 < int(number) <= len(beat.other):
                return Reading(Kind.OTHER, other=beat.other[int(number) - 1])
    return None


def _by_key(beat: Beat, key: str | None) -> Reply | None:
    prefix, _, size = (key or "").rpartition(".")
    return beat.reply(size) if prefix == beat.id else None


# ------------------------------------------------------------------ words


def _is_one_of(said: tuple[str, ...], phrases: Sequence[str]) -> bool:
    return any(said == spelled_out(phrase) for phrase in phrases)


def _content(said: tuple[str, ...]) -> tuple[str, ...]:
    """The words that carry the idea, without articles, *be*, light prepositions and endings."""
    return tuple(_stem(word) for word in said if word not in _LIGHT)


def _stem(word: str) -> str:
    """Without its ending: rough, but the same for "note" and "notes", "shake" and "shaking"."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            word = word.removesuffix(ending)
            break
    return word.removesuffix("e") if len(word) > 3 else word


def _with_clauses(text: str) -> tuple[tuple[str, ...], list[int]]:
    said: list[str] = []
    clause: list[int] = []
    for number, piece in enumerate(re.split(r"[,.;:!?…]", text)):
        opened = spelled_out(piece)
        said.extend(opened)
        clause.extend([number] * len(opened))
    return tuple(said), clause


def _places_of(phrase: tuple[str, ...], said: tuple[str, ...]) -> list[int]:
    """Where the phrase begins in what was said; a plural counts as its word."""
    width = len(phrase)
    return [
        start
        for start in range(len(said) - width + 1)
        if all(_same(said[start + step], word) for step, word in enumerate(phrase))
    ]


def _same(said: str, word: str) -> bool:
    return said == word or (len(word) > 2 and said in (f"{word}s", f"{word}es"))


def _negated(said: tuple[str, ...], clause: list[int], place: int) -> bool:
    """Whether "not" or "never" stands shortly before, in the same clause ("I don't like talking")."""
    for at in range(max(0, place - _NEGATION_REACH), place):
        if clause[at] != clause[place] or said[at] not in ("not", "never", "without"):
            continue
        if said[at - 1 : at] != ("why",) and said[at + 1] not in ("only", "know", "sure"):
            return True
    return False


# ------------------------------------------------------------------ what may be answered


def offer_of(beat: Beat, asked: Reply | None = None) -> Offer:
    """The beat's lines and words; ``asked`` adds "yes" and "no" to a "Was it …?"."""
    spots = [Spot(f"{beat.id}.{reply.size}", reply.hear) for reply in beat.replies]
    spots += [
        Spot(f"{beat.id}.other.{number}", other.hear) for number, other in enumerate(beat.other, start=1)
    ]
    if asked:
        spots += [Spot(f"{beat.id}.yes.{asked.size}", YES), Spot(f"{beat.id}.no", NO)]
    own = beat.own_words
    return Offer(
        beat=beat.id,
        replies=tuple(
            OfferedReply(f"{beat.id}.{reply.size}", reply.say, reply.ru, reply.size, reply.stance)
            for reply in beat.replies
        ),
        spots=tuple(spots),
        starter=beat.starter,
        simpler=beat.simpler,
        own_words=OwnWords(own.seconds, own.tip, own.tip_ru) if own else None,
    )


def guess_words(reply: Reply) -> str:
    """The line's first sentence, or all of it when that is short, for "Was it “…”?"."""
    first = sentences(reply.say)[0]
    return (first if len(first.split()) > _FEW_WORDS else reply.say).rstrip(".!")


def phrases_in(scenario: Scenario, text: str) -> tuple[str, ...]:
    """Ids of the target phrases that the text holds."""
    said = spelled_out(text)
    return tuple(
        phrase.id
        for phrase in scenario.targets.unusual
        if any(_places_of(spelled_out(match), said) for match in phrase.match)
    )
