"""Moves in what was written or freely recognised: "Sorry?", "What does … mean?". Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ml.engines.scripted_words import Said, bare, places_of, written
from ml.moves import Move, Moves
from ml.scenario import Scenario, UnusualPhrase
from ml.scenario_text import filled, spelled_out

# Asked for even beside other words ("Sorry, I was far away. Can you repeat that?"). The others are
# part of many an answer: "I don't know, I'd sing", "Wait, I'd ask him", "Yes, I would".
_BESIDE_OTHER_WORDS = frozenset(("repeat", "slower", "meaning", "say_it", "skip", "easier", "stop"))
_ASKING = ("can", "could", "how")  # so a phrase begins that is a request wherever it stands


@dataclass(frozen=True, slots=True)
class Request:
    """A move, and with "meaning" the target phrase that is asked about."""

    id: str
    target: UnusualPhrase | None = None


def request_by_key(moves: Moves | None, scenario: Scenario, key: str) -> Request | None:
    """The move with the key of an offer ("meaning.tongue-tied"); None when there is none."""
    name, _, object_ = key.partition(".")
    if moves is None or moves.get(name) is None:
        return None
    if name != "meaning":
        return None if object_ else Request(name)
    target = next((target for target in scenario.targets.unusual if target.id == object_), None)
    return Request(name, target) if target else None


def request_in(moves: Moves | None, scenario: Scenario, text: str) -> Request | None:
    """The move that the whole text is, polite words aside."""
    said = bare(spelled_out(text))
    for request, phrase, open_end in _phrases(moves, scenario):
        wanted = bare(phrase)
        if said == wanted or (open_end and said[: len(wanted)] == wanted):
            return request
    return None


def request_within(moves: Moves | None, scenario: Scenario, text: str) -> Request | None:
    """The longest move that a part of the text is; ask when nothing else in it has a meaning."""
    pieces = [piece for marks in (r"[.!?…]", r"[,.;:!?…]") for piece in re.split(marks, text)]
    for piece in sorted(pieces, key=lambda piece: len(spelled_out(piece)), reverse=True):
        found = request_in(moves, scenario, piece) if spelled_out(piece) else None
        if found and found.id in _BESIDE_OTHER_WORDS:
            return found
    said = spelled_out(text)
    for request, phrase, _ in _phrases(moves, scenario):
        asks = request.id in _BESIDE_OTHER_WORDS and phrase[0] in _ASKING
        if asks and places_of(bare(phrase), said):
            return request
    return None


def without_and_you(moves: Moves | None, text: str) -> str | None:
    """The answer before a final "And you?"; None when the text does not end so, or is nothing more."""
    move = moves.get("and_you") if moves else None
    said = spelled_out(text)
    tails = (written(phrase) for phrase in (move.say, *move.phrases)) if move else ()
    for tail in sorted(tails, key=len, reverse=True):  # "and what about you" before "what about you"
        if len(said) > len(tail) and said[-len(tail) :] == tail:
            return _cut(text, tail)
    return None


def _cut(text: str, tail: Said) -> str:
    """The text without its last words, found at the token where the tail begins."""
    tokens = text.split()
    for place in range(len(tokens)):
        if spelled_out(" ".join(tokens[place:])) == tail:
            return " ".join(tokens[:place])
    return text


def _phrases(moves: Moves | None, scenario: Scenario) -> Iterator[tuple[Request, Said, bool]]:
    """Each way to ask for something: (request, words, whether anything may follow)."""
    for move in moves.moves if moves else ():
        if move.id == "meaning":
            for target in scenario.targets.unusual:
                for phrase in meaning_phrases(move, target):
                    yield Request(move.id, target), written(phrase), False
        else:
            for phrase in (move.say, *move.phrases):
                yield Request(move.id), written(phrase), "…" in phrase


def meaning_phrases(move: Move, target: UnusualPhrase) -> tuple[str, ...]:
    """The ways to ask what ``target`` means, in each form in which it is met; the shown one first."""
    forms = dict.fromkeys((target.phrase, *target.match))
    return tuple(filled(way, {"phrase": form}) for way in (move.say, *move.phrases) for form in forms)
