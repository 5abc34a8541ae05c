from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import topics
from ml.scenario import ScenarioError, scenario_document, scenario_parse
from ml.scenario_text import count_words, filled, sentences, spelled_out, words
from ml.types import VoiceSpec

MODEL = Path(topics.__file__).parent / "catalogue" / "butterflies-on-the-night-train.yaml"


@pytest.fixture
def document() -> dict[str, Any]:
    return yaml.safe_load(MODEL.read_text(encoding="utf-8"))


def problem(document: Any) -> str:
    with pytest.raises(ScenarioError) as error:
        scenario_parse(document, source="b.yaml")
    return str(error.value)


def test_the_model_topic_is_a_scenario_and_comes_back_whole(document):
    assert scenario_document(scenario_parse(document)) == document


def test_a_persona_gives_the_voice_she_asks_for(document):
    spec = scenario_parse(document).persona.voice.spec()
    assert spec == VoiceSpec("en-GB-scotland", "f", "sixties", 0.92, "warm")


@pytest.mark.parametrize("speaker", [0, 57, 999])
def test_a_speaker_is_kept_the_first_too(document, speaker):
    document["persona"]["voice"]["speaker"] = speaker
    scenario = scenario_parse(document)
    assert scenario.persona.voice.spec().speaker == speaker
    assert scenario_document(scenario) == document


@pytest.mark.parametrize(
    ("speaker", "told"),
    [
        (-1, "cannot be -1. Use 0 or more."),
        (1000, "cannot be 1000. Use 999 or less."),
        ("7", "must be a whole number, not '7'."),
        (7.5, "must be a whole number, not 7.5."),
        (True, "must be a whole number, not True."),
    ],
)
def test_a_speaker_is_a_number_from_0(document, speaker, told):
    document["persona"]["voice"]["speaker"] = speaker
    assert problem(document) == f"b.yaml: persona › voice: `speaker` {told}"


def test_a_beat_without_words_to_hear_is_named_with_what_to_do(document):
    document["beats"][2]["replies"][0]["hear"] = []
    assert problem(document) == (
        "b.yaml: beats › blank › replies › short: `hear` is empty. Give at least one word or phrase."
    )


def test_a_missing_field_is_named(document):
    del document["beats"][2]["replies"][2]["echo"]
    assert "beats › blank › replies › stretch: `echo` is missing." in problem(document)


def test_an_unknown_field_is_refused(document):
    document["beats"][4]["recat"] = "Oh."
    assert "beats › trick: `recat` is not a field of the format." in problem(document)


def test_a_word_that_yaml_reads_as_no_text_is_explained(document):
    document["beats"][2]["replies"][1]["hear"] = [False]
    assert problem(document) == (
        "b.yaml: beats › blank › replies › fuller › hear: `no. 1` must be text, not False. Put it in quotes."
    )


def test_two_replies_are_not_enough(document):
    document["beats"][3]["replies"].pop()
    assert "beats › your_story: `replies` holds 2. Make it exactly 3." in problem(document)


def test_replies_of_the_same_size_are_refused(document):
    document["beats"][3]["replies"][1]["size"] = "short"
    assert "needs its replies in this order: short, fuller, stretch" in problem(document)


def test_two_beats_of_one_name_are_refused(document):
    document["beats"][3]["id"] = "blank"
    assert "two beats are called `blank`" in problem(document)


@pytest.mark.parametrize("name", ["closer", "retell"])
def test_a_beat_cannot_be_called_like_the_end(document, name):
    document["beats"][3]["id"] = name
    assert f"a beat is called `{name}`, a name of the end. Give it another id." in problem(document)


def test_an_unknown_level_is_answered_with_the_known_ones(document):
    document["level"] = "B3"
    assert "`level` cannot be 'B3'. Use one of: 'A1'" in problem(document)


@pytest.mark.parametrize("data", [None, [], "text", 3, {}])
def test_anything_but_a_document_is_refused_without_a_crash(data):
    assert problem(data)


def test_a_scenario_cannot_be_changed(document):
    scenario = scenario_parse(document)
    with pytest.raises(ValueError):
        scenario.title = "Other"


def test_the_beat_after_is_the_jump_else_the_next_in_order_else_the_end(document):
    scenario = scenario_parse(document)
    first, last = scenario.beats[0], scenario.beats[-1]
    assert scenario.after(first) is scenario.beats[1]
    assert scenario.after(first, "tears") is scenario.beat("tears")
    assert scenario.after(first, "closer") is None
    assert scenario.after(last) is None


def test_words_ignore_case_points_and_hyphens():
    assert words("“I’d” — get Tongue-tied!") == ("i'd", "get", "tongue", "tied")


def test_contractions_compare_equal_to_their_long_forms():
    assert spelled_out("I'd go, but I can't.") == spelled_out("I would go but I cannot")


def test_a_forgotten_apostrophe_changes_no_word():
    assert spelled_out("Im late and I dont care") == spelled_out("I'm late and I don't care")


def test_words_are_counted_as_a_listener_hears_them():
    assert count_words("Well — tongue-tied, “you” 2!") == 4


def test_sentences_are_cut_after_their_points_and_quotes():
    assert sentences("“Sorry.” That could work. Why?") == ("“Sorry.”", "That could work.", "Why?")


def test_places_are_filled_from_values_else_from_the_text_after_the_bar():
    assert filled("Say {advice|you'll be fine} to {name}.", {"name": "Isla"}) == "Say you'll be fine to Isla."
    assert filled("{advice|x}", {"advice": "breathe"}) == "breathe"
