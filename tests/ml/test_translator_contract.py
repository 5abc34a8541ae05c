"""What every translator promises. A further engine joins by a line in ENGINES."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ml.errors import EngineError
from ml.registry import Engines
from ml.roles import Translator
from tests.ml.speech_clips import clip, silence
from tests.seamless.taught import taught_spec

ENGINES: dict[str, dict[str, Any] | Callable[[], dict[str, Any]]] = {
    "instant": {"BACKEND": "ml.engines.instant.InstantTranslator"},
    "seamless": lambda: taught_spec("SeamlessTranslator"),
}


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Translator]:
    spec = ENGINES[request.param]
    engines = Engines({"translator": spec() if callable(spec) else spec})
    yield engines.get("translator")
    engines.close()


def test_it_says_which_languages_it_knows(engine: Translator) -> None:
    assert {"en", "ru"} <= set(engine.capabilities.languages)


def test_loading_twice_is_safe(engine: Translator) -> None:
    engine.load()


def test_a_text_is_translated(engine: Translator) -> None:
    assert engine.translate("Where do you live?", source="en", target="ru")


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_stays_nothing(engine: Translator, text: str) -> None:
    assert engine.translate(text, source="en", target="ru") == ""


def test_speech_becomes_text(engine: Translator) -> None:
    found = engine.translate_speech(clip("other"), source="ru", target="en")
    assert found.text


@pytest.mark.parametrize("pcm", [b"", silence(0.02), silence(2)], ids=["none", "20ms", "2s"])
def test_where_nobody_speaks_nothing_is_made_up(engine: Translator, pcm: bytes) -> None:
    with pytest.raises(EngineError) as caught:
        engine.translate_speech(pcm, source="ru", target="en")
    assert caught.value.code == "speech.none"


@pytest.mark.parametrize("languages", [("en", "xx"), ("tlh", "en")])
def test_an_unknown_language_is_an_error(engine: Translator, languages: tuple[str, str]) -> None:
    source, target = languages
    for call in (
        lambda: engine.translate("Hello there.", source=source, target=target),
        lambda: engine.translate_speech(clip("line"), source=source, target=target),
    ):
        with pytest.raises(EngineError) as caught:
            call()
        assert caught.value.code == "language.unknown"
