"""A learner's page that stays through faults: comes back as ours does, sends again what was not taken.

It speaks one line, and notes when the reply to it began.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from bench.clips import RATE, Clip
from bench.figures import End, end_of
from bench.learner import Ears, Mouth, Utterance
from conversations.frames import REPLY_HEADER
from conversations.protocol import FRAME_SAMPLES

FIRST_RETRY, LONGEST_RETRY = 0.5, 15.0  # seconds, as in static/js/backoff.js
OPEN_SECONDS = 10.0
FRAME_SECONDS = FRAME_SAMPLES / RATE


def retry_seconds(tries: int, dice: random.Random) -> float:
    """The pause before the next try to connect, after so many."""
    return min(FIRST_RETRY * 2.0**tries, LONGEST_RETRY) * dice.uniform(0.75, 1.0)


class Page:
    """``ports`` are those of the web processes: the first one, then the next, as a proxy would choose."""

    def __init__(self, ports: Sequence[int], talk: str, cookie: str, dice: random.Random) -> None:
        self.mouth, self.ears = Mouth(dice), Ears()
        self.turn = 0  # the one that the line was heard as
        self.heard: dict[int, str] = {}
        self.cut_off = False
        self.begins: list[float] = []  # when its reply began; again where it was begun anew
        self.opened = asyncio.Event()  # the buddy's opening was given
        self.answered = asyncio.Event()  # the reply to its end, or word that there will be none
        self.at_end: Callable[[], None] | None = None  # called once, when the line's turn has ended
        self._ports, self._talk, self._cookie, self._dice = list(ports), talk, cookie, dice
        self._socket: ClientConnection | None = None
        self._seq = self._joined_seq = 0
        self._joined: dict[str, Any] | None = None  # until everything missed is known
        self._utterance: Utterance | None = None

    async def stay(self) -> None:
        """Listen and record, for ever."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._listen())
            both.create_task(self._record())

    def say(self, clip: Clip) -> Utterance:
        self._utterance = Utterance(clip.pcm, self.mouth.say(clip.pcm))
        return self._utterance

    def after_line_ms(self, moment: float) -> float:
        """Milliseconds from the line's last voiced sample."""
        assert self._utterance is not None
        return (moment - self.mouth.said_at(self._utterance.last)) * 1000

    # ------------------------------------------------------------------ out

    async def _record(self) -> None:
        due = time.perf_counter()
        while True:
            due += FRAME_SECONDS
            await asyncio.sleep(max(due - time.perf_counter(), 0))
            self.mouth.record()
            if self._socket is None or self._joined is not None:
                continue
            with suppress(WebSocketException):  # what was on its way comes again after the next join
                for frame in self.mouth.frames(buddy_sounds=self.ears.hears):
                    await self._socket.send(frame)

    # ------------------------------------------------------------------ in

    async def _listen(self) -> None:
        tries = 0
        while True:
            try:
                await self._come(self._ports[0])
                tries = 0
            except (OSError, WebSocketException, TimeoutError):
                pass
            tries = 0 if self._socket is not None else tries
            self._socket = None
            self._ports.append(self._ports.pop(0))
            await asyncio.sleep(retry_seconds(tries, self._dice))
            tries += 1

    async def _come(self, port: int) -> None:
        async with connect(
            f"ws://127.0.0.1:{port}/ws/talks/{self._talk}/",
            additional_headers={"Cookie": self._cookie},
            origin=f"http://127.0.0.1:{port}",  # type: ignore[arg-type]
            open_timeout=OPEN_SECONDS,
            compression=None,
            max_size=None,
        ) as socket:
            mouth = self.mouth
            begun = max(mouth.tape_start - mouth.start, 0)
            held = {"turn": mouth.turn, "start": begun, "end": mouth.clock - mouth.start}
            join = {"type": "talk.join", "version": 1, "after_seq": self._seq, "held": held}
            await socket.send(json.dumps(join))
            async for message in socket:
                if isinstance(message, bytes):
                    self.frame(message)
                else:
                    self._socket = socket  # the first message is that we have joined
                    self.take(json.loads(message))

    def frame(self, data: bytes) -> None:
        """A piece of a reply."""
        _, _, sentence, turn, _, offset = REPLY_HEADER.unpack_from(data)
        if self.turn and turn == self.turn and sentence == 0 and offset == 0:
            self.begins.append(time.perf_counter())
        self.ears.frame(data)

    def take(self, event: dict[str, Any]) -> None:
        """An event, in the order in which it came."""
        kind, turn = event["type"], int(event.get("turn") or 0)
        if kind == "talk.joined":
            self._joined, self._joined_seq = event, event["seq"]
        elif event.get("seq"):
            if event["seq"] <= self._seq:
                return
            self._seq = event["seq"]
        if kind == "turn.ended":
            self._ended(turn, event["samples"])
        elif kind == "turn.heard":
            self.heard[turn] = event["text"]
        elif kind == "turn.revised":
            self.ears.revised(turn, event["revision"])
        elif kind == "reply.sentence":
            self.ears.rates[turn, event["sentence"]] = event["rate"]
        elif kind == "audio.resend":
            self.mouth.resend(turn, event["start"])
        elif kind == "turn.failed":
            self.mouth.turn_failed(turn)
        if kind in {"reply.ended", "turn.failed", "turn.dismissed"}:
            self._over(kind, turn)
        self._resume()

    def _over(self, kind: str, turn: int) -> None:
        if turn == 0:
            self.opened.set()
        elif turn == self.turn or (self._utterance is not None and kind == "turn.failed"):
            self.answered.set()

    def _ended(self, turn: int, samples: int) -> None:
        if turn < self.mouth.turn:
            return  # told again
        end = self.mouth.start + samples
        self.mouth.turn_ended(turn, samples)
        if self._utterance is None or self.turn:
            return
        place = end_of(self._utterance, end)
        if place is not End.EARLIER:
            self.turn, self.cut_off = turn, place is End.CUT_OFF
            if self.at_end is not None:
                self.at_end()

    def _resume(self) -> None:
        """Joined, and everything missed is known: go on with the sound that the server has not got."""
        if self._joined is None or self._seq < self._joined_seq:
            return
        (joined, self._joined), mouth = (self._joined, None), self.mouth
        opened = joined["open"]
        if opened is not None and opened["turn"] == mouth.turn:
            mouth.resend(mouth.turn, opened["next_sample"])
        elif joined["turn"] > mouth.turn:
            mouth.turn_failed(joined["turn"] - 1)
        else:
            mouth.resend(mouth.turn, 0)
