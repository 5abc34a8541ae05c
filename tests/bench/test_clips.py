"""Recordings: where their speech begins and ends, and which of them cannot tell."""

from __future__ import annotations

import json
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

from bench.clips import (
    RATE,
    SPEECH,
    WINDOW,
    Clip,
    Samples,
    clips_choose,
    first_loud,
    has_label,
    last_voiced,
    spoken_part,
)
from bench.words import AlignerFailed, word_ends

QUIET = np.zeros(RATE // 5, np.int16)
VOICE = np.full(RATE // 2, 3000, np.int16)
HUM = np.full(RATE // 5, 250, np.int16)  # -42 dBFS


def test_the_label_is_the_end_of_the_last_voiced_window() -> None:
    pcm = np.concatenate([QUIET, VOICE, QUIET])
    assert first_loud(pcm) == len(QUIET)
    assert last_voiced(pcm) == len(QUIET) + len(VOICE)


def test_a_pause_inside_does_not_move_the_label() -> None:
    pcm = np.concatenate([QUIET, VOICE, QUIET, VOICE, QUIET])
    assert last_voiced(pcm) == len(pcm) - len(QUIET)


def test_silence_has_no_label() -> None:
    assert last_voiced(QUIET) == 0
    assert first_loud(QUIET) is None
    assert not has_label(QUIET)


def test_the_label_is_found_to_within_a_window() -> None:
    pcm = np.concatenate([QUIET, VOICE[:-100], QUIET[: WINDOW // 2], QUIET])
    assert 0 <= last_voiced(pcm) - (len(QUIET) + len(VOICE) - 100) < WINDOW


@pytest.mark.parametrize(
    ("pieces", "usable"),
    [((QUIET, VOICE, QUIET), True), ((HUM, VOICE, QUIET), False), ((QUIET, VOICE, HUM), False)],
)
def test_a_room_as_loud_as_the_threshold_hides_the_label(pieces: tuple[Samples, ...], usable: bool) -> None:
    assert has_label(np.concatenate(pieces)) is usable


def test_recordings_without_a_label_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = []
    for number in range(5):
        parts = (HUM, VOICE, QUIET) if number == 1 else (QUIET, VOICE, QUIET)
        with wave.open(str(tmp_path / f"{number}.wav"), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes(np.concatenate(parts).astype("<i2").tobytes())
        rows.append({"audio": f"{number}.wav", "text": f"this is number {number}", "speaker": "s"})
    (tmp_path / "scores.jsonl").write_text("\n".join(map(json.dumps, rows)))
    chosen = clips_choose(tmp_path, 24)
    assert chosen.left_out == 1
    assert [clip.text[-2] for clip in chosen.clips] == ["0", "2", "3", "4"]


def test_every_recording_of_ours_has_a_label() -> None:
    chosen = clips_choose(SPEECH, 24)
    assert (len(chosen.clips), chosen.left_out) == (24, 0)


def test_a_folder_without_a_list_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="holds no list of recordings"):
        clips_choose(tmp_path, 24)


@pytest.mark.parametrize("program", ["import os; os.abort()", "print('[1]')", "raise SystemExit(3)"])
def test_an_aligner_that_dies_is_not_taken_for_fluent_speech(program: str) -> None:
    clips = [Clip("one two three", "s", QUIET)] * 2
    with pytest.raises(AlignerFailed, match="of 2 recordings"):
        word_ends(clips, (sys.executable, "-c", program))


def test_the_aligner_finds_the_words_of_a_clear_voice() -> None:
    clips = clips_choose(SPEECH, 24).clips[:1]
    [found] = word_ends(clips)
    assert len(found) == len(clips[0].text.split())
    assert found == sorted(found)
    assert 0 < found[0] < found[-1] <= len(clips[0].pcm)


def test_what_sounds_after_the_last_word_is_no_part_of_the_sentence() -> None:
    click = np.concatenate([VOICE, QUIET, VOICE[:1600], QUIET])
    clip = spoken_part(Clip("one", "s", click), [len(VOICE)])
    assert clip.last_voiced == len(VOICE)
    assert spoken_part(clip, []) is clip


def test_words_that_the_aligner_does_not_know_leave_a_clip_without_word_ends() -> None:
    assert word_ends([Clip("zzyzx qwrtp blorgh", "s", QUIET)]) == [[]]
