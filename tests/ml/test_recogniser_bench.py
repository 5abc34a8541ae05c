"""The recognition bench counts what it says: splits, offers and word errors."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import pytest

from bench.recognition import lacking_line
from bench.recognition_data import Offers, Recording, held_out, recordings, word_errors
from bench.report import percentiles
from ml.grammar import paths_of

TEXTS = (
    "I keep three dogs",
    "You left the door open",
    "He plays very well",
    "We saw nothing at all",
    "Come in now",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = []
    for place, text in enumerate(TEXTS):
        with wave.open(str(tmp_path / f"{place}.wav"), "wb") as file:
            file.setparams((1, 2, 16_000, 0, "NONE", ""))
            file.writeframes(bytes(320))
        rows.append({"id": str(place), "audio": f"{place}.wav", "text": text, "speaker": f"s{place}"})
    rows.append({"id": "lost", "audio": "lost.wav", "text": "Gone", "speaker": "s9"})
    (tmp_path / "scores.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return tmp_path


def test_recordings_come_in_one_order_and_only_those_that_are_there(folder: Path) -> None:
    found = recordings(folder)
    assert sorted(one.text for one in found) == sorted(TEXTS)
    assert found == recordings(folder)
    assert found[0].pcm() == bytes(320)


def test_an_offer_holds_the_line_at_its_place_and_no_line_twice(folder: Path) -> None:
    every = recordings(folder)
    for recording in every:
        lines, place = Offers(every).with_own(recording, 3, "x")
        assert lines[place] == recording.text
        assert len(set(lines)) == 3
        assert recording.text not in Offers(every).others(recording, 3, "x")


def test_about_a_third_of_the_speakers_is_held_out() -> None:
    assert 250 < sum(held_out(str(number)) for number in range(1000)) < 420


@pytest.mark.parametrize(
    ("reference", "heard", "errors"),
    [("a b c", "a b c", 0), ("a b c", "a c", 1), ("a b", "", 2), ("a b", "x a b y", 2), ("a b", "b a", 2)],
)
def test_word_errors(reference: str, heard: str, errors: int) -> None:
    assert word_errors(reference.split(), heard.split()) == errors


def test_a_lacking_line_has_what_was_read_as_its_variant() -> None:
    recording = Recording("1", "s", "You left my door open", Path())
    lacking = lacking_line(recording)
    assert lacking is not None
    line, code = lacking
    assert (recording.words, code) in [(path.words, path.code) for path in paths_of([line])]


def test_percentiles() -> None:
    assert percentiles([3, 1, 2]) == {"p50": 2, "p95": 2.9, "p99": 2.98, "n": 3}
    assert percentiles([])["n"] == 0
