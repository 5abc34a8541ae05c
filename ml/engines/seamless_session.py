"""One utterance in SeamlessM4T: the whole of it is decoded whenever somebody asks.

The encoder looks both ways, so a result so far is a run over everything so far: partials are made only while
nobody waits for the model, and a result is kept as long as only silence follows.
"""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass

from ml.errors import EngineError
from ml.offered import Offered
from ml.seamless.batcher import Urgency
from ml.seamless.model import Clip, Transcript
from ml.seamless.runtime import Runtime, answer
from ml.seamless.speakable import joined
from ml.seamless.speech import LEAST_VOICED_S, RATE, Samples, SpeechMeter, Voiced, in_pieces, voiced_part
from ml.seamless.transcripts import is_made_up, overall, words_with_confidence
from ml.types import Evidence, Heard, ListenFor, Partial, Word

PARTIAL_EVERY_S = 0.8  # of new audio
PARTIAL_WITHIN_S = 0.5  # one that has to wait longer is out of date
LONGEST_PARTIAL_S = 15.0  # a story is not decoded over and over
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
        self._asked: tuple[Voiced, Future[Transcript]] | None = None  # a partial on its way
        self._asked_at = 0  # bytes that had come by then
        self._partial = Partial()
        self._before: tuple[str, ...] = ()  # words of the partial before

    def feed(self, pcm: bytes) -> Partial:
        self._pcm += pcm
        self._meter.feed(pcm)
        self._take_partial()
        self._ask_partial()
        return self._partial

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
            asked[1].cancel()
        self._pcm.clear()
        self._decoded = None

    # ------------------------------------------------------------------ partials

    def _take_partial(self) -> None:
        """What has come of the last question, if it has."""
        if self._asked is None or not self._asked[1].done():
            return
        (voiced, future), self._asked = self._asked, None
        if future.cancelled() or future.exception() is not None:
            return  # only shown: nobody misses it
        self._decoded = _Decoded(voiced, (future.result(),))
        words = tuple(self._decoded.text.split())
        if is_made_up(self._decoded.text, self._words(self._decoded), voiced.seconds):
            return
        # Shown is what two runs agree on (local agreement, Liu et al. 2020): words do not change once seen.
        same = 0
        while same < min(len(words), len(self._before)) and words[same] == self._before[same]:
            same += 1
        self._before = words
        self._partial = self._offered.partial(self._decoded.text, shown=" ".join(words[:same]))

    def _ask_partial(self) -> None:
        new_s = (len(self._pcm) - self._asked_at) / 2 / RATE
        if self._asked is not None or new_s < PARTIAL_EVERY_S or not self._runtime.idle:
            return
        voiced = voiced_part(bytes(self._pcm))
        if not len(voiced.samples) or len(voiced.samples) > LONGEST_PARTIAL_S * RATE:
            return
        if self._decoded is not None and self._decoded.is_of(voiced):
            return
        self._asked_at = len(self._pcm)
        try:
            future = self._runtime.hear(self._clip(voiced.samples), Urgency.PARTIAL, within=PARTIAL_WITHIN_S)
        except EngineError:
            return
        self._asked = (voiced, future)

    # ------------------------------------------------------------------ the whole

    def _decode(self) -> _Decoded:
        voiced = voiced_part(bytes(self._pcm))
        asked = self._asked
        if asked is not None and asked[1].running() and _Decoded(asked[0], ()).is_of(voiced):
            with suppress(EngineError):  # else it is decoded anew
                answer(asked[1])  # it is being worked out already
        self._take_partial()
        if self._decoded is None or not self._decoded.is_of(voiced):
            pieces = in_pieces(voiced.samples)
            made = [self._runtime.hear(self._clip(piece), Urgency.FINAL) for piece in pieces]
            try:
                self._decoded = _Decoded(voiced, tuple(answer(future) for future in made))
            finally:
                for future in made:
                    future.cancel()
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
        if is_made_up(decoded.text, words, decoded.voiced.seconds):
            return Heard(Evidence.OWN_WORDS)
        sure = round(overall(words), 3)
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
