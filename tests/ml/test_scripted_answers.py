"""Answers that learners gave to the shipped topics, and what the buddy must have understood."""

from __future__ import annotations

import pytest

from ml.engines.scripted_reading import Kind, Scene, read_answer
from ml.types import Evidence, Heard
from tests.ml.talks import TOPICS, all_moves, scenario_of

BOTH, HEART, CAR = "two_beginnings.stretch", "two_beginnings.fuller", "two_beginnings.short"


def understood(topic, beat, text):
    """The key of the reply, "other", or the kind of anything else."""
    scenario = scenario_of(next(path for path in TOPICS if path.stem.startswith(topic)))
    scene = Scene(scenario, scenario.beat(beat), all_moves())
    reading = read_answer(scene, Heard(Evidence.TYPED, text=text))
    if reading.reply and reading.kind is not Kind.UNSURE:
        return f"{beat}.{reading.reply.size}"
    return reading.kind.value


@pytest.mark.parametrize(
    ("topic", "beat", "text", "meant"),
    [
        ("butterflies", "two_beginnings", "the first", CAR),
        ("butterflies", "two_beginnings", "The first, I think", CAR),
        ("butterflies", "two_beginnings", "the one about the tourist", CAR),
        ("butterflies", "two_beginnings", "I don't like the sweet one", CAR),
        ("butterflies", "two_beginnings", "The second!", HEART),
        ("butterflies", "two_beginnings", "I loved this girl before she had a name", HEART),
        ("butterflies", "two_beginnings", "I don't like the funny one", HEART),
        ("butterflies", "two_beginnings", "the first and the second", BOTH),
        ("butterflies", "journey", "I live in London", "anything"),
        ("butterflies", "journey", "No, to my parents' wedding", "anything"),
        ("butterflies", "journey", "I'm going home", "other"),
        ("butterflies", "blank", "I'd run through my notes", "blank.short"),
        ("butterflies", "blank", "Leave the notes at home", "other"),
        ("butterflies", "blank", "I would just run away", "other"),
        ("butterflies", "butterflies", "I never feel calm", "anything"),
        ("butterflies", "butterflies", "I'm never nervous", "other"),
        ("butterflies", "trick", "Why don't you breathe deeply?", "trick.short"),
        ("the-letter", "decision", "I'd give it to Leela", "decision.short"),
        ("the-letter", "decision", "Take the letter to her", "decision.short"),
        ("the-letter", "decision", "I'd return it to Mr. Thomas", "decision.fuller"),
    ],
)
def test_it_is_understood(topic, beat, text, meant):
    assert understood(topic, beat, text) == meant
