"""What every recogniser promises. A further engine joins by a line in ENGINES."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ml.registry import Engines
from ml.roles import Recogniser
from ml.types import Capabilities, Evidence, Heard, ListenFor, OfferedMove, OfferedReply, Partial, Spot
from tests.ml.speech_clips import LINE, OTHER, SHORT, clip, in_a_room, noise, silence
from tests.seamless.taught import taught_spec

ENGINES: dict[str, dict[str, Any] | Callable[[], dict[str, Any]]] = {
    "pocketsphinx": {
        "BACKEND": "ml.engines.pocketsphinx.PocketSphinxRecogniser",
        "OPTIONS": {"ready": 1, "most": 2, "wait": 30.0},
    },
    "instant": {"BACKEND": "ml.engines.instant.InstantRecogniser"},
    "seamless": lambda: taught_spec("SeamlessRecogniser"),
}

LISTEN = ListenFor(
    replies=(
        OfferedReply("home.short", LINE),
        OfferedReply("home.fuller", "“Chelyabinsk” isn’t far — it’s half-past 5, isn’t it?"),
        OfferedReply("home.stretch", SHORT),
    ),
    spots=(Spot("dogs", ("dogs", "three dogs")),),
)


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Recogniser]:
    spec = ENGINES[request.param]
    engines = Engines({"recogniser": spec() if callable(spec) else spec})
    yield engines.get("recogniser")
    engines.close()


def heard(engine: Recogniser, pcm: bytes, listen: ListenFor = LISTEN, size: int = 2048) -> Heard:
    session = engine.open(listen)
    for start in range(0, len(pcm), size):
        session.feed(pcm[start : start + size])
    return session.close()


def follows_the_rules(result: Heard, listen: ListenFor) -> None:
    """Rule 1: a card is a line that was offered; what was not understood has no words."""
    texts = {reply.key: reply.text for reply in listen.replies}
    phrases = {move.key: (move.text, *move.phrases) for move in listen.moves}
    assert result.move is None or result.evidence is Evidence.CARD
    if result.move is not None:
        assert result.reply is None
        assert result.text in phrases[result.move]
    elif result.evidence is Evidence.CARD:
        assert result.reply is not None
        assert result.text == texts[result.reply]
        assert result.guess is None
    if result.evidence is Evidence.OWN_WORDS:
        assert (result.text, result.surface, result.reply, result.slip) == ("", "", None, None)
    assert result.evidence is not Evidence.TYPED
    assert set(result.spotted) <= {spot.key for spot in listen.spots}
    assert result.guess is None or result.guess in texts
    assert 0.0 <= result.confidence <= 1.0
    for word in result.words:
        assert word.start_ms < word.end_ms
        assert 0.0 <= word.confidence <= 1.0


def test_it_says_what_it_can(engine: Recogniser) -> None:
    assert isinstance(engine.capabilities, Capabilities)
    assert "en" in engine.capabilities.languages


def test_loading_twice_is_safe(engine: Recogniser) -> None:
    engine.load()


def test_an_offered_line_is_a_card(engine: Recogniser) -> None:
    result = heard(engine, clip("line"))
    follows_the_rules(result, LISTEN)
    assert (result.evidence, result.reply) == (Evidence.CARD, "home.short")


@pytest.mark.parametrize("size", [66, 320, 1002, 8192, 10_000_000])
def test_frames_may_have_any_size(engine: Recogniser, size: int) -> None:
    assert heard(engine, clip("line"), size=size).reply == "home.short"


@pytest.mark.parametrize("pcm", [b"", silence(0.02), silence(3)], ids=["none", "20ms", "3s"])
def test_silence_is_no_card(engine: Recogniser, pcm: bytes) -> None:
    result = heard(engine, pcm)
    follows_the_rules(result, LISTEN)
    assert result.evidence is Evidence.OWN_WORDS


@pytest.mark.parametrize("name", ["line", "other", "slip", "short"])
def test_without_an_offer_there_is_no_card(engine: Recogniser, name: str) -> None:
    for listen in (ListenFor(), ListenFor(spots=LISTEN.spots)):
        result = heard(engine, clip(name), listen)
        follows_the_rules(result, listen)
        assert result.reply is None


def test_peek_is_the_result_so_far_and_more_may_follow(engine: Recogniser) -> None:
    session = engine.open(LISTEN)
    assert session.peek().evidence is Evidence.OWN_WORDS
    session.feed(clip("line") + silence(0.3))
    first = session.peek()
    assert first == session.peek()
    session.feed(silence(0.3))
    final = session.close()
    follows_the_rules(first, LISTEN)
    assert final.answers_like(first)


def test_partials_name_offered_lines(engine: Recogniser) -> None:
    session = engine.open(LISTEN)
    pcm = clip("line") + silence(0.5)
    keys = {reply.key for reply in LISTEN.replies}
    for start in range(0, len(pcm), 2048):
        partial = session.feed(pcm[start : start + 2048])
        assert isinstance(partial, Partial)
        assert partial.reply is None or partial.reply in keys
        assert engine.capabilities.shows_partials or partial.text == ""
    session.abandon()


def test_a_session_can_be_abandoned_at_any_time(engine: Recogniser) -> None:
    for name in ("line", "other", "short"):
        session = engine.open(LISTEN)
        session.feed(clip(name)[:20_000])
        session.abandon()
        session.abandon()
    assert heard(engine, clip("line")).reply == "home.short"


def test_abandoning_after_the_close_is_safe(engine: Recogniser) -> None:
    session = engine.open(LISTEN)
    session.feed(clip("line"))
    session.close()
    session.abandon()
    assert heard(engine, clip("line")).reply == "home.short"


def test_two_sessions_do_not_disturb_each_other(engine: Recogniser) -> None:
    one, two = engine.open(LISTEN), engine.open(ListenFor(replies=(OfferedReply("dogs", OTHER),)))
    mine, other = clip("line"), clip("other")
    for start in range(0, max(len(mine), len(other)), 2048):
        one.feed(mine[start : start + 2048])
        two.feed(other[start : start + 2048])
    assert (one.close().reply, two.close().reply) == ("home.short", "dogs")


@pytest.mark.parametrize("text", ["", "…", "日本語", "'", "a" * 300, "the the the", "x; | <g> /1/ {a} */"])
def test_any_line_may_be_offered(engine: Recogniser, text: str) -> None:
    listen = ListenFor(replies=(OfferedReply("home", LINE), OfferedReply("odd", text)))
    result = heard(engine, clip("line"), listen)
    follows_the_rules(result, listen)
    assert result.reply == "home"


def test_a_move_is_none_of_the_lines_and_a_line_is_no_move(engine: Recogniser) -> None:
    moves = (OfferedMove("slower", "Slower, please.", phrases=("Slower, please.",)),)
    listen = ListenFor(replies=LISTEN.replies, spots=LISTEN.spots, moves=moves)
    for name in ("slower", "stop", "yes", "other"):
        follows_the_rules(heard(engine, in_a_room(clip(name)), listen), listen)
    result = heard(engine, clip("line"), listen)
    assert (result.reply, result.move) == ("home.short", None)


def test_loud_noise_follows_the_rules(engine: Recogniser) -> None:
    follows_the_rules(heard(engine, noise(5)), LISTEN)
