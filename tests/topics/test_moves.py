"""What may be said at any time: the shipped file, broken files, and how a talk gets it."""

from __future__ import annotations

import os
from io import StringIO
from typing import Any, get_args

import pytest
import yaml
from django.core.checks import run_checks
from django.core.management import call_command

from ml.moves import MoveId
from ml.scenario import ScenarioError
from topics import moves_file
from topics.moves_file import MOVES_FILE, moves_read
from topics.selectors import moves

Document = dict[str, Any]


@pytest.fixture
def data() -> Document:
    """A fresh copy each time: tests break it on purpose."""
    return yaml.safe_load(MOVES_FILE.read_text(encoding="utf-8"))


@pytest.fixture
def file(tmp_path, monkeypatch, data):
    """A copy of the file that talks use for the time of the test."""
    path = tmp_path / "_moves.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    monkeypatch.setattr(moves_file, "MOVES_FILE", path)
    return path


def move(data: Document, name: str) -> Document:
    return next(move for move in data["moves"] if move["id"] == name)


def test_all_moves_are_there():
    assert [move.id for move in moves_read(MOVES_FILE).moves] == list(get_args(MoveId))


def test_every_answer_and_sentence_has_its_russian():
    for one in moves_read(MOVES_FILE).moves:
        assert one.ru
        assert len(one.answers) == len(one.answers_ru) >= 2


BROKEN = {
    "a missing move": (lambda d: d["moves"].pop(0), "moves: `repeat` stands there 0 times."),
    "a move given twice": (
        lambda d: d["moves"].append(move(d, "wait")),
        "moves: `wait` stands there 2 times.",
    ),
    "an unknown move": (lambda d: move(d, "wait").update(id="pause"), "`id` cannot be 'pause'."),
    "one phrase for two moves": (
        lambda d: move(d, "wait")["phrases"].append("Skip, please"),
        "moves › skip: “Skip, please.” stands under wait too.",
    ),
    "no russian": (lambda d: move(d, "wait").pop("ru"), "moves › wait: `ru` is empty."),
    "one answer": (
        lambda d: move(d, "wait").update(answers=["Yes."], answers_ru=["Да."]),
        "moves › wait: `answers` holds 1.",
    ),
    "an answer without its russian": (
        lambda d: move(d, "wait")["answers_ru"].pop(),
        "moves › wait: `answers_ru` holds 2.",
    ),
    "a place that nothing fills": (
        lambda d: move(d, "wait")["answers"].__setitem__(0, "Wait, {name}."),
        "moves › wait: “Wait, {name}.” holds {name}",
    ),
    "a meaning without its phrase": (
        lambda d: move(d, "meaning")["phrases"].append("What is that?"),
        "moves › meaning: “What is that?” has no {phrase}.",
    ),
    "a name that is not called": (
        lambda d: d.update(meets=["You must be tired."]),
        "meets: “You must be tired.” has no {name}.",
    ),
    "an interest that nothing fills": (
        lambda d: d.update(next_time=["We can talk about {topic}."]),
        "next_time: “We can talk about {topic}.” holds {topic}",
    ),
    "a greeting that asks": (
        lambda d: d.update(meets=["Are you {name}?"]),
        "meets: “Are you {name}?” asks.",
    ),
    "a greeting without its russian": (
        lambda d: d.update(meets_again_ru=[]),
        "meets_again_ru: holds 0.",
    ),
    "a stop that does not ask": (
        lambda d: move(d, "stop")["answers"].__setitem__(0, "Good night."),
        "moves › stop: “Good night.” does not ask.",
    ),
    "a word to questions without its russian": (
        lambda d: d["question_ru"].pop(),
        "question_ru: holds 3. Translate each of `question`",
    ),
    "a place in a word to questions": (
        lambda d: d["question"].__setitem__(0, "Ask {name}."),
        "question: “Ask {name}.” holds {name}",
    ),
    "a field that is none": (lambda d: move(d, "wait").update(sya="Wait."), "`sya` is not a field"),
}


@pytest.mark.parametrize(("breaks", "sentence"), BROKEN.values(), ids=BROKEN)
def test_it_catches(tmp_path, data, breaks, sentence):
    breaks(data)
    path = tmp_path / "_moves.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        moves_read(path)
    assert any(
        problem.startswith("_moves.yaml: ") and sentence in problem for problem in error.value.problems
    )


def test_a_file_that_is_no_yaml_is_named_with_its_line(tmp_path):
    path = tmp_path / "_moves.yaml"
    path.write_text("format: 1\nmoves: [", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"_moves.yaml: line \d"):
        moves_read(path)


def test_the_file_is_parsed_once_and_again_when_it_changes(file, data):
    first = moves()
    assert first is moves()
    move(data, "wait")["say"] = "One moment."
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert moves().get("wait").say == "One moment."


@pytest.mark.parametrize("text", ["moves: [", "format: 1", "", "\x00"])
def test_a_broken_file_takes_nothing_but_the_moves_from_a_talk(file, caplog, text):
    file.write_text(text, encoding="utf-8")
    os.utime(file, ns=(2, len(text)))
    assert moves() is None
    assert "_moves.yaml" in caplog.text


def test_a_file_that_is_gone_takes_nothing_but_the_moves_from_a_talk(file):
    file.unlink()
    assert moves() is None


def test_a_broken_file_is_told_at_the_start(file):
    assert not [problem for problem in run_checks() if problem.id == "topics.W101"]
    file.write_text("moves: [", encoding="utf-8")
    (problem,) = [problem for problem in run_checks() if problem.id == "topics.W101"]
    assert "line" in problem.msg


def test_the_command_checks_the_moves_too(tmp_path, data):
    move(data, "wait").pop("ru")
    path = tmp_path / "_moves.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    told = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_topics", str(path), stderr=told)
    assert "_moves.yaml: moves › wait: `ru` is empty." in told.getvalue()
