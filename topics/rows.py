"""Between a topic's rows and the document of its scenario; nothing is lost either way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from topics.models import Beat, Topic

FORMAT = 1
TOPIC_FIELDS = (
    "slug",
    "title",
    "title_ru",
    "teaser",
    "teaser_ru",
    "level",
    "category",
    "kind",
    "minutes",
    "interests",
    "audience",
    "author",
    "licence",
    "cover",
    "teacher_note",
    "persona",
    "setting",
    "goal",
    "targets",
    "above_level",
    "remember",
    "audio",
    "opener",
    "closer",
    "postcard",
    "retell",
    "stars",
    "read_aloud",
)
BEAT_FIELDS = (
    "say",
    "ru",
    "fill",
    "simpler",
    "starter",
    "step",
    "practises",
    "listening",
    "and_you",
    "and_you_ru",
    "own_words",
    "other",
    "anything",
    "anything_ru",
    "anything_remember",
    "anything_next",
)
REPLY_FIELDS = (
    "size",
    "stance",
    "say",
    "ru",
    "hear",
    "echo",
    "recast",
    "react",
    "react_ru",
    "remember",
    "next",
    "missed",
)
REPLY_GROUPS = ("reply1", "reply2", "reply3")


def document_of(topic: Topic) -> dict[str, Any]:
    """The topic's document in the order of the format; empty fields are left out."""
    data = {"format": FORMAT} | _given({name: getattr(topic, name) for name in TOPIC_FIELDS})
    data["beats"] = [_beat_document(beat) for beat in topic.beats.order_by("order")]
    return data


def fill_topic(topic: Topic, document: Mapping[str, Any]) -> None:
    """Set the topic's columns from a document; a field the document leaves out becomes empty."""
    for name in TOPIC_FIELDS:
        setattr(topic, name, document.get(name, _empty(Topic, name)))


def beat_rows(topic: Topic, document: Mapping[str, Any]) -> list[Beat]:
    """Unsaved rows for the document's beats."""
    return [_beat_row(topic, order, beat) for order, beat in enumerate(document["beats"], start=1)]


def _beat_row(topic: Topic, order: int, data: Mapping[str, Any]) -> Beat:
    values = {name: data.get(name, _empty(Beat, name)) for name in BEAT_FIELDS}
    for group, reply in zip(REPLY_GROUPS, data["replies"], strict=True):
        for name in REPLY_FIELDS:
            column = f"{group}_{name}"
            values[column] = reply.get(name, _empty(Beat, column))
    return Beat(topic=topic, order=order, slug=data["id"], **values)


def _beat_document(beat: Beat) -> dict[str, Any]:
    data = {"id": beat.slug} | _given({name: getattr(beat, name) for name in BEAT_FIELDS})
    data["replies"] = [
        _given({name: getattr(beat, f"{group}_{name}") for name in REPLY_FIELDS}) for group in REPLY_GROUPS
    ]
    return data


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], {}, False)}


def _empty(model: type[Topic] | type[Beat], name: str) -> Any:
    """The column's own empty value: "" for text, [] or {} for JSON, False for yes or no."""
    default = getattr(model._meta.get_field(name), "default", "")
    if default is False:
        return False
    return default() if default in (list, dict) else ""
