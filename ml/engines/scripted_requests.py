"""Moves in what was written or freely recognised: "Sorry?", "What does … mean?". Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ml.engines.scripted_words import Said, bare, places_of, written
from ml.moves import Move, Moves
from ml.scenario import Scenario, UnusualPhrase
from ml.scenario_text import filled, sentences, spelled_out

# Asked for even beside other words ("Sorry, I was far away. Can you repeat that?"). The others are
# part of many an answer: "I don't know, I'd sing", "Wait, I'd ask him", "Yes, I would".
_BESIDE_OTHER_WORDS = frozenset(("repeat", "slower", "meaning", "say_it", "skip", "easier", "harder", "stop"))
_TELLS = (("it",), ("this",), ("that",), ("too",), ("i",), ("you",))  # so a sentence of a story begins
_BEFORE_A_WORD = frozenset(("a", "an", "the", "this", "word", "words", "by", "phrase"))
# "What is this?", "What is wrong?" ask for no word.
_NO_WORDS = frozenset(
    ("it", "this", "that", "he", "she", "wrong", "next", "new", "up", "there", "here", "happening", "best")
)
_OPENS_AND_YOU = ("and", "what", "how")  # an "And you?" that is known without its mark
_MOST_WORDS_ASKED = 12  # what is not understood is named shortly; more is an answer
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
    if moves is None or not said:
        return None
    for request, phrase, open_end in _phrases(moves, scenario):
        wanted = bare(phrase)
        if said == wanted or (open_end and said[: len(wanted)] == wanted):
            return request
    return _not_understood(moves, scenario, text, said)


def _not_understood(moves: Moves, scenario: Scenario, text: str, said: Said) -> Request | None:
    """ "What does it mean, butterflies?", "I don't understand the word noon": what a target phrase means,
    or the question once more in easier words."""
    move = moves.get("meaning")
    if move is None or len(sentences(text)) > 1:
        return None
    for way in (move.say, *move.phrases):
        head, _, tail = way.partition("{phrase}")
        start, end = spelled_out(head), spelled_out(tail)
        middle = said[len(start) : len(said) - len(end)]
        if not middle or said[: len(start)] != start or said[len(said) - len(end) :] != end:
            continue
        for target in scenario.targets.unusual:
            if any(places_of(written(form), middle) for form in target.match):
                return Request("meaning", target)
        word = tuple(word for word in middle if word not in _BEFORE_A_WORD)
        if len(start) > 2 or end or (len(word) == 1 and word[0] not in _NO_WORDS):
            return Request("repeat") if len(middle) <= _MOST_WORDS_ASKED else None
    return None


def request_within(
    moves: Moves | None, scenario: Scenario, text: str, *, story: bool = False
) -> Request | None:
    """The longest move that a part of the text is; ask when nothing else in it has a meaning.

    In a ``story`` only its last sentence, and only what can be nothing else: "It was very difficult for me"
    is told there, not asked for.
    """
    if story and (parts := sentences(text)):
        text = parts[-1]
    pieces = [piece for marks in (r"[.!?…]", r"[,.;:!?…]") for piece in re.split(marks, text)]
    for piece in sorted(pieces, key=lambda piece: len(spelled_out(piece)), reverse=True):
        found = request_in(moves, scenario, piece) if spelled_out(piece) else None
        told = story and bare(spelled_out(piece))[:1] in _TELLS
        if found and found.id in _BESIDE_OTHER_WORDS and not told:
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
        if len(said) > len(tail) and said[-len(tail) :] == tail and (answer := _cut(text, tail)):
            return answer
    return None


def _cut(text: str, tail: Said) -> str:
    """The text without its last words, found at the token where the tail begins.

    "" where they belong to the answer: "Nice to meet you", "I know what he can do you".
    """
    tokens = text.split()
    for place in range(len(tokens)):
        if spelled_out(" ".join(tokens[place:])) == tail:
            before = " ".join(tokens[:place])
            asks = text.rstrip("”\"'» ").endswith("?") and before[-1:] in (",", ".", "!", "?", "…", ";", ":")
            return before if asks or tail[0] in _OPENS_AND_YOU else ""
    return ""


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
