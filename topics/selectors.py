"""Reading topics."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import lru_cache
from typing import Any

from ml.moves import Moves
from ml.scenario import Scenario, ScenarioError, scenario_document, scenario_parse
from topics import moves_file
from topics.models import Topic, TopicQuerySet
from topics.rows import document_of
from topics.validator import check

log = logging.getLogger(__name__)


def moves() -> Moves | None:
    """What may be said at any time, parsed once per version of its file.

    None when the file is broken, so that a talk goes on with its lines alone: the log and the system
    check W101 say what to mend.
    """
    try:
        version = moves_file.MOVES_FILE.stat().st_mtime_ns
    except OSError:
        version = 0
    return _moves(version)


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


@lru_cache(maxsize=1)
def _moves(version: int) -> Moves | None:
    """``version`` is the key's only use: an edit makes a new one."""
    try:
        return moves_file.moves_read(moves_file.MOVES_FILE)
    except ScenarioError as error:
        for problem in error.problems:
            log.error("topics: %s", problem)
        return None


@lru_cache(maxsize=256)
def _scenario(pk: int, version: datetime) -> Scenario:
    """``version`` is the key's only use: an edit makes a new one."""
    topic = Topic.objects.get(pk=pk)
    return scenario_parse(document_of(topic), source=topic.slug)
