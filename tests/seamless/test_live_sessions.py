"""A session as a talk uses it: results so far, and how soon a line is known to have been read to its end."""

from __future__ import annotations

from concurrent.futures import Future
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import ml.engines.seamless_session as session_module
from conversations.endpointing import COMPLETE_MS, Decision, Pauses, decide
from ml.engines.seamless_session import SeamlessSession
from ml.seamless.batcher import Urgency
from ml.seamless.model import Clip, Transcript
from ml.types import Evidence, ListenFor, OfferedReply
from tests.ml.speech_clips import LINE, RATE, clip, noise

FRAME_MS = 64
FRAME = RATE * FRAME_MS // 1000 * 2
LISTEN = ListenFor(replies=(OfferedReply("line", LINE),))
WORDS = LINE.split()
ENDS = (0.10, 0.40, 0.50, 0.80, 1.20, 1.50)  # of the words, about, in seconds of speech
EDGES_S = 0.4  # around what was said


class Ears:
    """A runtime that hears the words that have been said so far, at once or, ``slow``, when it is told to."""

    idle = True

    def __init__(self) -> None:
        self.heard_s: list[float] = []
        self.urgencies: list[Urgency] = []
        self.slow = False
        self.held: list[tuple[Clip, Future[Transcript]]] = []

    def hear(self, clip: Clip, urgency: Urgency, *, within: float = 0.0) -> Future[Transcript]:
        self.urgencies.append(urgency)
        future: Future[Transcript] = Future()
        if self.slow:
            self.held.append((clip, future))
        else:
            future.set_result(self._written(clip))
        return future

    def heard(self, clips: list[Clip]) -> list[Transcript]:
        self.urgencies += [Urgency.FINAL] * len(clips)
        return [self._written(clip) for clip in clips]

    def answer(self, future: Future[Transcript]) -> Transcript:
        return future.result(1)

    def _written(self, clip: Clip) -> Transcript:
        seconds = len(clip.samples) / RATE
        self.heard_s.append(seconds)
        words = [word for word, end in zip(WORDS, ENDS, strict=True) if end <= seconds - EDGES_S]
        return Transcript(" ".join(words), tuple(f"▁{word}" for word in words), (-0.05,) * len(words))


@pytest.fixture
def ears() -> Ears:
    return Ears()


def session(ears: Ears) -> SeamlessSession:
    return SeamlessSession(ears, LISTEN, "eng", beams=1)  # type: ignore[arg-type]


def frames(pcm: bytes) -> list[bytes]:
    return [pcm[start : start + FRAME] for start in range(0, len(pcm), FRAME)]


@pytest.mark.parametrize("lead_ms", [0, 13, 31, 47])
def test_a_line_read_to_its_end_is_over_after_a_breath(ears: Ears, lead_ms: int) -> None:
    """As ``Listening`` does it: a peek at the soft pause, then silence."""
    one = session(ears)
    said = bytes(lead_ms * 32) + clip("line")
    for frame in frames(said):
        one.feed(frame)
    silence_ms, peeked = 0, False
    for frame in frames(noise(6.0, 0.0006)):
        partial = one.feed(frame)
        silence_ms += FRAME_MS
        verdict = decide(silence_ms, partial, Pauses("A1"))
        if verdict.decision is Decision.END:
            break
        if verdict.decision is Decision.SOFT and not peeked:
            peeked = bool(one.peek())
    assert (verdict.reason, partial.words_read) == ("card", len(WORDS))
    assert silence_ms <= COMPLETE_MS + 2 * FRAME_MS
    assert partial.text == LINE


def test_whoever_goes_on_after_a_peek_is_not_taken_to_be_at_the_end(ears: Ears) -> None:
    one = session(ears)
    one.feed(clip("line") + noise(0.2, 0.0006))
    one.peek()
    assert one.feed(noise(0.064, 0.0006)).complete
    for frame in frames(clip("other")[: 2 * RATE]):
        partial = one.feed(frame)
    assert not partial.complete


def test_words_that_were_shown_do_not_change(ears: Ears) -> None:
    one = session(ears)
    shown = [one.feed(frame).text for frame in frames(clip("line"))]
    assert any(shown)
    for before, after in pairwise(shown):
        assert after.startswith(before)
    assert all(LINE.startswith(text) for text in shown)


def test_nothing_is_asked_for_while_others_wait(ears: Ears) -> None:
    ears.idle = False
    one = session(ears)
    for frame in frames(clip("line")):
        one.feed(frame)
    assert not ears.urgencies
    assert one.peek().evidence is Evidence.CARD
    assert ears.urgencies == [Urgency.FINAL]


def test_a_partial_in_the_queue_is_not_waited_for(ears: Ears) -> None:
    """It may be behind ten others; the whole goes first."""
    one = session(ears)
    ears.slow = True
    one.feed(clip("line"))
    assert ears.urgencies == [Urgency.PARTIAL]
    assert one.close().reply == "line"
    assert ears.urgencies == [Urgency.PARTIAL, Urgency.FINAL]
    assert ears.held[0][1].cancelled()


def test_a_story_costs_no_look_at_all_of_it_a_frame(ears: Ears, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0
    real = session_module.voiced_part

    def counted(pcm: bytes) -> Any:
        nonlocal looks
        looks += 1
        return real(pcm)

    monkeypatch.setattr(session_module, "voiced_part", counted)
    one = session(ears)
    story = (clip("line") + clip("other") + noise(0.3, 0.0006)) * 12
    for frame in frames(story[: 2 * RATE * 60]):
        one.feed(frame)
    assert looks <= 20
    one.close()


def test_nothing_of_the_voice_stays_after_the_end(ears: Ears) -> None:
    for end in ("close", "abandon"):
        one = session(ears)
        one.feed(clip("line"))
        getattr(one, end)()
        assert not one._pcm
        assert one._decoded is None


def test_a_soft_end_of_a_word_is_kept(ears: Ears) -> None:
    """The last sound of "safe" is below what stands out of a room."""
    said = np.frombuffer(clip("line"), "<i2").astype(np.float32)
    softly = np.random.default_rng(2).normal(0, 60, 1600).astype(np.float32)  # -55 dBFS, 0.1 s
    pcm = np.concatenate([said[:30_000], softly]).astype("<i2").tobytes()
    found = session_module.voiced_part(pcm)
    assert np.abs(found.samples[-3200 : -3200 + 1600]).max() > 0
