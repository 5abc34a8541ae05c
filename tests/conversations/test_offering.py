"""What may be answered, as the talk keeps it: all of it comes back, and the moves' file is not kept again."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from conversations import offering
from conversations.offering import offer_document, offer_parse
from ml.types import Offer, OfferedMove, OfferedReply, OwnWords, Spot
from topics.selectors import moves


def usual(name: str, *, hidden: bool = False) -> OfferedMove:
    """A move as its file has it; "yes" and "no" may be understood without being shown."""
    known = moves()
    assert known is not None
    move = known.get(name)
    assert move is not None
    text, translation = ("", "") if hidden else (move.say, move.ru)
    return OfferedMove(move.id, text, translation, (move.say, *move.phrases))


MEANING = OfferedMove("meaning.wing-it", "What does wing it mean?", "Что значит wing it?", ("wing it",))
OFFER = Offer(
    beat="journey",
    replies=(OfferedReply("journey.short", "All the time.", "Всё время.", "short", "honest"),),
    spots=(Spot("journey.other.0", ("my mum", "my mother")),),
    starter="I'd …",
    own_words=OwnWords(40, "Say it your way.", "Скажите по-своему."),
    moves=(usual("repeat"), usual("yes", hidden=True), MEANING),
)


def kept(offer: Offer) -> str:
    return json.dumps(offer_document(offer))


@pytest.mark.parametrize("offer", [OFFER, replace(OFFER, own_words=None, moves=(), spots=())])
def test_an_offer_comes_back_as_it_was(offer: Offer) -> None:
    assert offer_parse(json.loads(kept(offer))) == offer


def test_what_stands_in_the_moves_file_is_not_kept_again() -> None:
    repeat = usual("repeat")
    assert len(repeat.phrases) > 3
    assert offer_document(replace(OFFER, moves=(repeat,)))["moves"] == [{"key": "repeat"}]
    assert not any(phrase in kept(OFFER) for phrase in repeat.phrases)


def test_an_offer_of_an_older_version_is_read() -> None:
    old = json.loads(kept(replace(OFFER, moves=())))
    move = usual("slower")
    old["moves"] = [{"key": "slower", "text": move.text, "translation": "", "phrases": list(move.phrases)}]
    read = offer_parse(old)
    assert read is not None
    assert read.moves == (replace(move, translation=""),)


def test_a_move_that_has_left_the_file_is_only_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    document = json.loads(kept(replace(OFFER, moves=(usual("repeat"),))))
    monkeypatch.setattr(offering, "moves_now", lambda: None)
    read = offer_parse(document)
    assert read is not None
    assert read.moves == (OfferedMove("repeat", ""),)
    monkeypatch.undo()
    assert offer_parse(document) == replace(OFFER, moves=(usual("repeat"),))
