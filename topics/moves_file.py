"""The file of the moves, `catalogue/_moves.yaml`, and what it is held to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from ml.moves import LISTS, Move, MoveId, Moves, moves_parse
from ml.scenario import ScenarioError
from ml.scenario_text import places, spelled_out
from topics.documents import document_read

MOVES_FILE = Path(__file__).parent / "catalogue" / "_moves.yaml"
FEWEST_ANSWERS = 2
# What an answer may hold, by move; the rest hold nothing.
PLACES = {
    "meaning": frozenset(("phrase", "meaning")),
    "say_it": frozenset(("starter",)),
    "help": frozenset(("line",)),
}
# What the lists of what is known of the learner hold, each of their lines.
KNOWN = {
    "meets": frozenset(("name",)),
    "meets_again": frozenset(("name",)),
    "next_time": frozenset(("interest",)),
}


def moves_read(path: Path) -> Moves:
    """The moves in a file; raises ScenarioError, which names the file and holds every problem."""
    moves = moves_parse(document_read(path), source=path.name)
    if problems := list(moves_problems(moves)):
        raise ScenarioError(problems, source=path.name)
    return moves


def moves_problems(moves: Moves) -> Iterator[str]:
    """What is to be mended, as sentences."""
    ids = [move.id for move in moves.moves]
    for name in get_args(MoveId):
        if ids.count(name) != 1:
            yield f"moves: `{name}` stands there {ids.count(name)} times. Write it once."
    for kind in LISTS:
        yield from _list_problems(moves, kind)
    seen: dict[tuple[str, ...], str] = {}
    for move in moves.moves:
        yield from _move_problems(move)
        for phrase in (move.say, *move.phrases):
            if (first := seen.setdefault(spelled_out(phrase), move.id)) != move.id:
                yield f"moves › {move.id}: “{phrase}” stands under {first} too. Keep it in one of them."


def _list_problems(moves: Moves, kind: str) -> Iterator[str]:
    english, russian = moves.lines_of(kind)
    if len(russian) != len(english):
        yield f"{kind}_ru: holds {len(russian)}. Translate each of `{kind}`, in order."
    held = KNOWN.get(kind, frozenset())
    for text in (*english, *russian):
        yield from _place_problems(f"{kind}: “{text}”", text, held, wanted=held)
        if kind in KNOWN and "?" in text:
            yield f"{kind}: “{text}” asks. Make it a statement."


def _move_problems(move: Move) -> Iterator[str]:
    place = f"moves › {move.id}"
    if not move.ru:
        yield f"{place}: `ru` is empty. Translate `say`."
    if len(move.answers) < FEWEST_ANSWERS:
        yield f"{place}: `answers` holds {len(move.answers)}. Write at least {FEWEST_ANSWERS}."
    if len(move.answers_ru) != len(move.answers):
        yield f"{place}: `answers_ru` holds {len(move.answers_ru)}. Translate each of `answers`, in order."
    asked = frozenset(("phrase",)) if move.id == "meaning" else frozenset()
    for text in (move.say, move.ru, *move.phrases):
        yield from _place_problems(f"{place}: “{text}”", text, asked, wanted=asked)
    allowed = PLACES.get(move.id, frozenset())
    wanted = allowed if move.id == "meaning" else frozenset()
    for text in (*move.answers, *move.answers_ru):
        yield from _place_problems(f"{place}: “{text}”", text, allowed, wanted=wanted)
    if move.id == "stop":
        for text in move.answers:
            if not text.endswith("?"):
                yield f"{place}: “{text}” does not ask. Let it ask whether to stop."


def _place_problems(
    where: str, text: str, allowed: frozenset[str], *, wanted: frozenset[str]
) -> Iterator[str]:
    found = {name for name, _ in places(text)}
    for name in sorted(found - allowed):
        yield f"{where} holds {{{name}}}, which nothing fills there. Remove it."
    for name in sorted(wanted - found):
        yield f"{where} has no {{{name}}}. Say it there."
