"""The picture of a topic: drawn, or woven from its title."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from django.template import Context, Template

from tests.project.tree import ROOT
from topics.covers import INKS, cover_of
from topics.models import Topic
from topics.services import topics_load

DRAWINGS = sorted((ROOT / "static" / "img" / "covers").glob("*.svg"))


def rendered(topic: Topic) -> str:
    return Template("{% load covers %}{% cover topic %}").render(Context({"topic": topic}))


def test_every_shipped_topic_has_a_drawing_and_says_what_it_shows(db: None) -> None:
    topics_load()
    for topic in Topic.objects.all():
        cover = cover_of(topic)
        assert cover.path, topic.slug
        assert len(cover.alt.split()) >= 5, topic.slug


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_is_light_whole_and_by_itself(path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.encode()) <= 12 * 1024
    drawing = ElementTree.fromstring(text)
    assert drawing.get("viewBox") == "0 0 600 400"
    tags = {element.tag.rpartition("}")[2] for element in drawing.iter()}
    assert tags <= {"svg", "g", "path"}
    assert "href" not in text


@pytest.mark.parametrize("image", ["", "no-such-drawing", "../mark", "night-train.svg", "/etc/passwd"])
def test_a_topic_without_a_drawing_gets_a_pattern(image: str) -> None:
    cover = cover_of(Topic(title="My own topic", cover={"image": image, "alt": "A drawing"}))
    assert (cover.path, cover.alt) == ("", "")
    assert len(cover.tiles) == 24
    assert {tile.ink for tile in cover.tiles} <= set(range(INKS))


def test_the_pattern_belongs_to_the_title() -> None:
    mine, again, other = (cover_of(Topic(title=title)) for title in ("Mine", "Mine", "Yours"))
    assert mine.tiles == again.tiles
    assert mine.tiles != other.tiles


def test_a_drawing_is_shown_with_its_text() -> None:
    topic = Topic(title="T", cover={"image": "night-train", "alt": 'Two "cups"'})
    page = rendered(topic)
    assert re.search(r'<img src="[^"]*img/covers/night-train\.svg" alt="Two &quot;cups&quot;"', page)


def test_a_pattern_is_left_out_for_those_who_do_not_see_it() -> None:
    assert '<svg viewBox="0 0 600 400" aria-hidden="true">' in rendered(Topic(title="T"))
