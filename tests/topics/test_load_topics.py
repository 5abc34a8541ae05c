from __future__ import annotations

from io import StringIO

import pytest
import yaml
from django.core.management import call_command

from topics.models import Topic
from topics.services import topics_load

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, document):
    write(tmp_path, document)
    return tmp_path


def write(folder, document):
    (folder / f"{document['slug']}.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")


def test_loading_twice_changes_nothing(folder):
    assert len(topics_load(folder).added) == 1
    before = Topic.objects.get().updated_at
    assert len(topics_load(folder).unchanged) == 1
    assert Topic.objects.get().updated_at == before


def test_a_new_text_in_the_catalogue_is_taken(folder, document):
    topics_load(folder)
    document["title"] = "Butterflies again"
    write(folder, document)
    assert topics_load(folder).updated == [document["slug"]]
    assert Topic.objects.get().title == "Butterflies again"


def test_a_topic_that_a_teacher_edited_is_left_alone(folder, document):
    topics_load(folder)
    topic = Topic.objects.get()
    topic.beats.filter(slug="journey").update(say="Is this your stop?")
    topic.save()
    document["title"] = "Butterflies again"
    write(folder, document)
    assert topics_load(folder).kept == [document["slug"]]
    assert Topic.objects.get().title == "Butterflies on the night train"


def test_a_topic_that_a_teacher_withdrew_stays_withdrawn(folder, document):
    topics_load(folder)
    Topic.objects.update(is_published=False)
    document["title"] = "Butterflies again"
    write(folder, document)
    topics_load(folder)
    assert not Topic.objects.get().is_published


def test_a_broken_file_is_named_in_one_sentence_and_the_others_load(folder, document):
    document["slug"] = "broken"
    document["beats"][2]["replies"][0]["hear"] = []
    write(folder, document)
    report = topics_load(folder)
    assert report.added == ["butterflies-on-the-night-train"]
    assert report.problems == [
        "broken.yaml: beats › blank › replies › short: `hear` is empty. Give at least one word or phrase. "
        "The topic was not loaded."
    ]


def test_a_file_that_is_no_yaml_is_named_with_its_line(folder):
    (folder / "broken.yaml").write_text("title: 'open\nlevel: B1\n", encoding="utf-8")
    assert "broken.yaml: line " in topics_load(folder).problems[0]


def test_two_files_cannot_share_a_slug(folder, document):
    (folder / "zebra.yaml").write_text(yaml.safe_dump(document | {"title": "Zebra"}), encoding="utf-8")
    report = topics_load(folder)
    assert report.problems == [
        "zebra.yaml: `slug` is the same as in butterflies-on-the-night-train.yaml. Give it another. "
        "The topic was not loaded."
    ]
    assert Topic.objects.get().title == "Butterflies on the night train"


def test_files_that_begin_with_an_underscore_are_no_topics(folder):
    (folder / "_moves.yaml").write_text("repeat: [Sorry?]", encoding="utf-8")
    assert topics_load(folder).problems == []


def test_the_command_loads_the_catalogue():
    out = StringIO()
    call_command("load_topics", stdout=out)
    assert "were skipped" in out.getvalue()
    assert Topic.objects.filter(slug="butterflies-on-the-night-train", is_published=True).exists()
