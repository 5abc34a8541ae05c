from __future__ import annotations

import pytest
import yaml

from ml.scenario import ScenarioError, scenario_parse
from topics.models import Topic
from topics.selectors import topic_get, topic_list, topic_scenario
from topics.services import CATALOGUE, topic_export, topic_import

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", sorted(CATALOGUE.glob("[!_]*.yaml")), ids=lambda path: path.stem)
def test_a_topic_comes_back_from_the_rows_as_it_was_written(path):
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    topic = topic_import(document)
    assert yaml.safe_load(topic_export(topic)) == document
    assert topic_scenario(Topic.objects.get(pk=topic.pk)) == scenario_parse(document)


@pytest.mark.parametrize("speaker", [0, 57])
def test_the_speaker_of_a_persona_comes_back_the_first_too(document, speaker):
    document["persona"]["voice"]["speaker"] = speaker
    topic = topic_import(document)
    assert yaml.safe_load(topic_export(topic)) == document
    assert topic_scenario(topic).persona.voice.spec().speaker == speaker


def test_importing_again_replaces_the_beats(document):
    topic_import(document)
    document["beats"] = document["beats"][:3]
    topic = topic_import(document)
    assert list(topic.beats.values_list("slug", flat=True)) == ["journey", "butterflies", "blank"]


def test_importing_without_a_field_empties_it(document):
    topic_import(document)
    for name in ("postcard", "interests", "title_ru"):
        del document[name]
    assert yaml.safe_load(topic_export(topic_import(document))) == document


def test_an_edited_beat_shows_in_the_scenario_once_the_topic_is_saved(scenario):
    topic = topic_import(scenario)
    assert topic_scenario(topic).beats[0].say == scenario.beats[0].say
    beat = topic.beats.get(slug="journey")
    beat.say = "Is this your stop?"
    beat.save()
    topic.save()
    assert topic_scenario(topic).beats[0].say == "Is this your stop?"


def test_the_scenario_is_read_once_per_version(scenario, django_assert_num_queries):
    topic = topic_import(scenario)
    topic_scenario(topic)
    with django_assert_num_queries(0):
        topic_scenario(topic)


def test_a_draft_can_be_exported_and_says_what_it_lacks(scenario):
    topic = topic_import(scenario)
    topic.beats.filter(slug="blank").update(reply1_hear=[])
    topic.save()
    assert yaml.safe_load(topic_export(topic))["beats"][2]["id"] == "blank"
    with pytest.raises(ScenarioError, match="beats › blank › replies › short: `hear` is missing"):
        topic_scenario(topic)


def test_a_hidden_topic_is_in_no_list_but_can_be_opened(scenario):
    topic = topic_import(scenario, is_hidden=True)
    assert list(topic_list()) == []
    assert topic_get(topic.slug) == topic


def test_an_unpublished_topic_cannot_be_opened(scenario):
    topic = topic_import(scenario, is_published=False)
    with pytest.raises(Topic.DoesNotExist):
        topic_get(topic.slug)


def test_the_list_can_be_narrowed_to_a_level(scenario):
    topic_import(scenario)
    assert [topic.level for topic in topic_list("B1")] == ["B1"]
    assert list(topic_list("A2")) == []
