"""Audio around the model: what is voice, where it may be cut, how it ends."""

from __future__ import annotations

import numpy as np
import pytest

from ml.loudness import from_pcm, to_pcm
from ml.seamless.speech import EDGE_S, RATE, SpeechMeter, faded, in_pieces, voiced_part
from tests.ml.speech_clips import clip, in_a_room, laughter, music, noise, silence


@pytest.mark.parametrize("name", ["line", "short", "yes", "sorry", "russian"])
def test_the_voiced_part_is_what_was_said(name: str) -> None:
    pcm = noise(1.0, 0.0006) + clip(name) + noise(1.5, 0.0006)
    found = voiced_part(pcm)
    said = len(clip(name)) / 2
    assert -0.05 * RATE < found.start - (1.0 - EDGE_S) * RATE < 0.4 * RATE  # some clips begin with silence
    assert len(found.samples) <= said + 2 * EDGE_S * RATE + 160
    assert 0.15 < found.seconds < said / RATE + 0.01
    assert found.end == found.start + len(found.samples)


@pytest.mark.parametrize("more", [0.05, 0.3, 1.0, 3.0])
def test_silence_that_follows_changes_nothing(more: float) -> None:
    before = voiced_part(in_a_room(clip("line")))
    after = voiced_part(in_a_room(clip("line")) + noise(more, 0.0006))
    assert abs(before.start - after.start) < 0.1 * RATE
    assert abs(before.end - after.end) < 0.1 * RATE


@pytest.mark.parametrize(
    "pcm",
    [b"", b"\x01", silence(0.02), silence(3), noise(3, 0.001), noise(3, 0.05), clip("line")[:400]],
    ids=["none", "half a sample", "20 ms", "3 s", "a quiet room", "a fan", "12 ms of speech"],
)
def test_where_nobody_speaks_there_is_no_voice(pcm: bytes) -> None:
    assert not len(voiced_part(pcm).samples)


def test_the_meter_knows_a_voice_from_music_and_laughter() -> None:
    def seconds(pcm: bytes, size: int) -> float:
        meter = SpeechMeter()
        for start in range(0, len(pcm), size):
            meter.feed(pcm[start : start + size])
        return meter.seconds

    for name in ("line", "yes", "sorry", "help"):
        whole = seconds(in_a_room(clip(name)), 1_000_000)
        assert whole >= 0.25
        assert seconds(in_a_room(clip(name)), 666) == whole
    for pcm in (music(3), laughter(2), noise(3), silence(1)):
        assert seconds(pcm, 2048) < 0.2


def test_long_speech_is_cut_where_it_is_quiet_and_nothing_is_lost() -> None:
    whole = b""
    while len(whole) < 2 * RATE * 60:
        whole += clip("line") + clip("other")
        whole += noise(0.5, 0.0006)
    samples = from_pcm(whole)
    pieces = in_pieces(samples)
    assert np.array_equal(np.concatenate(pieces), samples)
    assert all(RATE <= len(piece) <= 15 * RATE for piece in pieces)
    cuts = np.cumsum([len(piece) for piece in pieces])[:-1]
    levels = [np.abs(samples[cut - 160 : cut + 160]).max() for cut in cuts]
    assert max(levels) < 0.02


def test_without_any_pause_it_is_cut_all_the_same() -> None:
    tone = np.sin(np.arange(40 * RATE) / 10).astype(np.float32)
    pieces = in_pieces(tone)
    assert all(0 < len(piece) <= 15 * RATE for piece in pieces)
    assert sum(map(len, pieces)) == len(tone)
    assert in_pieces(tone[:RATE])[0] is not None
    assert in_pieces(tone[:0]) == []


def test_a_piece_begins_and_ends_softly() -> None:
    tone = np.ones(RATE, np.float32)
    found = faded(tone, RATE)
    assert found[0] == found[-1] == 0.0
    assert np.array_equal(found[RATE // 4 : -RATE // 4], tone[RATE // 4 : -RATE // 4])
    assert tone[0] == 1.0  # what was given stays
    assert len(faded(tone[:1], RATE)) == 1
    assert to_pcm(faded(tone[:0], RATE)) == b""
