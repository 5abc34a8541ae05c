"""What the shipped topics promise beyond the validator's rules."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import get_args

import pytest

from conversations.stars import words_for
from ml.engines.scripted_words import content
from ml.moves import MoveId
from ml.scenario_text import spelled_out, words
from tests.ml.talks import TOPICS, all_moves, scenario_of

pocketsphinx = pytest.importorskip("pocketsphinx")

SPELLED_AS_SPOKEN = {"leela"}  # names in no dictionary whose sounds the recogniser reads from their letters


@pytest.fixture(scope="module")
def dictionary():
    file = Path(pocketsphinx.get_model_path()) / "en-us" / "cmudict-en-us.dict"
    lines = file.read_text(encoding="utf-8").splitlines()
    return {line.split()[0].partition("(")[0] for line in lines if line}


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_every_word_a_learner_may_say_is_one_the_recogniser_knows(path, dictionary):
    scenario = scenario_of(path)
    spoken = [line.text for line in scenario.read_aloud] + [p.say for p in scenario.targets.unusual]
    for beat in scenario.beats:
        for reply in beat.replies:
            spoken += [reply.say, *reply.hear]
        for other in beat.other:
            spoken += other.hear
    unknown = {word for text in spoken for word in words(text)} - dictionary - SPELLED_AS_SPOKEN
    assert not unknown


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_the_lines_of_the_persona_last_for_a_talk(path):
    lines = scenario_of(path).persona.lines
    for kind in ("unsure", "unsure_no_guess", "silence", "short", "off_topic", "listening"):
        assert len(getattr(lines, kind)) >= 3, kind
    assert len(lines.question) >= 6
    assert min(len(lines.greeting), len(lines.name)) >= 2
    assert lines.are_you_real


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_its_stars_are_stated_before_the_talk_and_count_what_is_written_as_what_is_spoken(path):
    stars = scenario_of(path).stars
    assert [star.for_ for star in stars] == ["finished", "targets", "own_words"]
    assert all(star.before and star.before != star.text for star in stars)
    own = stars[2]
    written = str(words_for(own.seconds))
    for text in (own.before, own.before_ru, own.written, own.written_ru):
        assert written in text
    for text in (own.before, own.before_ru, own.text, own.ru):
        assert str(own.seconds) in text


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_every_move_is_answered_in_the_personas_own_words(path):
    lines = scenario_of(path).persona.lines
    everybody = {answer for move in all_moves().moves for answer in move.answers}
    for kind in get_args(MoveId):
        own = getattr(lines, kind)
        assert len(own) >= 2, kind
        assert not everybody & set(own), kind


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_no_line_of_a_topic_is_a_move(path):
    """A learner who reads it would be answered as if they had asked for something."""
    phrases = {spelled_out(phrase) for move in all_moves().moves for phrase in (move.say, *move.phrases)}
    for beat in scenario_of(path).beats:
        for reply in beat.replies:
            assert spelled_out(reply.say) not in phrases, reply.say


def test_reactions_belong_to_one_topic():
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for path in TOPICS:
        for beat in scenario_of(path).beats:
            reactions = [part.react for part in (*beat.replies, *beat.other)]
            for text in (*reactions, beat.anything):
                found[words(text)].add(path.stem)
    shared = {" ".join(text): topics for text, topics in found.items() if len(topics) > 2}
    assert not shared


# Words that carry nothing: to share them is no sign of having listened.
EMPTY = frozenset(
    words(
        "i you he she it we they me him her us them my your his its our their this that these those "
        "there here do does did have has had can could would will shall should may not no yes and or but "
        "if so then than what who how when where why which oh well too very just more"
    )
)


def carrying(text: str) -> set[str]:
    return set(content(tuple(word for word in spelled_out(text) if word not in EMPTY)))


def test_most_answers_take_up_a_word_of_the_learners():
    """Whether the line was read (echo) or its idea was said otherwise (recast)."""
    answers = [
        (reply.say, f"{opening} {reply.react}")
        for path in TOPICS
        for beat in scenario_of(path).beats
        for reply in beat.replies
        for opening in (reply.echo, reply.recast)
    ]
    taken_up = sum(bool(carrying(said) & carrying(answer)) for said, answer in answers)
    assert taken_up / len(answers) >= 0.6


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_every_new_phrase_can_be_met_in_the_talk(path):
    scenario = scenario_of(path)
    said = " ".join(
        " ".join(words(" ".join([beat.say, *(part.say + " " + part.react for part in beat.replies)])))
        + " "
        + " ".join(words(" ".join(part.react for part in beat.other)))
        for beat in scenario.beats
    )
    for phrase in scenario.targets.unusual:
        assert any(" ".join(words(match)) in said for match in phrase.match), phrase.id
