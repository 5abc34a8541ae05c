"""What could have been said a little differently: clauses of the learner's with their better wording.

Only what was heard or typed, or a line that was surely read in another form (a slip), comes here. What
nobody found stays as it was, so no more is shown than the clause around a mistake; of what only the eye
sees (spelling, capitals) no more than the words themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from conversations.models import Correction, Turn
from conversations.review_reasons import reason_ru
from conversations.review_turns import Said
from ml.scenario_text import count_words, spelled_out, words
from ml.types import Evidence

SHOWN = 3  # the rest waits under "more"
MOST_WORDS = 22  # of a clause that is shown whole
AROUND = 8  # words kept on each side of a mistake in a longer one
WRITTEN = ("R:SPELL", "R:ORTH", "R:PUNCT")  # seen, not heard
# Between two clauses: the end of a sentence, a comma, or a joining word before a new subject.
_CUT = re.compile(
    r"(?<=[.!?…])[”\"»]?\s+|\s*[,;:]\s+|\s+[–—-]\s+"
    r"|\s+(?:and|but|because|so|or|then|when|if)\s+(?=(?:i|you|he|she|it|we|they|there)\b)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence; ``marked`` where the two wordings differ."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Better:
    """One clause of the learner's, and how it is said. ``at`` is its first character in the turn."""

    turn: int
    at: int
    said: tuple[Piece, ...]
    better: tuple[Piece, ...]
    reason: str
    reason_ru: str
    spoken: bool  # it can be said now: the difference can be heard
    typed: bool
    repaired: bool  # said rightly later in the same talk
    weight: float
    recording_url: str | None

    @property
    def better_text(self) -> str:
        return "".join(piece.text for piece in self.better).strip()


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    correction: Correction


def words_said(turn: Turn) -> str:
    """The surface of the turn: what its corrections count characters in."""
    return turn.slip["said"] if turn.slip else turn.surface or turn.text


def may_be_corrected(turn: Turn) -> bool:
    return turn.slip is not None or turn.evidence in (Evidence.HEARD.value, Evidence.TYPED.value)


def better_lines(turns: Sequence[Said]) -> tuple[Better, ...]:
    """The weightiest first: grammar before spelling, the surest before the rest."""
    found: list[Better] = []
    for place, said in enumerate(turns):
        if may_be_corrected(said.turn):
            later = [after.turn for after in turns[place + 1 :] if may_be_corrected(after.turn)]
            found += _of_turn(said.turn, said.recording_url, later)
    return tuple(sorted(found, key=lambda one: (one.repaired, -one.weight, one.turn, one.at)))


def better_line(turn: Turn, at: int) -> Better | None:
    """The one that the address of a sound, or a saying, names."""
    lines = _of_turn(turn, None, ()) if may_be_corrected(turn) else ()
    return next((line for line in lines if line.at == at), None)


def _of_turn(turn: Turn, url: str | None, later: Sequence[Turn]) -> Iterator[Better]:
    text = words_said(turn)
    marks = list(_marks(text, turn.corrections.all()))
    for start, end in _clauses(text, marks):
        inside = [mark for mark in marks if start <= mark.start and mark.end <= end]
        if any(_is_heard(mark) for mark in inside):
            start, end = _window(text, start, end, inside)
            yield _line(turn, url, later, text, start, end, inside)
            continue
        for mark in inside:
            yield _line(turn, url, later, text, *_words_of(text, mark), [mark])


def _line(
    turn: Turn, url: str | None, later: Sequence[Turn], text: str, start: int, end: int, inside: list[_Mark]
) -> Better:
    said, better = [], []
    at = start
    for mark in inside:
        same = Piece(text[at : mark.start])
        said += [same, Piece(text[mark.start : mark.end], marked=True)]
        better += [same, Piece(mark.correction.replacement, marked=True)]
        at = mark.end
    rest = Piece(text[at:end])
    heard = [mark for mark in inside if _is_heard(mark)]
    surest = max(heard or inside, key=lambda mark: mark.correction.confidence).correction
    return Better(
        turn=turn.number,
        at=start,
        said=tuple(piece for piece in (*said, rest) if piece.text),
        better=_tidy((*better, rest)),
        reason=surest.reason,
        reason_ru=reason_ru(surest.code, surest.reason),
        spoken=bool(heard),
        typed=turn.kind == Turn.Kind.TYPED,
        repaired=any(_repairs(text, mark, turn) for mark in heard for turn in later),
        weight=surest.confidence + (1 if heard else 0),
        recording_url=url,
    )


def _tidy(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Without the double space that a word leaves behind when it goes."""
    tidy: list[Piece] = []
    for piece in pieces:
        text = piece.text
        if text.startswith(" ") and (not tidy or tidy[-1].text.endswith(" ")):
            text = text.lstrip(" ")
        if text:
            tidy.append(Piece(text, piece.marked))
    return tuple(tidy)


def _marks(text: str, corrections: Iterable[Correction]) -> Iterator[_Mark]:
    """Where each correction stands; one that does not fit the text, or another one, is left out."""
    free = 0
    for correction in sorted(corrections, key=lambda one: one.start):
        start, end = correction.start, correction.end
        if _plain(text[start:end]) == _plain(correction.original) and start >= free:
            yield _Mark(start, end, correction)
            free = end


def _plain(text: str) -> str:
    """A corrector may have read the apostrophe of a phone's keyboard as a plain one."""
    return text.replace("’", "'")


def _is_heard(mark: _Mark) -> bool:
    return mark.correction.code not in WRITTEN


def _clauses(text: str, marks: Sequence[_Mark]) -> Iterator[tuple[int, int]]:
    """What stands between two cuts; no mark is cut in two."""
    at = 0
    for cut in _CUT.finditer(text):
        if any(mark.start < cut.end() and cut.start() < mark.end for mark in marks):
            continue
        yield at, cut.start()
        at = cut.end()
    yield at, len(text)


def _words_of(text: str, mark: _Mark) -> tuple[int, int]:
    """The mark; of a comma or a space alone, the words on both sides."""
    start, end = mark.start, mark.end
    if not any(letter.isalnum() for letter in text[start:end]):
        start = text[:start].rstrip().rfind(" ") + 1
        after = text[end:].lstrip()
        end = len(text) - len(after) + len(after.partition(" ")[0])
    return start, end


def _window(text: str, start: int, end: int, inside: list[_Mark]) -> tuple[int, int]:
    """The clause, or what stands around its mistakes: speech has no commas."""
    if count_words(text[start:end]) <= MOST_WORDS:
        return start, end
    spans = [match.span() for match in _WORD.finditer(text, start, end)]
    before = [one for one in spans if one[1] <= inside[0].start]
    after = [one for one in spans if one[0] >= inside[-1].end]
    first = before[-AROUND:][0][0] if before else start
    last = after[:AROUND][-1][1] if after else end
    return first, last


def _repairs(text: str, mark: _Mark, later: Turn) -> bool:
    """Whether a later turn has the better words, with a neighbour on each side, and not the old ones."""
    before, after = words(text[: mark.start])[-1:], words(text[mark.end :])[:1]
    better = (*before, *words(mark.correction.replacement), *after)
    worse = (*before, *words(mark.correction.original), *after)
    said = words_said(later)
    return len(better) > 1 and _holds(said, " ".join(better)) and not _holds(said, " ".join(worse))


def _holds(text: str, phrase: str) -> bool:
    return f" {' '.join(spelled_out(phrase))} " in f" {' '.join(spelled_out(text))} "
