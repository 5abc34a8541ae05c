"""Moves that are spoken: heard when no line was read, never instead of one, and not in other sounds."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from ml import rejection_moves
from ml.engines.pocketsphinx import PocketSphinxRecogniser
from ml.engines.pocketsphinx_models import process
from ml.rejection import Segment, Trace
from ml.rejection_moves_fit import ACCEPT, ACCEPT_STRICT, WEIGHTS
from ml.types import Evidence, Heard, ListenFor, OfferedMove, OfferedReply
from tests.ml.speech_clips import (
    LINE,
    OTHER,
    SHORT,
    clip,
    in_a_room,
    laughter,
    mixed,
    music,
    noise,
    silence,
)


def move(key: str, *phrases: str, text: str | None = None) -> OfferedMove:
    return OfferedMove(key, phrases[0] if text is None else text, phrases=phrases)


MOVES = (
    move("repeat", "Sorry?", "Can you say that again?", "What did you say?"),
    move("slower", "Slower, please.", "Can you speak more slowly?", "You speak too fast."),
    move("meaning.blank", "What does go blank mean?", "What is go blank?"),
    move("help", "I don't know what to say.", "I don't know.", "What can I say?"),
    move("wait", "Wait a moment, please.", "Let me think."),
    move("skip", "Let's skip this question.", "Next, please."),
    move("easier", "Can you make it easier?", "It's too difficult."),
    move("stop", "Let's stop here.", "I have to go.", "Goodbye."),
    move("yes", "Yes.", "Yes, please.", text=""),
    move("no", "No.", "No, thanks.", text=""),
    move("and_you", "And you?", "What about you?"),
)
REPLIES = (
    OfferedReply("home", LINE),
    OfferedReply("never", "Never. I am always very calm."),
    OfferedReply("once", "Once I forgot my own name."),
)
LISTEN = ListenFor(replies=REPLIES, moves=MOVES)


@pytest.fixture(scope="module")
def engine() -> Iterator[PocketSphinxRecogniser]:
    engine = PocketSphinxRecogniser(ready=1, most=1, wait=30)
    engine.load()
    yield engine
    engine.close()


def heard(engine: PocketSphinxRecogniser, pcm: bytes, listen: ListenFor = LISTEN) -> Heard:
    session = engine.open(listen)
    for start in range(0, len(pcm), 2048):
        session.feed(pcm[start : start + 2048])
    return session.close()


@pytest.mark.parametrize(
    ("name", "key", "text"),
    [
        ("slower", "slower", "Slower, please."),
        ("stop", "stop", "Let's stop here."),
        ("help", "help", "I don't know."),
        ("sorry", "repeat", "Sorry?"),
    ],
)
def test_a_move_is_heard_beside_three_lines(
    engine: PocketSphinxRecogniser, name: str, key: str, text: str
) -> None:
    result = heard(engine, in_a_room(clip(name)))
    assert (result.evidence, result.move, result.reply) == (Evidence.CARD, key, None)
    assert (result.text, result.surface, result.guess, result.slip) == (text, text, None, None)
    assert ACCEPT <= result.confidence <= 1.0


def test_a_move_is_heard_where_no_line_is_offered(engine: PocketSphinxRecogniser) -> None:
    assert heard(engine, in_a_room(clip("slower")), ListenFor(moves=MOVES)).move == "slower"


def test_no_move_is_heard_that_is_not_offered(engine: PocketSphinxRecogniser) -> None:
    for moves in ((), tuple(one for one in MOVES if one.key != "slower")):
        assert heard(engine, in_a_room(clip("slower")), ListenFor(replies=REPLIES, moves=moves)).move is None


def test_a_bare_yes_is_heard_when_it_was_asked_for(engine: PocketSphinxRecogniser) -> None:
    asked = tuple(OfferedMove(one.key, one.phrases[0], phrases=one.phrases) for one in MOVES)
    assert heard(engine, in_a_room(clip("yes")), ListenFor(replies=REPLIES, moves=asked)).move == "yes"


def test_a_line_that_was_read_is_never_a_move(engine: PocketSphinxRecogniser) -> None:
    line = OfferedReply("of-course", SHORT)
    moves = (*MOVES, move("easier", LINE, SHORT, OTHER))
    for name, key in (("line", "home"), ("short", "of-course")):
        result = heard(engine, clip(name), ListenFor(replies=(*REPLIES, line), moves=moves))
        assert (result.reply, result.move) == (key, None)


def test_peek_and_close_agree_about_a_move(engine: PocketSphinxRecogniser) -> None:
    session = engine.open(LISTEN)
    session.feed(in_a_room(clip("slower")))
    peeked = session.peek()
    assert (peeked.move, session.peek()) == ("slower", peeked)
    session.feed(noise(0.3, 0.0006))
    assert session.close().answers_like(peeked)


def test_a_move_that_goes_on_is_looked_at_anew(engine: PocketSphinxRecogniser) -> None:
    session = engine.open(LISTEN)
    session.feed(in_a_room(clip("slower")))
    assert session.peek().move == "slower"
    session.feed(clip("other"))
    assert session.close().move is None


def test_phrases_without_english_words_are_left_out_and_told_once(
    engine: PocketSphinxRecogniser, caplog: pytest.LogCaptureFixture
) -> None:
    odd = move("wait", "日本語", "…", "", "Подождите", "xqzt ßøł please", "a" * 200, "x; | <g> /1/")
    listen = ListenFor(replies=REPLIES, moves=(*MOVES, odd, move("skip", "…")))
    with caplog.at_level(logging.WARNING, logger="ml.engines.pocketsphinx"):
        for _ in range(2):
            assert heard(engine, in_a_room(clip("slower")), listen).move == "slower"
    assert len(caplog.records) == 1
    assert "日" not in caplog.text
    assert "Подождите" not in caplog.text


# ------------------------------------------------------------------ what is no speech to us


HALVES = clip("line")[: 2 * 14_000] + clip("other")[2 * 18_000 :]  # "I missed the | three dogs"
BAD = {
    "laughter": laughter(2.0),
    "long laughter": laughter(6.0),
    "music": music(3.0),
    "silence": silence(4.0),
    "another beat's line": clip("other"),
    "russian": in_a_room(clip("russian")),
    "two people at once": mixed(clip("other"), clip("russian")),
    "a second voice over music": mixed(clip("other"), music(4.0)),
}


@pytest.mark.parametrize("pcm", BAD.values(), ids=BAD)
def test_what_is_no_line_is_neither_a_card_nor_a_move(engine: PocketSphinxRecogniser, pcm: bytes) -> None:
    result = heard(engine, pcm)
    assert (result.evidence, result.reply, result.move, result.text) == (Evidence.OWN_WORDS, None, None, "")


def test_two_lines_half_and_half_are_no_card(engine: PocketSphinxRecogniser) -> None:
    replies = (OfferedReply("home", LINE), OfferedReply("dogs", OTHER), REPLIES[1])
    result = heard(engine, HALVES, ListenFor(replies=replies, moves=MOVES))
    assert (result.reply, result.move) == (None, None)


class Pieces:
    def __init__(self) -> None:
        self.given: list[bytes] = []

    def process_raw(self, pcm: bytes) -> None:
        self.given.append(pcm)


def test_a_decoder_gets_small_pieces_however_much_comes_at_once() -> None:
    """Several seconds at once run past the ends of its buffers, and the helper dies."""
    decoder, pcm = Pieces(), noise(5)
    process(decoder, pcm)
    assert b"".join(decoder.given) == pcm
    assert max(map(len, decoder.given)) <= 2 * 16_000 // 2  # half a second


# ------------------------------------------------------------------ the decision, by hand


PHRASE = ["S", "L", "OW", "ER", "P", "L", "IY", "Z"]
STRANGE = ["AA", "M", "HH", "UH", "NG", "AA", "B", "UW"]


def chance(phones: list[str], *, loss: float = 0.0005, after: int = 0) -> float:
    """Two words of 30 frames; the grammar scores ``loss`` a frame worse than the phone loop, and
    ``after`` more phones follow."""
    loop = [Segment(name, 7 * n, 7 * n + 6, -0.007) for n, name in enumerate(phones)]
    loop += [Segment("AA", 56 + 7 * n, 62 + 7 * n, -0.007) for n in range(after)]
    words = [Segment(name, 28 * n, 28 * n + 27, -28 * (0.001 + loss)) for n, name in enumerate(("a", "b"))]
    if after:
        words.append(Segment("[NOISE]", 56, 55 + 7 * after, -7 * after * (0.001 + 6 * loss)))
    trace = Trace(words, loop, [*phones, *["AA"] * after])
    return rejection_moves.probability(rejection_moves.features(trace, PHRASE))


def test_the_fit_of_moves_knows_the_features_and_no_others() -> None:
    assert set(rejection_moves.features(Trace((), (), ()), PHRASE)) == set(WEIGHTS)


def test_a_phrase_that_sounds_like_itself_is_taken_and_every_doubt_counts() -> None:
    sure = chance(PHRASE)
    assert sure >= ACCEPT_STRICT
    assert chance(STRANGE) < ACCEPT
    assert chance(PHRASE, loss=0.005) < sure
    assert chance(PHRASE, after=4) < sure
    assert chance(PHRASE, after=16) < ACCEPT


@pytest.mark.parametrize(
    ("key", "phones", "asked", "least"),
    [
        ("repeat", 12, True, ACCEPT),
        ("repeat", 3, True, ACCEPT_STRICT),
        ("stop", 12, True, ACCEPT_STRICT),
        ("skip", 12, False, ACCEPT_STRICT),
        ("yes", 3, False, ACCEPT_STRICT),
        ("yes", 3, True, ACCEPT),
        ("no", 8, False, ACCEPT),
    ],
)
def test_short_and_drastic_moves_need_more(key: str, phones: int, asked: bool, least: float) -> None:
    assert rejection_moves.accepted(key, phones, least, asked=asked)
    assert not rejection_moves.accepted(key, phones, least - 0.01, asked=asked)
    assert ACCEPT < ACCEPT_STRICT
