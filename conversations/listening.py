"""From audio to what was heard: the first half of a turn's way."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar, cast

from conversations.audiostream import AudioStream, Frame, Sign, Signal
from conversations.endpointing import Decision, decide
from conversations.job import Meter, Step, TurnJob
from conversations.preparation import Preparation
from conversations.protocol import SAMPLE_RATE, TurnPartial, TurnRevised
from conversations.spare import spare_counted
from ml.errors import EngineError
from ml.roles import Recogniser, RecogniserSession
from ml.time_limit import session_in_time
from ml.types import Heard, ListenFor, Partial

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

READ_SECONDS = 0.25
IDLE_SECONDS = 30.0  # a microphone that is on always sends: after this nobody is there
MAX_REPLAYS = 2
MOST_BYTES = 2 * SAMPLE_RATE * 2  # given to a recogniser at once: a backlog must not outlast its time limit
ENDS = {Signal.CEILING: "ceiling", Signal.LOST: "lost", Signal.RELEASED: "released"}


class Cancelled(Exception):
    """Another turn took this one's place."""


class Stopped(Exception):
    """This process ends in the middle of the turn."""


@dataclass
class Utterance:
    """What listening came to."""

    heard: Heard
    samples: int  # of the turn, to its end
    reason: str
    silence_ms: int
    voiced_ms: int
    longest_pause_ms: int
    revision: int
    prepared: Preparation | None = None


