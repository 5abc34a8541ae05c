"""What the shipped topics promise beyond the validator's rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml.scenario_text import words
from tests.ml.talks import TOPICS, scenario_of

pocketsphinx = pytest.importorskip("pocketsphinx")


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
    unknown = {word for text in spoken for word in words(text)} - dictionary
    assert not unknown


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_the_lines_of_the_persona_last_for_a_talk(path):
    lines = scenario_of(path).persona.lines
    for kind in ("unsure", "unsure_no_guess", "silence", "short", "off_topic", "listening"):
        assert len(getattr(lines, kind)) >= 3, kind
    assert lines.repeat
    assert lines.are_you_real


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
