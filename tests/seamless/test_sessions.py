"""An utterance in a model that knows the clips: results so far, slips, one's own words, and ten at once."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ml.engines.seamless import SeamlessRecogniser, SeamlessTranslator, SeamlessVoice
from ml.types import Evidence, Heard, ListenFor, OfferedMove, OfferedReply, Partial, VoiceSpec
from tests.ml.speech_clips import LINE, OTHER, SHORT, clip, in_a_room, noise
from tests.seamless.lesson import MEANT, RUSSIAN
from tests.seamless.taught import taught_seamless

LISTEN = ListenFor(
    replies=(OfferedReply("line", LINE), OfferedReply("short", SHORT)),
    moves=(OfferedMove("slower", "Slower, please.", phrases=("Slower, please.",)),),
)
TALKS = 10
MOST_GROWTH_MB = 100  # a second copy of the model and of PyTorch's buffers would be more
ASKED, ASKED_IN_RUSSIAN = "What did you do then?", "Что вы сделали потом?"


@pytest.fixture(scope="module")
def engine() -> Iterator[SeamlessRecogniser]:
    made = SeamlessRecogniser(folder=str(taught_seamless()), device="cpu")
    made.load()
    yield made
    made.close()


def resident_mb() -> float:
    """Memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def heard(engine: SeamlessRecogniser, pcm: bytes, listen: ListenFor = LISTEN) -> Heard:
    session = engine.open(listen)
    for start in range(0, len(pcm), 2048):
        session.feed(pcm[start : start + 2048])
    return session.close()


def test_a_line_is_a_card_and_another_sentence_is_heard(engine: SeamlessRecogniser) -> None:
    line, other = heard(engine, in_a_room(clip("line"))), heard(engine, in_a_room(clip("other")))
    assert (line.evidence, line.reply, line.text, line.slip) == (Evidence.CARD, "line", LINE, None)
    assert (other.evidence, other.reply, other.text, other.surface) == (Evidence.HEARD, None, OTHER, OTHER)
    for found in (line, other):
        assert found.confidence > 0.7
        assert [word.text for word in found.words] == found.text.split()
        assert found.words[0].start_ms < found.words[-1].end_ms < 3500


def test_a_missing_article_is_heard(engine: SeamlessRecogniser) -> None:
    found = heard(engine, in_a_room(clip("slip")))
    assert found.reply == "line"
    assert found.slip
    assert found.slip.code == "M:DET"


def test_a_move_is_heard_among_the_lines(engine: SeamlessRecogniser) -> None:
    found = heard(engine, in_a_room(clip("slower")))
    assert (found.evidence, found.move, found.reply) == (Evidence.CARD, "slower", None)


def test_long_speech_is_heard_to_its_end(engine: SeamlessRecogniser) -> None:
    pause = noise(0.6, 0.0006)
    found = heard(engine, b"".join(in_a_room(clip("other")) + pause for _ in range(6)), ListenFor())
    assert found.evidence is Evidence.HEARD
    assert "three dogs" in found.text
    assert found.words[-1].end_ms > 10_000


def test_a_result_so_far_costs_nothing_again_while_only_silence_follows(engine: SeamlessRecogniser) -> None:
    runs = engine._runtime._queue.batches
    session = engine.open(LISTEN)
    session.feed(in_a_room(clip("line")))
    first = session.peek()
    before = runs["hear"]
    for _ in range(10):
        session.feed(noise(0.1, 0.0006))
        assert session.peek() == first
    assert session.close() == first
    assert runs["hear"] == before


def test_words_show_while_nobody_waits_for_the_model(engine: SeamlessRecogniser) -> None:
    """Only those that two results running agree on."""
    session = engine.open(LISTEN)
    seen: list[Partial] = []
    pcm = in_a_room(clip("line")) + noise(3.0, 0.0006)
    for start in range(0, len(pcm), 4096):
        seen.append(session.feed(pcm[start : start + 4096]))
        time.sleep(0.03)  # time for the model, as a microphone gives it
    session.abandon()
    assert any(partial.reply == "line" for partial in seen)
    assert seen[-1].complete
    assert all(partial.text in ("", *(LINE[: len(partial.text)],)) for partial in seen)


def test_ten_talks_at_once_are_heard_and_answered_by_one_model(engine: SeamlessRecogniser) -> None:
    voice, translator = (
        make(folder=str(taught_seamless()), device="cpu") for make in (SeamlessVoice, SeamlessTranslator)
    )
    voice.load()
    translator.load()
    assert voice._runtime is translator._runtime is engine._runtime
    clips = {"line": "line", "short": "short", "other": None}
    wrong: list[object] = []

    def talk(number: int, together: threading.Barrier) -> None:
        together.wait(30)  # all begin at once
        for name, reply in clips.items():
            found = heard(engine, in_a_room(clip(name)))
            if found.reply != reply:
                wrong.append((number, name, found.evidence))
            if not list(voice.speak("That is a good story. Go on.", VoiceSpec())):
                wrong.append((number, "silent"))
            text = translator.translate(ASKED, source="en", target="ru")
            if text != ASKED_IN_RUSSIAN:
                wrong.append((number, text))

    talk(0, threading.Barrier(1))  # what PyTorch allots once
    before, together = resident_mb(), threading.Barrier(TALKS)
    threads = [threading.Thread(target=talk, args=(number, together)) for number in range(TALKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not wrong
    assert resident_mb() - before < MOST_GROWTH_MB
    voice.close()
    translator.close()


def test_how_do_i_say_is_answered_in_both_languages() -> None:
    translator = SeamlessTranslator(folder=str(taught_seamless()), device="cpu")
    translator.load()
    found = translator.translate_speech(in_a_room(clip("russian")), source="ru", target="en")
    assert (found.text, found.said) == (MEANT, RUSSIAN)
    translator.close()
