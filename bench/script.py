"""What a synthetic learner does: waits, reads an offered line, sometimes talks over the reply."""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from asgiref.sync import sync_to_async
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from bench.clips import RATE, Clip
from bench.learner import Ears, Mouth, Utterance, hesitant
from bench.learners import Person
from conversations.gate import INTERRUPTS_SPAN_MS
from conversations.models import Turn
from conversations.protocol import FRAME_SAMPLES

FRAME_SECONDS = FRAME_SAMPLES / RATE
REPLY_SECONDS = 12.0  # longer than this without a sound counts as no reply


@dataclass
class Result:
    """One utterance, from its label to the reply."""

    talk: str
    text: str
    pauses: int
    turn: int = 0
    reason: str = ""
    cut_off: bool = False
    right: bool = False
    no_reply: bool = False
    end_decision_ms: float | None = None
    first_sound_ms: float | None = None
    barge_in_ms: float | None = None
    platform_ms: float | None = None
    engine_ms: float | None = None
    sent_to_sound_ms: float | None = None


class Learner:
    """One socket after the other, until all turns are spoken."""

    def __init__(
        self,
        person: Person,
        args: argparse.Namespace,
        clips: list[Clip],
        boundaries: dict[str, list[int]],
        dice: random.Random,
    ) -> None:
        self.errors: Counter[str] = Counter()
        self._person, self._args, self._dice = person, args, dice
        self._clips = {clip.text: clip for clip in clips}
        self._boundaries = boundaries
        self._results: list[Result] = []

    async def run(self) -> None:
        while len(self._results) < self._args.turns:
            talk = await sync_to_async(self._person.new_talk)()
            before = len(self._results)
            try:
                await self._one_talk(talk)
            except (ConnectionClosed, OSError, TimeoutError) as error:
                self.errors[type(error).__name__] += 1
            if len(self._results) == before:
                self.errors["talk without a turn"] += 1
                return

    def results(self) -> list[Result]:
        """With what only the server knows: the engines' share."""
        for result in self._results:
            turn = Turn.objects.filter(conversation_id=result.talk, number=result.turn).first()
            if turn is None or result.sent_to_sound_ms is None:
                continue
            result.engine_ms = float(turn.timings.get("engine_ms", 0))
            result.platform_ms = result.sent_to_sound_ms - result.engine_ms
        return self._results

    async def _one_talk(self, talk: str) -> None:
        base = self._args.url.replace("http", "ws", 1)
        headers = {"Cookie": self._person.cookie}
        async with connect(
            f"{base}/ws/talks/{talk}/",
            additional_headers=headers,
            origin=self._args.url,
            compression=None,
            max_size=None,
        ) as socket:
            session = TalkSession(self, socket, talk)
            await session.run()


