"""Writing topics: the one door for import, catalogue and the admin."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from ml.scenario import Scenario, ScenarioError, scenario_document, scenario_parse
from topics.documents import document_read
from topics.models import Topic
from topics.rows import beat_rows, fill_topic
from topics.selectors import topic_document, topic_problems
from topics.validator import check

CATALOGUE = Path(__file__).parent / "catalogue"


@dataclass
class LoadReport:
    """What happened to each file of a catalogue. ``problems`` are sentences, one per skipped file."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # edited here since they were loaded: left alone
    problems: list[str] = field(default_factory=list)


@transaction.atomic
def topic_import(
    source: Scenario | Mapping[str, Any],
    *,
    is_published: bool = True,
    is_hidden: bool = False,
    position: int | None = None,
    from_catalogue: bool = False,
) -> Topic:
    """Create or replace the topic with the source's slug, beats included.

    Raises ScenarioError when a mapping is no scenario. ``from_catalogue`` notes the document's
    checksum, so that a later load can tell a teacher's edit from the catalogue's own text.
    """
    scenario = source if isinstance(source, Scenario) else scenario_parse(source)
    document = scenario_document(scenario)
    topic = Topic.objects.filter(slug=scenario.slug).first() or Topic(slug=scenario.slug)
    fill_topic(topic, document)
    topic.is_published, topic.is_hidden = is_published, is_hidden
    if position is not None:
        topic.position = position
    topic.loaded_checksum = checksum(document) if from_catalogue else ""
    topic.save()
    topic.beats.all().delete()
    topic.beats.bulk_create(beat_rows(topic, document))
    return topic


def topic_settle(topic: Topic) -> list[str]:
    """Save an edited topic: a new version of it, published only when it is in order.

    Call it after the beats are stored; gives the problems that keep it a draft.
    """
    problems = topic_problems(topic)
    topic.is_published = topic.is_published and not problems
    topic.save()
    return problems


def topic_export(topic: Topic) -> str:
    """The topic as YAML, drafts included; importing it gives the same rows."""
    return yaml.safe_dump(
        topic_document(topic), sort_keys=False, allow_unicode=True, width=110, default_flow_style=False
    )


def topics_load(folder: Path = CATALOGUE) -> LoadReport:
    """Bring the catalogue's files into the database; running it again changes nothing.

    A file with a problem is reported in one sentence and skipped. A topic that was edited here since
    it was loaded, or that was never loaded, is left as it is.
    """
    report = LoadReport()
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("[!_]*.yaml")):
        try:
            scenario = catalogue_read(path)
            if (first := seen.setdefault(scenario.slug, path.name)) != path.name:
                problem = f"`slug` is the same as in {first}. Give it another."
                raise ScenarioError([problem], source=path.name)
        except ScenarioError as error:
            report.problems.append(_one_sentence(path, error))
            continue
        _load(scenario, report)
    return report


def catalogue_read(path: Path) -> Scenario:
    """The scenario in a file; ScenarioError names the file and holds every problem."""
    scenario = scenario_parse(document_read(path, "; one topic a file"), source=path.name)
    if problems := check(scenario):
        raise ScenarioError(problems, source=path.name)
    return scenario


def checksum(document: Mapping[str, Any]) -> str:
    """SHA-256 of a document, whatever the order of its keys."""
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _load(scenario: Scenario, report: LoadReport) -> None:
    topic = Topic.objects.filter(slug=scenario.slug).first()
    if topic is None:
        topic_import(scenario, from_catalogue=True)
        report.added.append(scenario.slug)
    elif (here := checksum(topic_document(topic))) == checksum(scenario_document(scenario)):
        report.unchanged.append(scenario.slug)
    elif topic.loaded_checksum != here:
        report.kept.append(scenario.slug)
    else:
        topic_import(
            scenario, is_published=topic.is_published, is_hidden=topic.is_hidden, from_catalogue=True
        )
        report.updated.append(scenario.slug)


def _one_sentence(path: Path, error: ScenarioError) -> str:
    first, *more = error.problems
    rest = f" ({len(more)} more: run `manage.py check_topics {path}`)" if more else ""
    return f"{first}{rest} The topic was not loaded."
