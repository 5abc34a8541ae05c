"""One utterance in SeamlessM4T: the whole of it is decoded whenever somebody asks.

The encoder looks both ways, so a result so far is a run over everything so far: partials are made only while
nobody waits for the model, and a result is kept as long as only silence follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import takewhile

from ml.errors import EngineError
from ml.offered import Offered
from ml.seamless.batcher import Urgency
from ml.seamless.model import Clip, Transcript
from ml.seamless.runtime import Runtime
from ml.seamless.speakable import joined
from ml.seamless.speech import LEAST_VOICED_S, RATE, Samples, SpeechMeter, Voiced, in_pieces, voiced_part
from ml.seamless.transcripts import is_made_up, overall, words_with_confidence
from ml.types import Evidence, Heard, ListenFor, Partial, Word

PARTIAL_EVERY_S = 0.8  # of new audio
PARTIAL_WITHIN_S = 0.5  # one that has to wait longer is out of date
LONGEST_PARTIAL_S = 15.0  # a story is not decoded over and over
GOES_ON_S = 0.16  # of voice since the last result: more was said
SAME_S = 0.12  # by which the voiced part may change while what was said is the same


@dataclass(frozen=True, slots=True)
class _Decoded:
    voiced: Voiced
    transcripts: tuple[Transcript, ...]

    def is_of(self, voiced: Voiced) -> bool:
        """Whether nothing but silence has come since."""
        near = SAME_S * RATE
        return abs(self.voiced.start - voiced.start) <= near and abs(self.voiced.end - voiced.end) <= near

    @property
    def text(self) -> str:
        return joined([transcript.text for transcript in self.transcripts])


class SeamlessSession:
    """Implements ``RecogniserSession``. ``language``: the model's code."""

    def __init__(self, runtime: Runtime, listen: ListenFor, language: str, *, beams: int) -> None:
        self._runtime, self._language, self._beams = runtime, language, beams
        self._adapter = listen.adapter
        self._offered = Offered(listen)
        self._pcm = bytearray()
        self._meter = SpeechMeter()
        self._decoded: _Decoded | None = None
        self._asked: tuple[Voiced, float, Future[Transcript]] | None = None  # a partial on its way
        self._looked_at = 0  # bytes that had come when a partial was thought of last
        self._partial = Partial()
        self._partial_voice_s = 0.0  # of somebody's voice, that the partial covers
        self._before: tuple[str, ...] = ()  # words of the result before

    def feed(self, pcm: bytes) -> Partial:
        self._pcm += pcm
        self._meter.feed(pcm)
        self._take_partial()
        self._ask_partial()
        if self._meter.seconds - self._partial_voice_s < GOES_ON_S:
            return self._partial
        # Somebody goes on speaking: the words are old, and the end of a line is none.
        return replace(self._partial, complete=False, last_word="")

    def peek(self) -> Heard:
        return self._heard(self._decode())

    def close(self) -> Heard:
        try:
            return self.peek()
        finally:
            self.abandon()

    def abandon(self) -> None:
        asked, self._asked = self._asked, None
        if asked is not None:
            asked[2].cancel()
        self._pcm.clear()
        self._decoded = None

    # ------------------------------------------------------------------ partials

    def _take_partial(self) -> None:
        """What has come of the last question, if it has."""
        if self._asked is None or not self._asked[2].done():
            return
        (voiced, voice_s, future), self._asked = self._asked, None
        if future.cancelled() or future.exception() is not None:
            return  # only shown: nobody misses it
        self._decoded = _Decoded(voiced, (future.result(),))
        self._show(self._decoded, voice_s, settled=False)

    def _show(self, decoded: _Decoded, voice_s: float, *, settled: bool) -> None:
        """Make the partial of a result; ``settled``: it is of all that was said, and silence follows."""
        if is_made_up(decoded.text, overall(self._words(decoded)), decoded.voiced.seconds):
            return
        words = tuple(decoded.text.split())
        # Shown is what two runs agree on (local agreement, Liu et al. 2020): words do not change once seen.
        same = len(words) if settled else _same(words, self._before)
        self._before, self._partial_voice_s = words, voice_s
        self._partial = self._offered.partial(decoded.text, shown=" ".join(words[:same]))

    def _ask_partial(self) -> None:
        """Every so often, while somebody speaks and nobody waits for the model."""
        new_s = (len(self._pcm) - self._looked_at) / 2 / RATE
        if (
            self._asked is not None
            or new_s < PARTIAL_EVERY_S
            or len(self._pcm) / 2 > LONGEST_PARTIAL_S * RATE
        ):
            return
        voice_s = self._meter.seconds
        if voice_s - self._partial_voice_s < GOES_ON_S or not self._runtime.idle:
            return
        self._looked_at = len(self._pcm)
        voiced = voiced_part(bytes(self._pcm))
        if not len(voiced.samples) or (self._decoded is not None and self._decoded.is_of(voiced)):
            return
        with suppress(EngineError):
            clip = self._clip(voiced.samples)
            future = self._runtime.hear(clip, Urgency.PARTIAL, within=PARTIAL_WITHIN_S)
            self._asked = (voiced, voice_s, future)

    # ------------------------------------------------------------------ the whole

    def _decode(self) -> _Decoded:
        voiced = voiced_part(bytes(self._pcm))
        asked = self._asked
        if asked is not None and asked[2].running() and _Decoded(asked[0], ()).is_of(voiced):
            with suppress(EngineError):  # else it is decoded anew
                self._runtime.answer(asked[2])  # it is being worked out already
        self._take_partial()
        if self._decoded is None or not self._decoded.is_of(voiced):
            clips = [self._clip(piece) for piece in in_pieces(voiced.samples)]
            self._decoded = _Decoded(voiced, tuple(self._runtime.heard(clips)))
        self._show(self._decoded, self._meter.seconds, settled=True)
        return self._decoded

    def _clip(self, samples: Samples) -> Clip:
        return Clip(samples, self._language, self._adapter, self._beams)

    def _words(self, decoded: _Decoded) -> tuple[Word, ...]:
        """Words of all pieces, each piece's within its own time."""
        words: list[Word] = []
        lengths = [len(piece) for piece in in_pieces(decoded.voiced.samples)]
        at = decoded.voiced.start
        for transcript, length in zip(decoded.transcripts, lengths, strict=True):
            seconds = (at / RATE, (at + length) / RATE)
            words += words_with_confidence(transcript.pieces, transcript.logs, seconds)
            at += length
        return tuple(words)

    def _heard(self, decoded: _Decoded) -> Heard:
        if self._meter.seconds < LEAST_VOICED_S:
            return Heard(Evidence.OWN_WORDS)
        words = self._words(decoded)
        sure = round(overall(words), 3)
        if is_made_up(decoded.text, sure, decoded.voiced.seconds):
            return Heard(Evidence.OWN_WORDS)
        match = self._offered.match(decoded.text)
        if match.move is not None:
            return Heard(Evidence.CARD, text=match.text, surface=match.text, move=match.move, confidence=sure)
        read = match.reply is not None
        text = match.text if read else decoded.text
        return Heard(
            Evidence.CARD if read else Evidence.HEARD,
            text=text,
            surface=text,
            reply=match.reply,
            spotted=match.spotted,
            slip=match.slip,
            words=words,
            confidence=sure,
        )


def _same(words: Sequence[str], before: Sequence[str]) -> int:
    """How many words two results begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(words, before, strict=False)))