class TalkSession:
    """One talk over one socket."""

    def __init__(self, learner: Learner, socket: ClientConnection, talk: str) -> None:
        self._learner, self._socket, self._talk = learner, socket, talk
        self._args, self._dice = learner._args, learner._dice
        self._mouth, self._ears = Mouth(self._dice), Ears()
        self._cards: list[str] = []
        self._offer_turn = -1
        self._answered: set[int] = set()
        self._replied: set[int] = set()
        self._utterance: Utterance | None = None
        self._result: Result | None = None
        self._over = asyncio.Event()
        self._confirm_at: float | None = None
        self._hold = self._args.mode == "hold"

    async def run(self) -> None:
        await self._send({"type": "talk.join", "version": 1, "mode": self._args.mode})
        tasks = [asyncio.create_task(job()) for job in (self._hear, self._stream, self._speak)]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()

    # ------------------------------------------------------------------ microphone

    async def _stream(self) -> None:
        due = time.perf_counter()
        while not self._over.is_set():
            due += FRAME_SECONDS
            await asyncio.sleep(max(due - time.perf_counter(), 0))
            self._mouth.record()
            if self._hold and not self._pressed():
                self._mouth.told = self._mouth.clock
                self._mouth.start = self._mouth.clock
                continue
            for frame in self._mouth.frames(buddy_sounds=self._ears.hears):
                await self._socket.send(frame)
            if self._hold and not self._mouth.speaking:
                await self._release()

    def _pressed(self) -> bool:
        return self._utterance is not None and self._result is not None and not self._result.reason

    async def _release(self) -> None:
        assert self._result is not None
        if self._result.turn != -1:
            self._result.turn = -1
            samples = self._mouth.clock - self._mouth.start
            await self._send({"type": "turn.release", "turn": self._mouth.turn, "samples": samples})

    # ------------------------------------------------------------------ what to say

    async def _speak(self) -> None:
        results = self._learner._results
        while len(results) < self._args.turns and not self._over.is_set():
            interrupts = await self._my_turn()
            text = self._dice.choice(self._cards)
            clip = self._learner._clips[text]
            pcm, pauses = hesitant(clip, self._learner._boundaries[text], self._args.level, self._dice)
            self._result = Result(self._talk, text, pauses)
            self._utterance = Utterance(text, pcm, pauses)
            if self._hold:
                await self._send({"type": "turn.press", "turn": self._mouth.turn})
            self._utterance.first = self._mouth.say(pcm)
            if interrupts:
                self._confirm_at = self._utterance.first + _onset(pcm) + INTERRUPTS_SPAN_MS * RATE // 1000
            await self._finished()
            results.append(self._result)
            self._utterance = self._result = None
            self._confirm_at = None

    async def _my_turn(self) -> bool:
        """Wait for an offer; now and then talk over the buddy. True when that is what happens."""
        deadline = time.perf_counter() + 30
        over = self._dice.random() < self._args.interrupt and not self._hold
        while time.perf_counter() < deadline:
            if (
                self._cards
                and self._offer_turn in self._replied | {0}
                and self._offer_turn not in self._answered
            ):
                if over and self._ears.hears:
                    await asyncio.sleep(self._dice.uniform(0.2, 0.6))
                    if self._ears.plays_until - time.perf_counter() > 1.0:
                        self._answered.add(self._offer_turn)
                        return True
                    over = False
                if not self._ears.hears:
                    await asyncio.sleep(self._dice.uniform(0.5, 0.9))
                    self._answered.add(self._offer_turn)
                    return False
            await asyncio.sleep(0.02)
        raise TimeoutError("no offer")

    async def _finished(self) -> None:
        """The utterance was spoken and answered, or nobody answered."""
        assert self._utterance is not None
        assert self._result is not None
        while self._mouth.speaking:
            await asyncio.sleep(0.02)
        deadline = time.perf_counter() + REPLY_SECONDS
        while time.perf_counter() < deadline and not self._over.is_set():
            if self._result.turn > 0 and self._result.turn in self._replied:
                return
            await asyncio.sleep(0.01)
        self._result.no_reply = not self._over.is_set() or self._result.first_sound_ms is None

    # ------------------------------------------------------------------ what comes back

    async def _hear(self) -> None:
        async for data in self._socket:
            if isinstance(data, bytes):
                self._sound(data)
            else:
                await self._event(json.loads(data))

    def _sound(self, data: bytes) -> None:
        turn = self._ears.frame(data)
        result = self._result
        if result is None or turn != result.turn or result.first_sound_ms is not None:
            return
        assert self._utterance is not None
        if turn in self._ears.first_sound:
            label = self._mouth.sent_at(self._utterance.last)
            result.first_sound_ms = (self._ears.first_sound[turn] - label) * 1000
            result.sent_to_sound_ms = (self._ears.first_frame[turn] - self._decided_at) * 1000

    async def _event(self, event: dict[str, Any]) -> None:
        kind, turn = event["type"], int(event.get("turn") or 0)
        if kind == "talk.offered":
            self._cards = [card["text"] for card in event["cards"]]
            self._offer_turn = event["turn"]
        elif kind == "reply.sentence":
            self._ears.rates[turn, event["sentence"]] = event["rate"]
        elif kind == "turn.ended":
            self._ended(event)
        elif kind == "turn.heard" and self._result is not None and turn == self._result.turn:
            self._result.right = event["text"] == self._result.text
        elif kind == "reply.ended":
            self._replied.add(turn)
        elif kind == "reply.stop":
            self._stopped()
        elif kind == "audio.resend":
            self._mouth.resend(event["start"])
        elif kind in {"error.raised", "turn.failed"}:
            self._learner.errors[event["code"]] += 1
        elif kind == "talk.finished":
            await asyncio.sleep(0.3)
            self._over.set()
            await self._socket.close()

    def _ended(self, event: dict[str, Any]) -> None:
        now = time.perf_counter()
        end = self._mouth.start + event["samples"]
        self._decided_at = self._mouth.sent_at(min(end, self._mouth.clock))
        self._mouth.turn_ended(event["turn"], event["samples"])
        if self._result is None or self._utterance is None:
            return
        if end < self._utterance.first + RATE // 10:
            return  # an earlier turn: a cough of the room
        if end < self._utterance.last:
            self._result.cut_off = True
            self._result.reason = event["reason"]
            return
        self._result.turn = event["turn"]
        self._result.reason = event["reason"]
        self._result.end_decision_ms = (now - self._mouth.sent_at(self._utterance.last)) * 1000

    def _stopped(self) -> None:
        if self._confirm_at is not None and self._result is not None and self._ears.hears:
            confirmed = int(self._confirm_at)
            if confirmed <= self._mouth.clock:
                late = (time.perf_counter() - self._mouth.sent_at(confirmed)) * 1000
                self._result.barge_in_ms = late
            else:
                self._result.barge_in_ms = 0.0
        self._ears.stop()

    async def _send(self, message: dict[str, Any]) -> None:
        await self._socket.send(json.dumps(message))


def _onset(pcm: Any) -> int:
    from bench.learner import first_loud

    return int((first_loud(pcm, RATE) or 0) * RATE)
