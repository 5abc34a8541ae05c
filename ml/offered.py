"""Which of the offered lines a free transcript is: for recognisers that hear any sentence. Pure functions.

A line that was read comes back with a word or two misheard: it still is that line, if no other is as near. A
line that only lacks an article or a form of *be* is a slip. Everything else are the learner's own words:
another noun or verb in the same sentence makes it one's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ml.grammar import Path, paths_of
from ml.scenario_text import spelled_out
from ml.spoken import words_of
from ml.types import ListenFor, Partial, Slip

MOST_MISHEARD = 0.2  # of a line's words
LEAST_LEAD = 0.15  # by which the line beats the next
SLIP_MARGIN = 1.0  # a whole word
EXACT_UNDER = 4  # words: in so short a line nothing may be misheard
_LETTERS_ALIKE = 0.34  # of a word's letters may differ: "favorite", "favourite"
# Of these one may be heard for the other without another meaning.
_SMALL = frozenset(
    (
        *("a", "an", "the", "this", "that", "of", "to", "in", "on", "at", "for", "with", "by", "from", "and"),
        *("is", "are", "was", "were", "am", "be", "been", "has", "have", "had", "do", "does", "did", "will"),
        *("would", "can", "could", "it", "its", "he", "she", "they", "there", "their", "so", "as", "than"),
    )
)


@dataclass(frozen=True, slots=True)
class Match:
    """What of the offer was said; at most one of ``reply`` and ``move``."""

    reply: str | None = None
    move: str | None = None
    text: str = ""  # of the line or of the move, as it is written
    slip: Slip | None = None
    spotted: tuple[str, ...] = ()


class Offered:
    """An offer, made ready for comparing: once a turn."""

    def __init__(self, listen: ListenFor) -> None:
        self._replies = listen.replies
        paths = paths_of([reply.text for reply in listen.replies])
        self._paths = [(path, _opened(path.words)) for path in paths]
        self._lines = [words_of(reply.text) for reply in listen.replies]
        phrases = (
            (move.key, phrase) for move in listen.moves for phrase in (move.text, *move.phrases) if phrase
        )
        self._moves = [(words_of(phrase), key, phrase) for key, phrase in phrases]
        self._spots = [
            (spot.key, [f" {' '.join(words_of(phrase))} " for phrase in spot.phrases])
            for spot in listen.spots
        ]

    def match(self, text: str) -> Match:
        """What ``text``, a whole transcript, is."""
        said = words_of(text)
        if not said:
            return Match()
        for words, key, phrase in self._moves:
            if words == said:
                return Match(move=key, text=phrase)
        spotted = self._spotted(said)
        if (path := self._line(_opened(said))) is None:
            return Match(spotted=spotted)
        reply, slip = self._replies[path.reply], None
        if path.code:
            expected = " ".join(self._lines[path.reply])
            slip = Slip(reply.key, " ".join(path.words), expected, path.code, SLIP_MARGIN)
        return Match(reply=reply.key, text=reply.text, slip=slip, spotted=spotted)

    def partial(self, text: str, *, shown: str) -> Partial:
        """Where in the offer somebody is who has said ``text``; ``shown``: the part of it to be shown."""
        said = words_of(text)
        if not said:
            return Partial()
        line = self._begun(_opened(said))
        if line is None:
            return Partial(last_word=said[-1], text=shown)
        words = self._lines[line]
        read = min(len(said), len(words))
        whole = self._line(_opened(said))
        complete = whole is not None and whole.reply == line and _alike(said[-1], words[-1])
        return Partial(
            reply=self._replies[line].key,
            words_read=len(words) if complete else read,
            complete=complete,
            last_word=said[-1],
            text=shown,
        )

    def _line(self, said: Sequence[str]) -> Path | None:
        """The line or slip that ``said`` is as a whole, if it is one."""
        every = sorted((_apart(said, words), place) for place, (_, words) in enumerate(self._paths))
        # A slip is claimed only where every other word was heard as it is written.
        ranked = [(far, place) for far, place in every if not (far and self._paths[place][0].code)]
        if not ranked:
            return None
        far, place = ranked[0]
        path, words = self._paths[place]
        if far > (0 if len(words) < EXACT_UNDER else MOST_MISHEARD * len(words)):
            return None
        rivals = [other for other, at in ranked if self._paths[at][0].reply != path.reply]
        near = bool(far and rivals and (rivals[0] - far) / len(words) < LEAST_LEAD)
        return None if near else path

    def _begun(self, said: Sequence[str]) -> int | None:
        """The only line that begins like ``said``."""
        found = []
        for path, words in self._paths:
            if not path.code and len(said) <= len(words) + 1:
                far = _apart(said, words[: len(said)])
                if far <= MOST_MISHEARD * len(said):
                    found.append((far, path.reply))
        found.sort()
        if not found or (len(found) > 1 and found[0][0] == found[1][0]):
            return None
        return found[0][1]

    def _spotted(self, said: Sequence[str]) -> tuple[str, ...]:
        text = f" {' '.join(said)} "
        return tuple(key for key, phrases in self._spots if any(phrase in text for phrase in phrases))


def _opened(words: Sequence[str]) -> tuple[str, ...]:
    """With "I'd" as "I would": which of them was heard is the recogniser's taste."""
    return tuple(spelled_out(" ".join(words)))


def _apart(one: Sequence[str], other: Sequence[str]) -> float:
    """In words; a word that is heard or spelt nearly the same costs half, another meaning double."""
    return _edits(one, other, _changed)


def _changed(word: str, against: str) -> float:
    if word == against:
        return 0.0
    if _alike(word, against):
        return 0.5
    return 1.0 if word in _SMALL and against in _SMALL else 2.0


def _alike(one: str, other: str) -> bool:
    """Whether two words may be the same, heard or spelt a little otherwise."""
    if min(len(one), len(other)) < 3 or one[0] != other[0]:
        return one == other
    return _edits(one, other, lambda a, b: float(a != b)) <= _LETTERS_ALIKE * max(len(one), len(other))


def _edits(one: Sequence[str], other: Sequence[str], change: Callable[[str, str], float]) -> float:
    """What it costs to make one into the other: 1 for each put in or left out (Levenshtein 1966)."""
    costs = [float(place) for place in range(len(other) + 1)]
    for number, item in enumerate(one, start=1):
        before, costs[0] = costs[0], float(number)
        for place, against in enumerate(other, start=1):
            changed = before + change(item, against)
            before = costs[place]
            costs[place] = min(changed, costs[place] + 1.0, costs[place - 1] + 1.0)
    return costs[-1]
