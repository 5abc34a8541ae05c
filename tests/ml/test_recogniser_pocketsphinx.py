"""PocketSphinx as the embedded recogniser: which line was read, and when none was."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from ml.engines.pocketsphinx import PocketSphinxRecogniser
from ml.engines.pocketsphinx_worker import PocketSphinxWorker
from ml.errors import EngineError
from ml.types import Evidence, Heard, ListenFor, OfferedReply, Partial, Spot
from tests.ml.speech_clips import LINE, SHORT, clip, laughter, louder, music, noise, silence, with_pause

OFFER = ListenFor(
    replies=(
        OfferedReply("short", SHORT),
        OfferedReply("home", LINE),
        OfferedReply("never", "Never. I am always very calm."),
    ),
    spots=(Spot("dogs", ("cats", "three dogs")), Spot("river", ("river", "boat"))),
)
FRAME = 2048  # bytes: 64 ms


@pytest.fixture(scope="module")
def engine() -> Iterator[PocketSphinxRecogniser]:
    engine = PocketSphinxRecogniser(ready=1, most=2, wait=30)
    engine.load()
    yield engine
    engine.close()


def partials(
    engine: PocketSphinxRecogniser, pcm: bytes, listen: ListenFor = OFFER
) -> tuple[list[Partial], Heard]:
    session = engine.open(listen)
    seen = [session.feed(pcm[start : start + FRAME]) for start in range(0, len(pcm), FRAME)]
    return seen, session.close()


def heard(engine: PocketSphinxRecogniser, pcm: bytes, listen: ListenFor = OFFER) -> Heard:
    return partials(engine, pcm, listen)[1]


def test_it_promises_no_free_speech(engine: PocketSphinxRecogniser) -> None:
    can = engine.capabilities
    assert (can.streams, can.shows_partials, can.free_speech) == (True, False, False)
    assert can.sample_rate == 16_000


@pytest.mark.parametrize(("name", "key"), [("line", "home"), ("short", "short")])
def test_the_line_that_was_read_is_taken(engine: PocketSphinxRecogniser, name: str, key: str) -> None:
    result = heard(engine, clip(name))
    assert (result.evidence, result.reply, result.slip) == (Evidence.CARD, key, None)
    assert result.confidence > 0.5


def test_the_words_of_a_line_have_their_times(engine: PocketSphinxRecogniser) -> None:
    words = heard(engine, clip("line")).words
    assert [word.text for word in words] == ["i", "missed", "the", "last", "train", "home"]
    assert [word.start_ms for word in words] == sorted(word.start_ms for word in words)
    assert words[-1].end_ms <= 2275


def test_another_sentence_is_never_a_card(engine: PocketSphinxRecogniser) -> None:
    result = heard(engine, clip("other"))
    assert (result.evidence, result.reply, result.text) == (Evidence.OWN_WORDS, None, "")


def test_words_to_notice_are_noticed(engine: PocketSphinxRecogniser) -> None:
    assert heard(engine, clip("other")).spotted == ("dogs",)
    assert heard(engine, clip("line")).spotted == ()


def test_words_are_noticed_without_an_offer(engine: PocketSphinxRecogniser) -> None:
    assert heard(engine, clip("other"), ListenFor(spots=OFFER.spots)).spotted == ("dogs",)


@pytest.mark.parametrize("pause_s", [0.3, 0.8, 1.6])
@pytest.mark.parametrize("at_s", [0.68, 1.30])  # before "the" and before "train"
def test_a_hesitation_does_not_break_a_line(
    engine: PocketSphinxRecogniser, at_s: float, pause_s: float
) -> None:
    result = heard(engine, with_pause(clip("line"), at_s, pause_s))
    assert (result.evidence, result.reply, result.slip) == (Evidence.CARD, "home", None)


@pytest.mark.parametrize("factor", [0.1, 0.3, 2.0])
def test_the_level_of_the_microphone_does_not_matter(engine: PocketSphinxRecogniser, factor: float) -> None:
    assert heard(engine, louder(clip("line"), factor)).reply == "home"


@pytest.mark.parametrize(
    "pcm", [noise(8), noise(3, 0.3), noise(20, 0.005), silence(8)], ids=["noise", "loud", "long", "silence"]
)
def test_noise_is_no_card(engine: PocketSphinxRecogniser, pcm: bytes) -> None:
    result = heard(engine, pcm)
    assert (result.evidence, result.spotted) == (Evidence.OWN_WORDS, ())


def test_a_missing_article_is_a_slip_in_a_read_line(engine: PocketSphinxRecogniser) -> None:
    slip = heard(engine, clip("slip")).slip
    assert slip is not None
    assert (slip.reply, slip.code, slip.said) == ("home", "M:DET", "i missed last train home")
    assert slip.expected == LINE
    assert slip.margin > 0


def test_variants_can_be_switched_off() -> None:
    plain = PocketSphinxRecogniser(ready=1, most=1, wait=30, variants=False)
    try:
        plain.load()
        assert heard(plain, clip("slip")).slip is None
    finally:
        plain.close()


def test_partials_follow_the_reading_and_say_when_it_is_done(engine: PocketSphinxRecogniser) -> None:
    seen, _ = partials(engine, clip("line") + silence(0.5))
    read = [partial.words_read for partial in seen if partial.reply == "home"]
    assert read == sorted(read)
    assert read[-1] == 6
    assert seen[-1].complete
    assert seen[-1].last_word == "home"
    first_done = next(place for place, partial in enumerate(seen) if partial.complete)
    assert first_done * FRAME / 32_000 > 1.7  # not before the last word


def test_another_sentence_is_never_done(engine: PocketSphinxRecogniser) -> None:
    seen, _ = partials(engine, clip("other") + silence(0.5))
    assert not any(partial.complete for partial in seen)


def test_a_line_that_another_goes_on_from_is_not_done(engine: PocketSphinxRecogniser) -> None:
    longer = OfferedReply("longer", SHORT + " I always do.")
    seen, result = partials(
        engine, clip("short") + silence(0.5), ListenFor(replies=(OFFER.replies[0], longer))
    )
    assert not any(partial.complete for partial in seen)
    assert result.reply == "short"


def test_a_single_offered_line_can_be_refused(engine: PocketSphinxRecogniser) -> None:
    only = ListenFor(replies=(OFFER.replies[1],))
    assert heard(engine, clip("line"), only).reply == "home"
    assert heard(engine, clip("other"), only).reply is None


def test_an_odd_number_of_bytes_waits_for_its_other_half(engine: PocketSphinxRecogniser) -> None:
    session = engine.open(OFFER)
    pcm = clip("line")
    for start in range(0, len(pcm), 1001):
        session.feed(pcm[start : start + 1001])
    assert session.close().reply == "home"


def test_a_killed_helper_is_retryable_and_the_same_frames_work_again() -> None:
    engine = PocketSphinxRecogniser(ready=1, most=2, wait=30)
    engine.load()
    try:
        session = engine.open(OFFER)
        pcm = clip("line")
        session.feed(pcm[:30_000])
        os.kill(session._helper.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        with pytest.raises(EngineError) as caught:
            session.feed(pcm[30_000:])
        assert (caught.value.code, caught.value.retryable) == ("engine.died", True)
        session.abandon()
        assert heard(engine, pcm).reply == "home"
    finally:
        engine.close()


# ------------------------------------------------------------------ what came before


def trace(worker: PocketSphinxWorker, pcm: bytes) -> dict[str, Any]:
    """All that the worker concludes, up to the last digit."""
    moves = [["repeat", ["Sorry?", "Can you say that again?"], True]]
    header = {"lines": [reply.text for reply in OFFER.replies], "moves": moves}
    worker.handle("open", header, b"")
    for start in range(0, len(pcm), FRAME):
        worker.handle("feed", {}, pcm[start : start + FRAME])
    return worker.handle("close", {}, b"")[0]


@pytest.mark.parametrize("then", [clip("line"), clip("other"), music(3.0)], ids=["line", "other", "music"])
def test_what_was_heard_before_does_not_colour_what_comes_next(then: bytes) -> None:
    first = trace(PocketSphinxWorker(), then)
    worker = PocketSphinxWorker()
    for before in (noise(3.0), laughter(2.0), clip("line"), music(4.0), silence(2.0)):
        trace(worker, before)
    assert trace(worker, then) == first
