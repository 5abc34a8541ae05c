"""Reading topics."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from ml.scenario import Scenario, ScenarioError, scenario_document, scenario_parse
from topics.models import Topic, TopicQuerySet
from topics.rows import document_of
from topics.validator import check


def topic_list(level: str | None = None) -> TopicQuerySet:
    """Topics that learners may choose from, in their order; ``level`` is CEFR ("A2")."""
    topics = Topic.objects.listed()
    return topics.filter(level=level) if level else topics


def topic_get(slug: str) -> Topic:
    """A published topic, hidden ones included; raises Topic.DoesNotExist."""
    return Topic.objects.published().get(slug=slug)


def topic_scenario(topic: Topic) -> Scenario:
    """The topic's scenario, parsed once per version of its row.

    Raises ScenarioError when the rows are no valid scenario (a teacher's draft).
    """
    if topic.pk is None:
        raise Topic.DoesNotExist("the topic has not been saved")
    return _scenario(topic.pk, topic.updated_at)


def topic_document(topic: Topic) -> dict[str, Any]:
    """The document of the topic's YAML, in the order of the format; drafts included."""
    document = document_of(topic)
    try:
        return scenario_document(scenario_parse(document))
    except ValueError:
        return document


def topic_problems(topic: Topic) -> list[str]:
    """What keeps the topic from being published, as sentences; empty when it is in order."""
    try:
        return check(scenario_parse(document_of(topic)))
    except ScenarioError as error:
        return list(error.problems)


@lru_cache(maxsize=256)
def _scenario(pk: int, version: datetime) -> Scenario:
    """``version`` is the key's only use: an edit makes a new one."""
    topic = Topic.objects.get(pk=pk)
    return scenario_parse(document_of(topic), source=topic.slug)
