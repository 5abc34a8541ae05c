"""The engines with random tiny models of both versions and layouts: what is put in, and what goes wrong."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml.engines.seamless import SeamlessRecogniser, SeamlessTranslator, SeamlessVoice
from ml.errors import EngineError
from ml.loudness import from_pcm
from ml.seamless import runtime as runtime_module
from ml.seamless.model import SeamlessModel
from ml.seamless.runtime import runtime_for
from ml.types import Evidence, ListenFor, VoiceSpec
from tests.ml.speech_clips import clip, in_a_room, louder, noise, silence
from tests.seamless.tiny import SPEAKERS, tiny_seamless

KINDS = [(1, False), (2, False), (1, True), (2, True)]


@pytest.fixture(scope="module", params=KINDS, ids=str)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    version, hub = request.param
    return str(tiny_seamless(version, tmp_path_factory.mktemp("model"), hub_layout=hub))


@pytest.fixture(scope="module")
def recogniser(folder: str) -> Iterator[SeamlessRecogniser]:
    engine = SeamlessRecogniser(folder=folder, device="cpu")
    engine.load()
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def voice(folder: str) -> Iterator[SeamlessVoice]:
    engine = SeamlessVoice(folder=folder, device="cpu")
    engine.load()
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def translator(folder: str) -> Iterator[SeamlessTranslator]:
    engine = SeamlessTranslator(folder=folder, device="cpu")
    engine.load()
    yield engine
    engine.close()


# ------------------------------------------------------------------ hearing


def test_what_it_is_not_sure_of_it_does_not_claim(recogniser: SeamlessRecogniser) -> None:
    """Random weights are never sure."""
    session = recogniser.open(ListenFor())
    session.feed(in_a_room(clip("line")))
    assert session.close().evidence is Evidence.OWN_WORDS


@pytest.mark.parametrize(
    "pcm",
    [
        b"",
        b"\x00",
        clip("yes")[:640],
        silence(60),
        noise(60),
        in_a_room(clip("line")) * 20,
        louder(clip("line"), 100),
        clip("line")[:-1],
    ],
    ids=["none", "half a sample", "20 ms", "60 s silent", "60 s loud", "60 s of speech", "clipped", "odd"],
)
def test_any_audio_has_an_end(recogniser: SeamlessRecogniser, pcm: bytes) -> None:
    session = recogniser.open(ListenFor())
    for start in range(0, len(pcm), 64_000):
        session.feed(pcm[start : start + 64_000])
    heard = session.close()
    assert heard.evidence is Evidence.OWN_WORDS
    assert (heard.text, heard.surface) == ("", "")


def test_a_language_that_it_lacks_is_said_at_once(recogniser: SeamlessRecogniser) -> None:
    recogniser.open(ListenFor(language="es"))
    recogniser.open(ListenFor(language="en-GB"))
    for language in ("fr", "xx", ""):  # French: SeamlessM4T knows it, this model does not
        with pytest.raises(EngineError) as caught:
            recogniser.open(ListenFor(language=language))
        assert caught.value.code == "language.unknown"


# ------------------------------------------------------------------ speaking


@pytest.mark.parametrize("text", ["", "   ", "…", "🎉🎉", "?!", "— –"])
def test_a_text_without_words_is_silence(voice: SeamlessVoice, text: str) -> None:
    assert list(voice.speak(text, VoiceSpec())) == []


@pytest.mark.parametrize(
    "text", ["Yes.", "Wait 🎉 a moment!", "It is 5 o’clock.", "日本語 and English", "a" * 300, "word " * 200]
)
def test_any_text_with_words_is_spoken_piece_by_piece(voice: SeamlessVoice, text: str) -> None:
    chunks = list(voice.speak(text, VoiceSpec()))
    assert chunks
    for chunk in chunks:
        samples = from_pcm(chunk.pcm)
        assert len(samples) / chunk.sample_rate < 20
        assert abs(samples[0]) < 0.01
        assert abs(samples[-1]) < 0.01
        assert np.abs(samples).max() <= 1.0


def test_the_way_of_generate_is_a_switch(folder: str, voice: SeamlessVoice) -> None:
    free = SeamlessVoice(folder=folder, device="cpu", exact=False)
    free.load()
    assert b"".join(chunk.pcm for chunk in free.speak("Hello there, my friend.", VoiceSpec()))
    assert free.label(VoiceSpec()) != voice.label(VoiceSpec())
    free.close()


def test_speakers_are_numbered(voice: SeamlessVoice) -> None:
    assert voice.speakers == SPEAKERS
    said = [b"".join(c.pcm for c in voice.speak_as(each, "Hello there.")) for each in range(SPEAKERS)]
    assert len(set(said)) == SPEAKERS
    for beyond in (-1, SPEAKERS):
        with pytest.raises(EngineError) as caught:
            list(voice.speak_as(beyond, "Hello there."))
        assert caught.value.code == "voice.speaker"


def test_who_stops_listening_ends_the_work(voice: SeamlessVoice) -> None:
    runtime = voice._runtime
    before = runtime._queue.batches["speak"]
    spoken = voice.speak("One is enough. " + "This is said to nobody. " * 30, VoiceSpec())
    next(iter(spoken))
    spoken.close()
    for _ in range(500):
        if runtime.idle:
            break
        threading.Event().wait(0.01)
    assert runtime.idle
    assert runtime._queue.batches["speak"] - before < 20


# ------------------------------------------------------------------ translating


def test_sentences_are_translated_one_by_one(translator: SeamlessTranslator) -> None:
    found = translator.translate("Where do you live? I live here. " * 5, source="en", target="ru")
    assert found.strip()
    assert translator.translate("🎉 …", source="en", target="ru") == ""


def test_too_long_a_question_is_refused(translator: SeamlessTranslator) -> None:
    with pytest.raises(EngineError) as caught:
        translator.translate_speech(in_a_room(clip("line")) * 30, source="ru", target="en")
    assert (caught.value.code, caught.value.retryable) == ("speech.long", False)


def test_speech_that_was_not_understood_is_not_made_up(translator: SeamlessTranslator) -> None:
    with pytest.raises(EngineError) as caught:
        translator.translate_speech(in_a_room(clip("russian")), source="ru", target="en")
    assert (caught.value.code, caught.value.retryable) == ("speech.unclear", False)


# ------------------------------------------------------------------ one model


def test_all_engines_of_a_process_share_one_model(
    recogniser: SeamlessRecogniser, voice: SeamlessVoice, translator: SeamlessTranslator, folder: str
) -> None:
    assert recogniser._runtime is voice._runtime is translator._runtime is runtime_for(folder, "cpu")
    assert recogniser._runtime is not runtime_for(folder, "cuda:7")


def test_the_last_who_leaves_puts_the_model_away(tmp_path: Path) -> None:
    folder = str(tiny_seamless(2, tmp_path / "model"))
    one, other = SeamlessVoice(folder=folder), SeamlessTranslator(folder=folder)
    one.load()
    one.load()  # twice is once
    other.load()
    one.close()
    one.close()
    assert other.translate("Hello.", source="en", target="de")
    other.close()
    with pytest.raises(EngineError):
        other.translate("Hello.", source="en", target="de")
    one.load()
    assert list(one.speak("Hello.", VoiceSpec()))
    one.close()


@pytest.mark.parametrize("change", ["missing", "half", "other"])
def test_a_folder_that_is_no_model_says_what_to_do(tmp_path: Path, change: str) -> None:
    folder = tmp_path / "model"
    if change != "missing":
        tiny_seamless(2, folder)
    if change == "half":
        weights = folder / "model.safetensors"
        weights.write_bytes(weights.read_bytes()[:-1000])
    if change == "other":
        (folder / "config.json").write_text('{"model_type": "whisper"}')
    engine = SeamlessRecogniser(folder=str(folder))
    with pytest.raises(EngineError) as caught:
        engine.load()
    assert (caught.value.code, caught.value.retryable) == ("model.folder", False)
    assert "fetch_models" in str(caught.value)
    tiny_seamless(2, tmp_path / "whole")
    engine.close()  # nothing was taken: nothing is left


def test_a_full_device_costs_one_sentence_and_a_lost_one_a_new_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = str(tiny_seamless(2, tmp_path / "model"))
    engine = SeamlessVoice(folder=folder, device="cpu")
    engine.load()
    loads: list[Any] = []
    real, say = SeamlessModel.__init__, SeamlessModel.speak
    fails = ["CUDA out of memory. Tried to allocate 2.00 GiB", "CUDA error: an illegal memory access"]

    def counted(self: SeamlessModel, *args: Any, **kwargs: Any) -> None:
        loads.append(args)
        real(self, *args, **kwargs)

    def failing(self: SeamlessModel, sayings: Any) -> Any:
        if fails:
            raise RuntimeError(fails.pop(0))
        return say(self, sayings)

    monkeypatch.setattr(SeamlessModel, "__init__", counted)
    monkeypatch.setattr(SeamlessModel, "speak", failing)
    codes = []
    for _ in range(2):
        with pytest.raises(EngineError) as caught:
            list(engine.speak("Hello there.", VoiceSpec()))
        codes.append((caught.value.code, caught.value.retryable))
    assert codes == [("gpu.full", True), ("gpu.lost", True)]
    assert list(engine.speak("Hello there.", VoiceSpec()))
    assert len(loads) == 1
    engine.close()


def test_a_model_that_hangs_costs_the_turn_its_time_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = str(tiny_seamless(2, tmp_path / "model"))
    engine = SeamlessVoice(folder=folder, device="cpu")
    engine.load()
    gate = threading.Event()
    say = SeamlessModel.speak
    monkeypatch.setattr(SeamlessModel, "speak", lambda self, sayings: (gate.wait(30), say(self, sayings))[1])
    monkeypatch.setattr(runtime_module, "PATIENCE_ON_CPU_S", 0.2)
    with pytest.raises(EngineError) as caught:
        list(engine.speak("Hello there.", VoiceSpec()))
    assert (caught.value.code, caught.value.retryable) == ("engine.timeout", True)
    gate.set()
    monkeypatch.undo()
    assert list(engine.speak("Hello there.", VoiceSpec()))
    engine.close()
