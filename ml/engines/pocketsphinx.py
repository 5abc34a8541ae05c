"""The embedded recogniser: tells which offered line was read, never what else was said.

Each utterance runs in a helper process over three PocketSphinx decoders (see
``ml.engines.pocketsphinx_turn``). What follows no line comes back as ``own_words`` without a
transcript: on learners' free speech the engine gets four words in five wrong.
"""

from __future__ import annotations

import contextlib
import logging
from functools import lru_cache
from typing import Any

from ml.errors import EngineError
from ml.host import HelperPool, Lease
from ml.spoken import words_of
from ml.types import Capabilities, Evidence, Heard, ListenFor, OfferedMove, Partial, Slip, Word

log = logging.getLogger(__name__)

Moves = list[tuple[str, list[str], bool]]  # key, phrases, whether it was asked for

CALL_S = 10.0  # one call; a normal one takes milliseconds


@lru_cache(maxsize=1024)
def _has_words(text: str) -> bool:
    return bool(words_of(text))


class PocketSphinxRecogniser:
    """Recogniser over a pool of helpers: ``ready`` are started ahead, ``most`` at most.

    ``wait`` is how long ``open`` waits for a free one, in seconds.
    """

    capabilities = Capabilities(streams=True, sample_rate=16_000, time_limit=0)

    def __init__(self, *, ready: int = 2, most: int = 6, wait: float = 2.0, variants: bool = True) -> None:
        self._variants = variants
        self._told = False  # that phrases were left out
        self._pool = HelperPool(
            "ml.engines.pocketsphinx_worker.PocketSphinxWorker",
            ready=ready,
            most=most,
            wait=wait,
            call_timeout=CALL_S,
        )

    def load(self) -> None:
        self._pool.start()

    def close(self) -> None:
        """End the helpers; the engine cannot be used afterwards."""
        self._pool.close()

    def open(self, listen: ListenFor) -> PocketSphinxSession:
        """EngineError ``engine.busy`` when no helper becomes free in time."""
        moves = self._speakable(listen.moves)
        return PocketSphinxSession(self._pool.lease(), listen, moves, variants=self._variants)

    def _speakable(self, moves: tuple[OfferedMove, ...]) -> Moves:
        """The moves' phrases that have words a decoder can follow. Teachers edit them: one in another
        script is left out, and the log says so once, without the phrase."""
        kept: Moves = []
        lost = 0
        for move in moves:
            texts = move.phrases or (move.text,)
            spoken = [text for text in texts if _has_words(text)]
            lost += len(texts) - len(spoken)
            kept.append((move.key, spoken, bool(move.text)))
        if lost and not self._told:
            self._told = True
            log.warning("%d phrases of moves have no English words and are never recognised", lost)
        return kept


class PocketSphinxSession:
    """One utterance in one helper. Any call may raise a retryable EngineError when the helper
    died: feed the same samples to a new session then."""

    def __init__(self, helper: Lease, listen: ListenFor, moves: Moves, *, variants: bool) -> None:
        self._helper = helper
        self._replies = listen.replies
        header = {
            "lines": [reply.text for reply in listen.replies],
            "spots": [[spot.key, list(spot.phrases)] for spot in listen.spots],
            "moves": moves,
            "variants": variants,
        }
        try:
            self._helper.call("open", header)
        except BaseException:
            self._helper.release()
            raise

    def feed(self, pcm: bytes) -> Partial:
        answer, _ = self._helper.call("feed", payload=pcm)
        if "line" not in answer:
            return Partial()
        return Partial(
            reply=self._replies[answer["line"]].key,
            words_read=answer["words_read"],
            complete=answer["complete"],
            likely=answer["likely"],
            last_word=answer["last_word"],
        )

    def peek(self) -> Heard:
        return self._heard(self._helper.call("peek")[0])

    def close(self) -> Heard:
        try:
            return self._heard(self._helper.call("close")[0])
        finally:
            self._helper.release()

    def abandon(self) -> None:
        # Voice must not stay in a helper's memory until somebody else's turn.
        with contextlib.suppress(EngineError):
            self._helper.call("abandon")
        self._helper.release()

    def _heard(self, answer: dict[str, Any]) -> Heard:
        if answer["verdict"] == "move":
            return Heard(
                Evidence.CARD,
                text=answer["phrase"],
                surface=answer["phrase"],
                move=answer["move"],
                confidence=round(float(answer["chance"]), 3),
            )
        spotted = tuple(answer["spotted"])
        if answer["verdict"] != "read":
            unsure = answer["verdict"] == "unsure"
            return Heard(
                Evidence.OWN_WORDS,
                spotted=spotted,
                guess=self._replies[answer["line"]].key if unsure else None,
            )
        reply = self._replies[answer["line"]]
        return Heard(
            Evidence.CARD,
            text=reply.text,
            surface=reply.text,
            reply=reply.key,
            spotted=spotted,
            slip=_slip(reply.key, reply.text, answer["slip"]),
            words=tuple(Word(*word) for word in answer["words"]),
            confidence=round(float(answer["chance"]), 3),
        )


def _slip(key: str, expected: str, found: dict[str, Any] | None) -> Slip | None:
    if found is None:
        return None
    return Slip(key, said=found["said"], expected=expected, code=found["code"], margin=found["margin"])
