"""The recognition bench counts what it says: splits, offers and word errors."""

from __future__ import annotations

import json
import wave
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from bench.recognition import lacking_line
from bench.recognition_data import Offers, Recording, held_out, recordings, word_errors
from bench.recognition_moves_data import as_move, at_rate, offered_moves, padded, without
from bench.report import percentiles
from ml.grammar import paths_of
from ml.moves import MoveId

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


def test_all_moves_are_offered_and_bare_answers_unasked() -> None:
    offered = offered_moves()
    assert {move.key.partition(".")[0] for move in offered} == set(get_args(MoveId))
    assert {move.key for move in offered if not move.text} == {"yes", "no"}
    assert not any("{" in phrase for move in offered for phrase in move.phrases)


def test_a_move_loses_the_words_that_were_read() -> None:
    moves = (as_move(("one", "moment")), as_move(("hold", "on")))
    assert without(moves, ("hold", "on")) == moves[:1]


def test_a_clip_of_another_rate_keeps_its_pitch_and_length() -> None:
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(22_050) / 22_050)
    samples = np.frombuffer(at_rate(tone, 22_050), dtype="<i2").astype(float)
    assert len(samples) == 16_000
    assert int(np.argmax(np.abs(np.fft.rfft(samples)))) == 440
    assert abs(np.abs(samples).max() / 32767 - 0.5) < 0.02


def test_a_clip_gets_a_quiet_room_around_it() -> None:
    pcm = np.frombuffer(padded(bytes(3200)), dtype="<i2").astype(float)
    assert len(pcm) == 1600 + int(0.55 * 16_000)
    assert 5 < pcm[:3200].std() < 50
