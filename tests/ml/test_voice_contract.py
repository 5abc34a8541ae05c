"""What every voice promises. A further engine joins by a line in ENGINES."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ml import loudness
from ml.registry import Engines
from ml.roles import Voice
from ml.types import AudioChunk, VoiceSpec
from tests.seamless.taught import taught_spec

ENGINES: dict[str, dict[str, Any] | Callable[[], dict[str, Any]]] = {
    "espeak": {
        "BACKEND": "ml.engines.espeak.EspeakVoice",
        "OPTIONS": {"ready": 1, "most": 2, "wait": 30.0},
    },
    "instant": {"BACKEND": "ml.engines.instant.InstantVoice"},
    "seamless": lambda: taught_spec("SeamlessVoice"),
}

MOIRA = VoiceSpec("en-GB-scotland", "f", "sixties", 0.92, "warm")
SENTENCE = "The train was so loud that I could not hear a single word."


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Voice]:
    spec = ENGINES[request.param]
    engines = Engines({"voice": spec() if callable(spec) else spec})
    yield engines.get("voice")
    engines.close()


def spoken(engine: Voice, text: str, voice: VoiceSpec = MOIRA, pace: float = 1.0) -> list[AudioChunk]:
    chunks = list(engine.speak(text, voice, pace=pace))
    for chunk in chunks:
        assert chunk.sample_rate == engine.capabilities.sample_rate
        assert len(chunk.pcm) % 2 == 0
        length_ms = len(chunk.pcm) / 2 / chunk.sample_rate * 1000
        assert all(0 <= mark.ms <= length_ms for mark in chunk.marks)
    return chunks


def seconds(chunks: list[AudioChunk]) -> float:
    return sum(len(chunk.pcm) / 2 / chunk.sample_rate for chunk in chunks)


def test_a_sentence_is_heard(engine: Voice) -> None:
    chunks = spoken(engine, SENTENCE)
    samples = loudness.from_pcm(b"".join(chunk.pcm for chunk in chunks))
    assert loudness.voiced_level(samples, chunks[0].sample_rate) > loudness.AUDIBLE_DBFS
    assert seconds(chunks) > 0.3


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        "“Honest” — all the time. Especially when I’m tired… “Really?” said Zoë; naïve café, £5.",
        "Well-known 1999 — half-hour's 25 things, isn't it?",
        "  Leading spaces,\nand lines.  ",
    ],
)
def test_marks_are_the_words_in_order(engine: Voice, text: str) -> None:
    marks = [mark for chunk in spoken(engine, text) for mark in chunk.marks]
    words = [text[mark.start : mark.end] for mark in marks]
    assert words == [word for word in text.split() if any(letter.isalnum() for letter in word)] or (
        words == text.split()
    )
    times = [mark.ms for chunk in spoken(engine, text)[:1] for mark in chunk.marks]
    assert times == sorted(times)


@pytest.mark.parametrize(
    "text", ["", " ", "…", "—!?", "😀", "\x00\x07", "日本語", "жи", "[[", "<b>&amp;</b>"]
)
def test_odd_text_never_hurts(engine: Voice, text: str) -> None:
    spoken(engine, text)
    assert seconds(spoken(engine, SENTENCE)) > 0.3


def test_a_long_text_is_spoken_to_its_end(engine: Voice) -> None:
    text = "One two three four, five six seven eight. " * 60
    chunks = spoken(engine, text.strip())
    assert seconds(chunks) > 20
    last = chunks[-1].marks[-1]
    assert text[last.start : last.end] == "eight."
    assert last.end == len(text.strip())


def test_a_slower_pace_takes_longer(engine: Voice) -> None:
    slow, normal, fast = (seconds(spoken(engine, SENTENCE, pace=pace)) for pace in (0.6, 1.0, 1.4))
    assert slow > normal * 1.2 > fast * 1.4


def test_a_voice_has_a_label_that_stays(engine: Voice) -> None:
    assert engine.label(MOIRA) == engine.label(
        VoiceSpec(**{name: getattr(MOIRA, name) for name in ("accent", "sex", "age", "pace", "mood")})
    )
    assert engine.label(MOIRA) != engine.label(VoiceSpec("en-US", "m"))


def test_a_voice_does_not_depend_on_what_was_said_before(engine: Voice) -> None:
    first = spoken(engine, SENTENCE)
    spoken(engine, "Something else in between.", VoiceSpec("en-US", "m", "twenties", 1.2, "excited"))
    again = spoken(engine, SENTENCE)
    assert seconds(again) == pytest.approx(seconds(first), abs=0.03)
    assert [mark.ms for mark in again[0].marks] == pytest.approx([mark.ms for mark in first[0].marks], abs=15)


def test_an_unknown_persona_still_speaks(engine: Voice) -> None:
    assert seconds(spoken(engine, SENTENCE, VoiceSpec("xx-Klingon", "?", "immortal", 7.0, "odd"))) > 0.3