class Listener:
    """One utterance in a recogniser. A helper that dies costs a replay of the frames, not the turn."""

    def __init__(self, job: TurnJob, meter: Meter) -> None:
        offer = job.offer
        # "Yes" and "no" are listened for where they answer something: noise is too easily a "Nope".
        moves = tuple(move for move in offer.moves if move.text) if offer else ()
        self._listen = ListenFor(offer.replies, offer.spots, moves) if offer else ListenFor()
        self._engines, self._is_spare = job.engines, False
        self._recogniser = self._first()
        self._meter = meter
        self._taken: list[bytes] = []
        self._replays = 0
        self._session: RecogniserSession | None = None

    def feed(self, pcm: bytes) -> Partial:
        self._taken.append(pcm)
        return self._ask(lambda session: session.feed(pcm), pcm)

    def peek(self) -> Heard:
        return self._ask(lambda session: session.peek())

    def close(self) -> Heard:
        return self._ask(lambda session: session.close())

    def abandon(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.abandon()

    def _ask(self, call: Callable[[RecogniserSession], Answer], feeding: bytes = b"") -> Answer:
        while True:
            try:
                with self._meter.engine():
                    return call(self._open(feeding))
            except EngineError as error:
                self.abandon()
                self._replays += 1
                if not error.retryable or self._replays > MAX_REPLAYS:
                    if self._is_spare or not self._engines.has("spare_recogniser"):
                        raise
                    self._recogniser = self._spare(error)
                    self._replays = 0
                logger.warning("recogniser failed (%s), replaying %d pieces", error.code, len(self._taken))

    def _first(self) -> Recogniser:
        try:
            return cast(Recogniser, self._engines.get("recogniser"))
        except EngineError as error:  # it cannot be loaded
            if not self._engines.has("spare_recogniser"):
                raise
            return self._spare(error)

    def _spare(self, error: EngineError) -> Recogniser:
        """Takes over for the rest of the utterance: the offered lines are understood still."""
        spare_counted("recogniser", error.code)
        self._is_spare = True
        return cast(Recogniser, self._engines.get("spare_recogniser"))

    def _open(self, feeding: bytes) -> RecogniserSession:
        """The session, opened and brought to where the speech is, less what is about to be fed."""
        if self._session is None:
            self._session = session_in_time(self._recogniser, lambda: self._recogniser.open(self._listen))
            before = self._taken[:-1] if feeding else self._taken
            whole = b"".join(before)
            for start in range(0, len(whole), MOST_BYTES):
                self._session.feed(whole[start : start + MOST_BYTES])
                self._meter.moves()
        return self._session


class Listening:
    """Reads a turn's stream until the turn is over. ``steps()`` yields what the page may see."""

    def __init__(
        self,
        job: TurnJob,
        stream: AudioStream,
        meter: Meter,
        prepare: Callable[[Heard, int], Preparation],
    ) -> None:
        self.utterance: Utterance | None = None
        self.position = job.offset  # samples of the turn that were listened to
        self._job = job
        self._stream = stream
        self._meter = meter
        self._prepare = prepare
        self._listener = Listener(job, meter)
        self._prepared: Preparation | None = None
        self._partial = Partial()
        self._revision = job.revision
        self._voiced_from = job.offset
        self._silent_from: int | None = None
        self._voiced = 0
        self._longest_pause = 0
        self._end: tuple[str, int] | None = None  # reason, samples at which the turn ends

    def steps(self) -> Iterator[Step]:
        try:
            cursor, idle = 0, 0.0
            while self.utterance is None:
                self._meter.moves()
                items = self._stream.read(cursor, READ_SECONDS)
                cursor += len(items)
                idle = 0.0 if items else idle + READ_SECONDS
                if idle >= IDLE_SECONDS:
                    self._end = ("lost", self.position)
                before = self._partial
                self._take_frames([item for item in items if isinstance(item, Frame)])
                for item in items:
                    if isinstance(item, Sign):
                        yield from self._take_sign(item)
                if self._partial != before and self._worth_showing():
                    yield Step(message=self._partial_message())
                self._consider()
        finally:
            self._listener.abandon()
            if self.utterance is None:
                self._drop()

    def _take_frames(self, frames: list[Frame]) -> None:
        if not frames:
            return
        pcm = b"".join(frame.pcm for frame in frames)
        for start in range(0, len(pcm), MOST_BYTES):
            self._partial = self._listener.feed(pcm[start : start + MOST_BYTES])
        self.position = frames[-1].end  # not a sum: a client may have lost audio in between

    def _take_sign(self, sign: Sign) -> Iterator[Step]:
        if sign.signal is Signal.CANCELLED:
            raise Cancelled
        if sign.signal is Signal.STOPPED:
            raise Stopped
        if sign.signal is Signal.SILENCE:
            self._silent_from = sign.offset
            self._voiced += max(sign.offset - self._voiced_from, 0)
        elif sign.signal is Signal.SPEECH:
            self._voiced_from = sign.offset
            if self._silent_from is not None:
                self._longest_pause = max(self._longest_pause, sign.offset - self._silent_from)
                self._silent_from = None
            if self._prepared is not None:
                self._drop()
                self._revision += 1
                yield Step(message=TurnRevised(turn=self._job.number, revision=self._revision))
        else:
            self._end = (ENDS[sign.signal], sign.offset)

    def _consider(self) -> None:
        if self._end is not None:
            reason, samples = self._end
            if self.position >= samples or reason != "released":
                self._finish(reason, 0)
            return
        if self._silent_from is None:
            return
        silence_ms = _ms(self.position - self._silent_from)
        verdict = decide(silence_ms, self._partial, self._job.pauses)
        if verdict.decision is Decision.END:
            self._finish(verdict.reason, silence_ms)
        elif verdict.decision is Decision.SOFT and self._prepared is None and not self._job.brief:
            self._prepared = self._prepare(self._listener.peek(), self._revision)

    def _finish(self, reason: str, silence_ms: int) -> None:
        self._meter.mark("ended")
        if self._silent_from is None:
            self._voiced += max(self.position - self._voiced_from, 0)
        heard = self._listener.close()
        if self._prepared is not None and not heard.answers_like(self._prepared.heard):
            self._drop()
            self._revision += 1
        self.utterance = Utterance(
            heard=heard,
            samples=self.position,
            reason=reason,
            silence_ms=silence_ms,
            voiced_ms=_ms(self._voiced),
            longest_pause_ms=_ms(self._longest_pause),
            revision=self._revision,
            prepared=self._prepared,
        )

    def _drop(self) -> None:
        prepared, self._prepared = self._prepared, None
        if prepared is not None:
            prepared.drop()

    def _worth_showing(self) -> bool:
        """Only what the learner surely says may light up (product rule 3)."""
        if self._job.brief:
            return False
        partial = self._partial
        return bool(partial.text) or (partial.reply is not None and partial.likely)

    def _partial_message(self) -> TurnPartial:
        return TurnPartial(
            turn=self._job.number,
            revision=self._revision,
            card=self._partial.reply,
            words_read=self._partial.words_read,
            text=self._partial.text,
        )


def _ms(samples: int) -> int:
    return samples * 1000 // SAMPLE_RATE
